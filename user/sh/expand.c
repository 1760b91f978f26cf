/*
 * See expand.h. A field grows as a pattern: each byte that was quoted, or that came out of quotes, has a
 * \ before it. At the end it is matched with the files, or the \ are taken away.
 */
#include "expand.h"
#include "arithmetic.h"
#include "execute.h"
#include "lexer.h"
#include "message.h"
#include "state.h"
#include "variables.h"
#include <ctype.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a piece of a word stands. */
enum quoting {
    UNQUOTED,
    IN_BRACES, /* unquoted, and in ${x:-...}: what stands there is split too */
    IN_QUOTES,
    IN_HERE, /* a here-document: quotes mean themselves */
};

static int is_quoted(enum quoting quoting)
{
    return quoting >= IN_QUOTES;
}

struct expansion {
    struct words *fields; /* where fields that are complete go; NULL if all becomes one text */
    struct text field;    /* the one that grows */
    int has_field;        /* there is one, if only an empty one: quotes were there */
    int failed;
};

static void expand_range(struct expansion *to, const char *at, const char *end, enum quoting quoting);

static void fail(struct expansion *to, const char *name, const char *problem)
{
    if (!to->failed)
        complain(name, problem);
    to->failed = 1;
}

/* ---- Fields -------------------------------------------------------------------------------------- */

/* Adds a byte that means itself. */
static void put_literal(struct expansion *to, char byte)
{
    if (strchr("\\*?[]-!^", byte)) /* all that a pattern may hold */
        text_add(&to->field, '\\');
    text_add(&to->field, byte);
    to->has_field = 1;
}

static void put_literals(struct expansion *to, const char *text)
{
    while (*text)
        put_literal(to, *text++);
}

/* Takes away the \ of a pattern, in place. */
static char *unescape(char *pattern)
{
    char *to = pattern;
    for (const char *from = pattern; *from; *to++ = *from++)
        if (from[0] == '\\' && from[1])
            from++;
    *to = '\0';
    return pattern;
}

static int has_pattern(const char *text)
{
    for (; *text; text++)
        if (text[0] == '\\' && text[1])
            text++;
        else if (strchr("*?[", *text))
            return 1;
    return 0;
}

/* Adds the files that the pattern matches, in order; false if there are none. */
static int add_matches(struct words *fields, const char *pattern)
{
    glob_t found;
    int error = shell.no_globbing || !has_pattern(pattern) ? GLOB_NOMATCH : glob(pattern, 0, NULL, &found);
    if (error)
        return 0;
    words_copy(fields, found.gl_pathv);
    globfree(&found);
    return 1;
}

static void end_field(struct expansion *to)
{
    if (!to->has_field)
        return;
    char *pattern = text_take(&to->field);
    to->has_field = 0;
    if (add_matches(to->fields, pattern))
        free(pattern);
    else
        words_add(to->fields, unescape(pattern));
}

static const char *separators(void)
{
    const char *separators = variable_get("IFS");
    return separators ? separators : " \t\n";
}

/* Adds what an expansion gave. Unquoted, it is split, and its * ? [ are patterns. */
static void put_value(struct expansion *to, const char *value, enum quoting quoting)
{
    if (is_quoted(quoting)) {
        put_literals(to, value);
        return;
    }
    for (; *value; value++) {
        if (to->fields && strchr(separators(), *value)) {
            /* Blanks only separate; another byte, such as :, ends a field even if that is empty. */
            if (!isspace((unsigned char)*value))
                to->has_field = 1;
            end_field(to);
            continue;
        }
        if (*value == '\\')
            text_add(&to->field, '\\');
        text_add(&to->field, *value);
        to->has_field = 1;
    }
}

/* ---- Parameters ---------------------------------------------------------------------------------- */

static char *joined_parameters(void)
{
    const char *ifs = variable_get("IFS");
    struct text text = {0};
    for (size_t i = 0; i < parameters.count; i++) {
        if (i > 0 && (!ifs || *ifs))
            text_add(&text, ifs ? *ifs : ' ');
        text_append(&text, parameters.items[i]);
    }
    return text_take(&text);
}

static char *number_text(long number)
{
    char text[24];
    snprintf(text, sizeof text, "%ld", number);
    return copy(text);
}

/* A parameter's value, on the heap; NULL if it is not set. */
static char *parameter_value(const char *name)
{
    char letters[16];
    const char *value;
    if (isdigit((unsigned char)*name)) {
        size_t number = strtoul(name, NULL, 10);
        value = number == 0 ? shell_name : number <= parameters.count ? parameters.items[number - 1] : NULL;
        return value ? copy(value) : NULL;
    }
    switch (*name) {
    case '?':
        return number_text(shell.status);
    case '$':
        return number_text(shell.pid);
    case '!':
        return shell.background ? number_text(shell.background) : NULL;
    case '#':
        return number_text((long)parameters.count);
    case '-':
        option_letters(letters);
        return copy(letters);
    case '*':
    case '@':
        return parameters.count > 0 ? joined_parameters() : NULL;
    default:
        value = variable_get(name);
        return value ? copy(value) : NULL;
    }
}

/* "$@": each parameter a field of its own. */
static void put_parameters(struct expansion *to, enum quoting quoting)
{
    for (size_t i = 0; i < parameters.count; i++) {
        if (i > 0)
            end_field(to);
        if (is_quoted(quoting))
            to->has_field = 1;
        put_value(to, parameters.items[i], quoting);
    }
}

static void put_parameter(struct expansion *to, const char *name, enum quoting quoting)
{
    if (to->fields && (*name == '@' || (*name == '*' && !is_quoted(quoting)))) {
        put_parameters(to, quoting);
        return;
    }
    char *value = parameter_value(name);
    if (value)
        put_value(to, value, quoting);
    else if (shell.unset_is_error && *name != '@' && *name != '*')
        fail(to, name, "is not set");
    free(value);
}

/* ---- ${...} -------------------------------------------------------------------------------------- */

/* The text of a part of a word, expanded by itself. */
static char *expand_part(struct expansion *from, const char *at, const char *end, int as_pattern)
{
    struct expansion to = {0};
    expand_range(&to, at, end, UNQUOTED);
    from->failed |= to.failed;
    char *text = text_take(&to.field);
    return as_pattern ? text : unescape(text);
}

/* Takes off the value's shortest or longest beginning, or end, that matches the pattern. */
static void trim(char *value, const char *pattern, int at_end, int longest)
{
    size_t length = strlen(value);
    for (size_t i = 0; i <= length; i++) {
        size_t size = longest ? length - i : i;
        char *cut = at_end ? value + length - size : value + size, kept = *cut;
        if (!at_end)
            *cut = '\0';
        int matches = fnmatch(pattern, at_end ? cut : value, 0) == 0;
        *cut = kept;
        if (!matches)
            continue;
        if (at_end)
            *cut = '\0';
        else
            memmove(value, cut, strlen(cut) + 1);
        return;
    }
}

/* ${name#pattern} and its like: `at` is the operator. */
static void put_trimmed(struct expansion *to, const char *name, const char *at, const char *end,
                        enum quoting quoting)
{
    int longest = at[1] == at[0];
    char *value = parameter_value(name), *pattern = expand_part(to, at + 1 + longest, end, 1);
    if (value) {
        trim(value, pattern, *at == '%', longest);
        put_value(to, value, quoting);
    } else if (shell.unset_is_error) {
        fail(to, name, "is not set");
    }
    free(pattern);
    free(value);
}

static void put_error(struct expansion *to, const char *name, const char *at, const char *end)
{
    char *problem = at < end ? expand_part(to, at, end, 0) : copy("is not set");
    fail(to, name, problem);
    free(problem);
}

/* ${name:-word} and its like: `at` is behind the name. */
static void put_conditional(struct expansion *to, const char *name, const char *at, const char *end,
                            enum quoting quoting)
{
    int colon = *at == ':';
    char symbol = at[colon], *value = parameter_value(name);
    int is_there = value && !(colon && !*value);
    const char *word = at + colon + 1;
    enum quoting inside = is_quoted(quoting) ? quoting : IN_BRACES;
    free(value);
    if (symbol == '+') {
        if (is_there)
            expand_range(to, word, end, inside);
    } else if (is_there) {
        put_parameter(to, name, quoting);
    } else if (symbol == '-') {
        expand_range(to, word, end, inside);
    } else if (symbol == '?') {
        put_error(to, name, word, end);
    } else if (!is_name(name)) {
        fail(to, name, "cannot be assigned to");
    } else {
        char *text = expand_part(to, word, end, 0);
        to->failed |= variable_set(name, text) < 0;
        put_value(to, text, quoting);
        free(text);
    }
}

/* How long a parameter's name is, of any kind. */
static size_t parameter_length(const char *text)
{
    if (isdigit((unsigned char)*text))
        return strspn(text, "0123456789");
    return *text && strchr("?$!#*@-", *text) ? 1 : name_length(text);
}

static void put_length(struct expansion *to, const char *name, enum quoting quoting)
{
    int counts = *name == '@' || *name == '*';
    char *value = counts ? NULL : parameter_value(name);
    if (!value && !counts && shell.unset_is_error)
        fail(to, name, "is not set");
    char *number = number_text(counts ? parameters.count : value ? strlen(value) : 0);
    put_value(to, number, quoting);
    free(number);
    free(value);
}

/* What stands between ${ and }. */
static void put_braces(struct expansion *to, const char *at, const char *end, enum quoting quoting)
{
    int wants_length = *at == '#' && at + 1 < end && parameter_length(at + 1) == (size_t)(end - at - 1);
    at += wants_length;
    size_t length = parameter_length(at);
    char *name = copy_part(at, length);
    at += length;
    if (length == 0 || at > end)
        fail(to, "${}", "a name is missing");
    else if (wants_length)
        put_length(to, name, quoting);
    else if (at == end)
        put_parameter(to, name, quoting);
    else if (*at == '#' || *at == '%')
        put_trimmed(to, name, at, end, quoting);
    else if (at + (*at == ':') < end && strchr("-=?+", at[*at == ':']))
        put_conditional(to, name, at, end, quoting);
    else
        fail(to, name, "what follows the name in ${} is not known");
    free(name);
}

/* ---- Commands and arithmetic --------------------------------------------------------------------- */

/* Puts a command's output, without the newlines that it ends with. */
static void put_output(struct expansion *to, const char *command, enum quoting quoting)
{
    char *output = execute_for_output(command);
    if (!output) {
        to->failed = 1;
        return;
    }
    size_t length = strlen(output);
    while (length > 0 && output[length - 1] == '\n')
        output[--length] = '\0';
    put_value(to, output, quoting);
    free(output);
}

/* `...`: inside, \ means itself unless $, ` or \ follow it; in quotes also ". */
static void put_backquoted(struct expansion *to, const char *at, const char *end, enum quoting quoting)
{
    struct text command = {0};
    for (; at < end; at++) {
        if (*at == '\\' && at + 1 < end && (strchr("$`\\", at[1]) || (at[1] == '"' && quoting == IN_QUOTES)))
            at++;
        text_add(&command, *at);
    }
    char *text = text_take(&command);
    put_output(to, text, quoting);
    free(text);
}

static void put_arithmetic(struct expansion *to, const char *at, const char *end, enum quoting quoting)
{
    struct expansion inside = {0};
    expand_range(&inside, at, end, IN_HERE);
    to->failed |= inside.failed;
    char *expression = unescape(text_take(&inside.field));
    long value;
    const char *problem = to->failed ? NULL : arithmetic(expression, &value);
    if (problem)
        fail(to, expression, problem);
    if (!to->failed) {
        char *number = number_text(value);
        put_value(to, number, quoting);
        free(number);
    }
    free(expression);
}

/* Whether $( begins $(( )): the last two bytes are both ), and what is between them is closed in itself. */
static int is_arithmetic(const char *at, const char *end)
{
    if (at[2] != '(' || end - at < 5 || end[-2] != ')')
        return 0;
    int depth = 0;
    for (at += 3; at < end - 2; at++) {
        depth += (*at == '(') - (*at == ')');
        if (depth < 0)
            return 0;
    }
    return depth == 0;
}

/* $ and what belongs to it. */
static void put_dollar(struct expansion *to, const char *at, const char *end, enum quoting quoting)
{
    if (at[1] == '{') {
        put_braces(to, at + 2, end - 1, quoting);
    } else if (at[1] == '(' && is_arithmetic(at, end)) {
        put_arithmetic(to, at + 3, end - 2, quoting);
    } else if (at[1] == '(') {
        char *command = copy_part(at + 2, end - at - 3);
        put_output(to, command, quoting);
        free(command);
    } else if (end == at + 1) {
        put_literal(to, '$');
    } else {
        char *name = copy_part(at + 1, end - at - 1);
        put_parameter(to, name, quoting);
        free(name);
    }
}

/* ---- Words --------------------------------------------------------------------------------------- */

static void put_backslash(struct expansion *to, const char *at, enum quoting quoting)
{
    const char *special = !is_quoted(quoting) ? NULL : quoting == IN_QUOTES ? "$`\"\\\n" : "$`\\\n";
    if (special && !(at[1] && strchr(special, at[1])))
        put_literal(to, '\\');
    if (at[1] && at[1] != '\n') /* \ at the end of a line joins it to the next */
        put_literal(to, at[1]);
    else if (!at[1] && !special)
        put_literal(to, '\\');
}

static void put_double_quoted(struct expansion *to, const char *at, const char *end)
{
    int is_nothing = strncmp(at, "\"$@\"", 4) == 0 && parameters.count == 0; /* "$@" may be no field at all */
    to->has_field |= !is_nothing;
    expand_range(to, at + 1, end - 1, IN_QUOTES);
}

/* Takes one piece of a word; returns where it ends. */
static const char *put_piece(struct expansion *to, const char *at, const char *limit, enum quoting quoting)
{
    int is_quote = (*at == '\'' && !is_quoted(quoting)) || (*at == '"' && quoting != IN_HERE);
    const char *end = is_quote || strchr("\\`$", *at) ? piece_end(at) : at + 1;
    if (!end || end > limit)
        end = limit;
    if (*at == '\\') {
        put_backslash(to, at, quoting);
    } else if (*at == '\'' && is_quote) {
        to->has_field = 1;
        for (at++; at < end - 1; at++)
            put_literal(to, *at);
    } else if (*at == '"' && is_quote) {
        put_double_quoted(to, at, end);
    } else if (*at == '`') {
        put_backquoted(to, at + 1, end - 1, quoting);
    } else if (*at == '$') {
        put_dollar(to, at, end, quoting);
    } else if (quoting == IN_BRACES) {
        put_value(to, (char[]){*at, '\0'}, quoting);
    } else if (quoting == UNQUOTED) {
        text_add(&to->field, *at);
        to->has_field = 1;
    } else {
        put_literal(to, *at);
    }
    return end;
}

static void expand_range(struct expansion *to, const char *at, const char *end, enum quoting quoting)
{
    while (at < end && !to->failed)
        at = put_piece(to, at, end, quoting);
}

/* ~ at the beginning of a word is $HOME. Returns where the word goes on. */
static const char *put_home(struct expansion *to, const char *word)
{
    const char *home = variable_get("HOME");
    if (word[0] != '~' || (word[1] && word[1] != '/') || !home)
        return word;
    put_literals(to, home);
    return word + 1;
}

int expand_words(const struct words *words, struct words *fields)
{
    struct expansion to = {.fields = fields};
    for (size_t i = 0; i < words->count && !to.failed; i++) {
        const char *word = put_home(&to, words->items[i]);
        expand_range(&to, word, word + strlen(word), UNQUOTED);
        end_field(&to);
    }
    text_clear(&to.field);
    return to.failed ? -1 : 0;
}

static char *expand_whole(const char *word, enum quoting quoting)
{
    struct expansion to = {0};
    if (quoting == UNQUOTED)
        word = put_home(&to, word);
    expand_range(&to, word, word + strlen(word), quoting);
    if (!to.failed)
        return text_take(&to.field);
    text_clear(&to.field);
    return NULL;
}

char *expand_pattern(const char *word)
{
    return expand_whole(word, UNQUOTED);
}

char *expand_text(const char *word)
{
    char *pattern = expand_whole(word, UNQUOTED);
    return pattern ? unescape(pattern) : NULL;
}

char *expand_here(const char *lines)
{
    char *pattern = expand_whole(lines, IN_HERE);
    return pattern ? unescape(pattern) : NULL;
}

char *unquote(const char *word)
{
    struct text text = {0};
    char quote = '\0';
    for (; *word; word++) {
        if (quote ? *word == quote : *word == '\'' || *word == '"')
            quote = quote ? '\0' : *word;
        else if (*word == '\\' && quote != '\'' && word[1])
            text_add(&text, *++word);
        else
            text_add(&text, *word);
    }
    return text_take(&text);
}
