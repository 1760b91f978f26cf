/* See lexer.h. */
#include "lexer.h"
#include "parser.h"
#include "variables.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Sources ------------------------------------------------------------------------------------- */

static int next_of_text(struct source *source, struct text *to, int more)
{
    size_t length = strcspn(source->text, "\n");
    length += source->text[length] == '\n';
    text_append_part(to, source->text, length);
    source->text += length;
    return length > 0;
}

struct source source_of_text(const char *text)
{
    return (struct source){.next_line = next_of_text, .text = text, .fd = -1};
}

static int next_of_file(struct source *source, struct text *to, int more)
{
    size_t before = to->length;
    char byte = '\0';
    while (byte != '\n') {
        ssize_t got = read(source->fd, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        if (byte != '\0')
            text_add(to, byte);
    }
    return to->length > before;
}

struct source source_of_file(int fd)
{
    return (struct source){.next_line = next_of_file, .fd = fd};
}

/* ---- Pieces of words ----------------------------------------------------------------------------- */

/* The end of what begins with an opening parenthesis or brace, behind the one that closes it. */
static const char *nested_end(const char *text)
{
    char open = *text, close = open == '(' ? ')' : '}';
    int depth = 1;
    for (text++; text && *text;) {
        if (*text == close && --depth == 0)
            return text + 1;
        if (*text == open && open == '(')
            depth++;
        text = *text == open || *text == close ? text + 1 : piece_end(text);
    }
    return NULL;
}

static const char *double_quoted_end(const char *text)
{
    for (text++; text && *text != '"'; text = *text == '\'' ? text + 1 : piece_end(text))
        if (!*text)
            return NULL;
    return text ? text + 1 : NULL;
}

static const char *dollar_end(const char *text)
{
    if (text[1] == '(' || text[1] == '{')
        return nested_end(text + 1);
    size_t length = name_length(text + 1);
    if (length > 0)
        return text + 1 + length;
    return text[1] && strchr("0123456789?!$#@*-", text[1]) ? text + 2 : text + 1;
}

const char *piece_end(const char *text)
{
    const char *end;
    switch (*text) {
    case '\\':
        return text[1] ? text + 2 : NULL;
    case '\'':
        end = strchr(text + 1, '\'');
        return end ? end + 1 : NULL;
    case '"':
        return double_quoted_end(text);
    case '`':
        for (end = text + 1; *end && *end != '`'; end++)
            if (*end == '\\' && end[1])
                end++;
        return *end ? end + 1 : NULL;
    case '$':
        return dollar_end(text);
    default:
        return text + 1;
    }
}

/* ---- Tokens -------------------------------------------------------------------------------------- */

static const char *here(const struct lexer *lexer)
{
    return lexer->text.bytes ? lexer->text.bytes + lexer->at : "";
}

static int more_lines(struct lexer *lexer)
{
    return lexer->source->next_line(lexer->source, &lexer->text, lexer->text.length > 0);
}

/* Passes over blanks, comments and a \ at the end of a line. */
static void skip_blanks(struct lexer *lexer)
{
    for (;;) {
        const char *at = here(lexer);
        if (*at == ' ' || *at == '\t')
            lexer->at++;
        else if (*at == '#')
            lexer->at += strcspn(at, "\n");
        else if (at[0] == '\\' && at[1] == '\n') {
            lexer->at += 2;
            if (!*here(lexer) && !more_lines(lexer))
                return;
        } else
            return;
    }
}

static struct token take(struct lexer *lexer, enum token_kind kind, size_t length)
{
    struct token token = {.kind = kind, .start = lexer->at, .end = lexer->at + length};
    if (kind != TOKEN_NEWLINE)
        token.text = copy_part(here(lexer), length);
    lexer->at += length;
    return token;
}

static struct token fail(struct lexer *lexer, const char *problem)
{
    lexer->problem = problem;
    return (struct token){.kind = TOKEN_ERROR};
}

/* A word's length, over as many lines as its quotes take; 0 if they are never closed. */
static size_t measure_word(struct lexer *lexer)
{
    size_t length = 0;
    while (here(lexer)[length] && !strchr(" \t\n|&;<>()", here(lexer)[length])) {
        const char *end = piece_end(here(lexer) + length);
        if (end) {
            length = end - here(lexer);
            if (!*end && strncmp(end - 2, "\\\n", 2) == 0) /* the word goes on in the next line */
                more_lines(lexer);
        } else if (strcmp(here(lexer) + length, "\\") == 0) /* the last byte of the input: means itself */
            length++;
        else if (!more_lines(lexer))
            return 0;
    }
    return length;
}

static size_t operator_length(const char *text)
{
    static const char *const operators[] = {"<<-", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>",
                                            ">|",  "|",  "&",  ";",  "<",  ">",  "(",  ")",  NULL};
    for (unsigned i = 0; operators[i]; i++)
        if (strncmp(text, operators[i], strlen(operators[i])) == 0)
            return strlen(operators[i]);
    return 0;
}

/* Reads the lines of a here-document. */
static int read_here(struct lexer *lexer, struct redirection *to, const char *end)
{
    struct text lines = {0};
    for (;;) {
        if (!*here(lexer) && !more_lines(lexer)) {
            text_clear(&lines);
            return 0;
        }
        size_t length = strcspn(here(lexer), "\n"),
               skipped = to->kind == REDIRECT_HERE_TABS ? strspn(here(lexer), "\t") : 0;
        const char *line = here(lexer) + skipped;
        int is_end = length - skipped == strlen(end) && strncmp(line, end, strlen(end)) == 0;
        length += here(lexer)[length] == '\n';
        if (!is_end)
            text_append_part(&lines, line, length - skipped);
        lexer->at += length;
        if (is_end)
            break;
    }
    free(to->here);
    to->here = text_take(&lines);
    return 1;
}

static struct token end_line(struct lexer *lexer)
{
    struct token newline = take(lexer, TOKEN_NEWLINE, 1);
    for (size_t i = 0; i < lexer->here_ends.count; i++)
        if (!read_here(lexer, lexer->here_to[i], lexer->here_ends.items[i])) {
            words_free(&lexer->here_ends);
            return fail(lexer, "a here-document is not closed");
        }
    words_free(&lexer->here_ends);
    return newline;
}

struct token lexer_next(struct lexer *lexer)
{
    do
        skip_blanks(lexer);
    while (!*here(lexer) && more_lines(lexer));
    const char *at = here(lexer);
    if (!*at)
        return lexer->here_ends.count > 0
                   ? fail(lexer, "a here-document is not closed")
                   : (struct token){.kind = TOKEN_END, .start = lexer->at, .end = lexer->at};
    if (*at == '\n')
        return end_line(lexer);
    size_t length = operator_length(at);
    if (length > 0)
        return take(lexer, TOKEN_OPERATOR, length);
    length = strspn(at, "0123456789");
    if (length > 0 && (at[length] == '<' || at[length] == '>'))
        return take(lexer, TOKEN_NUMBER, length);
    length = measure_word(lexer);
    return length > 0 ? take(lexer, TOKEN_WORD, length) : fail(lexer, "a quote is not closed");
}

void lexer_restart(struct lexer *lexer)
{
    words_free(&lexer->here_ends);
    text_clear(&lexer->text);
    lexer->at = 0;
    lexer->problem = NULL;
}

int lexer_expect_here(struct lexer *lexer, struct redirection *to, const char *end)
{
    if (lexer->here_ends.count == sizeof lexer->here_to / sizeof *lexer->here_to)
        return 0;
    lexer->here_to[lexer->here_ends.count] = to;
    words_add(&lexer->here_ends, copy(end));
    return 1;
}
