/* The builtins that change variables and parameters. */
#include "builtins.h"
#include "execute.h"
#include "message.h"
#include "state.h"
#include "variables.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* export, readonly: [-p], or name[=value]... */
int builtin_export(char **words)
{
    int is_export = strcmp(words[0], "export") == 0, status = 0;
    if (!words[1] || strcmp(words[1], "-p") == 0)
        variables_print(is_export ? "export " : "readonly ", is_export, !is_export);
    for (char **word = words + 1; *word && strcmp(words[1], "-p") != 0; word++) {
        size_t length = name_length(*word);
        if (length == 0 || ((*word)[length] && (*word)[length] != '=')) {
            complain(*word, "is no variable's name");
            status = 1;
            continue;
        }
        char *name = copy_part(*word, length);
        if ((*word)[length] == '=' && variable_set(name, *word + length + 1) < 0)
            status = 1;
        else
            variable_mark(name, is_export, !is_export);
        free(name);
    }
    return status;
}

/* unset [-f | -v] name... */
int builtin_unset(char **words)
{
    int status = 0, functions = 0;
    for (char **word = words + 1; *word; word++)
        if (strcmp(*word, "-f") == 0 || strcmp(*word, "-v") == 0)
            functions = (*word)[1] == 'f';
        else if (functions)
            function_remove(*word);
        else if (!is_name(*word)) {
            complain(*word, "is no variable's name");
            status = 1;
        } else if (variable_unset(*word) < 0)
            status = 1;
    return status;
}

/* set: all variables; set -e, set +e: options; set [--] word...: the parameters. */
int builtin_set(char **words)
{
    if (!words[1])
        variables_print("", 0, 0);
    char **word = words + 1;
    for (; *word && strchr("-+", **word) && (*word)[1]; word++) {
        if (strcmp(*word, "--") == 0)
            break;
        for (const char *letter = *word + 1; *letter; letter++)
            if (*letter == 'i' || !option_set(*letter, **word == '-')) {
                complain(*word, "is no option: -e -f -m -u -x are");
                return 2;
            }
    }
    if (!*word)
        return 0;
    struct words fresh = {0};
    words_copy(&fresh, word + (strcmp(*word, "--") == 0));
    words_free(&parameters);
    parameters = fresh;
    return 0;
}

/* shift [n]: the parameters move down. */
int builtin_shift(char **words)
{
    int count = words[1] ? atoi(words[1]) : 1;
    if (count < 0 || (size_t)count > parameters.count) {
        complain("shift", "there are not so many parameters");
        return 1;
    }
    words_drop(&parameters, count);
    return 0;
}

/* Reads a line, byte by byte: what follows is for others. Without `raw`, \ quotes, and joins lines. In
 * `quoted` goes an x for each byte that was quoted. Returns false at the end of the input. */
static int read_line(struct text *line, struct text *quoted, int raw)
{
    char byte;
    int escaped = 0;
    for (;;) {
        ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 0;
        if (byte == '\n' && !escaped)
            return 1;
        if (byte == '\\' && !raw && !escaped) {
            escaped = 1;
            continue;
        }
        if (byte != '\0' && byte != '\n') {
            text_add(line, byte);
            text_add(quoted, escaped ? 'x' : ' ');
        }
        escaped = 0;
    }
}

static const char *separators;

static int is_separator(const struct text *line, const struct text *quoted, size_t i, int only_blank)
{
    char byte = line->bytes[i];
    return quoted->bytes[i] == ' ' && strchr(separators, byte) && (!only_blank || strchr(" \t\n", byte));
}

/* read [-r] name...: a line's fields; the last name gets all that is left. */
int builtin_read(char **words)
{
    int raw = words[1] && strcmp(words[1], "-r") == 0;
    char **name = words + 1 + raw;
    for (char **check = name; *check; check++)
        if (!is_name(*check)) {
            complain(*check, "is no variable's name");
            return 2;
        }
    if (!*name) {
        complain("usage", "read [-r] name...");
        return 2;
    }
    struct text line = {0}, quoted = {0};
    int is_there = read_line(&line, &quoted, raw);
    const char *ifs = variable_get("IFS");
    separators = ifs ? ifs : " \t\n";
    size_t at = 0, end = line.length;
    while (end > 0 && is_separator(&line, &quoted, end - 1, 1))
        end--;
    for (; *name; name++) {
        while (at < end && is_separator(&line, &quoted, at, 1))
            at++;
        size_t start = at;
        while (at < end && (!name[1] || !is_separator(&line, &quoted, at, 0)))
            at++;
        char *value = copy_part(line.bytes ? line.bytes + start : "", at - start);
        is_there &= variable_set(*name, value) == 0;
        free(value);
        while (at < end && is_separator(&line, &quoted, at, 1))
            at++;
        at += at < end && is_separator(&line, &quoted, at, 0);
    }
    text_clear(&line);
    text_clear(&quoted);
    return !is_there;
}
