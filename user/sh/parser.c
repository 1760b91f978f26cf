/*
 * See parser.h. One function for each rule of the grammar. The parser looks one token ahead. After a mistake
 * lexer->problem is set: every rule then gives back what it has, and parse_command() frees it.
 */
#include "parser.h"
#include "expand.h"
#include "variables.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    struct lexer *lexer;
    struct token token; /* the next one */
    size_t last_end;    /* where the one before it ended */
};

const char *const reserved_words[] = {"!",  "case", "do",   "done",  "elif",  "else", "esac", "fi", "for",
                                      "if", "in",   "then", "until", "while", "{",    "}",    NULL};

static struct node *parse_list(struct parser *parser, int whole_lines);

/* ---- Tokens -------------------------------------------------------------------------------------- */

static int failed(const struct parser *parser)
{
    return parser->lexer->problem != NULL;
}

static void fail(struct parser *parser, const char *problem)
{
    if (!failed(parser))
        parser->lexer->problem = problem;
}

static void advance(struct parser *parser)
{
    if (failed(parser))
        return;
    parser->last_end = parser->token.end;
    free(parser->token.text);
    parser->token = lexer_next(parser->lexer);
}

/* The token's text, and the parser goes on behind it. */
static char *take(struct parser *parser)
{
    char *text = parser->token.text;
    parser->token.text = NULL;
    advance(parser);
    return text;
}

static int is_operator(const struct parser *parser, const char *text)
{
    return !failed(parser) && parser->token.kind == TOKEN_OPERATOR && strcmp(parser->token.text, text) == 0;
}

static int is_word(const struct parser *parser)
{
    return !failed(parser) && parser->token.kind == TOKEN_WORD;
}

/* Whether the token is this reserved word, where one may stand. */
static int is_reserved(const struct parser *parser, const char *word)
{
    return is_word(parser) && strcmp(parser->token.text, word) == 0;
}

static int is_newline(const struct parser *parser)
{
    return !failed(parser) && parser->token.kind == TOKEN_NEWLINE;
}

static void skip_newlines(struct parser *parser)
{
    while (is_newline(parser))
        advance(parser);
}

static void expect_reserved(struct parser *parser, const char *word, const char *problem)
{
    if (is_reserved(parser, word))
        advance(parser);
    else
        fail(parser, problem);
}

static void expect_operator(struct parser *parser, const char *text, const char *problem)
{
    if (is_operator(parser, text))
        advance(parser);
    else
        fail(parser, problem);
}

/* ---- Nodes --------------------------------------------------------------------------------------- */

static struct node *make(enum node_kind kind, struct node *first, struct node *second)
{
    struct node *node = allocate(sizeof *node);
    *node = (struct node){.kind = kind, .references = 1, .first = first, .second = second};
    return node;
}

static void free_redirections(struct redirection *redirection)
{
    while (redirection) {
        struct redirection *next = redirection->next;
        free(redirection->word);
        free(redirection->here);
        free(redirection);
        redirection = next;
    }
}

void node_release(struct node *node)
{
    if (!node || --node->references > 0)
        return;
    node_release(node->first);
    node_release(node->second);
    node_release(node->third);
    free_redirections(node->redirections);
    words_free(&node->assignments);
    words_free(&node->words);
    free(node->text);
    free(node->name);
    free(node);
}

/* Notes what was typed from `start` on. */
static struct node *with_text(struct parser *parser, struct node *node, size_t start)
{
    if (node && !node->text && !failed(parser))
        node->text = copy_part(parser->lexer->text.bytes + start, parser->last_end - start);
    return node;
}

/* ---- Redirections -------------------------------------------------------------------------------- */

static int is_redirection(const struct parser *parser)
{
    return !failed(parser) && (parser->token.kind == TOKEN_NUMBER ||
                               (parser->token.kind == TOKEN_OPERATOR && strchr("<>", parser->token.text[0])));
}

static enum redirection_kind redirection_kind(const char *symbol)
{
    static const struct {
        const char *symbol;
        enum redirection_kind kind;
    } kinds[] = {{"<", REDIRECT_READ},    {">", REDIRECT_WRITE},       {">|", REDIRECT_WRITE},
                 {">>", REDIRECT_APPEND}, {"<>", REDIRECT_READ_WRITE}, {"<&", REDIRECT_COPY},
                 {">&", REDIRECT_COPY},   {"<<", REDIRECT_HERE},       {"<<-", REDIRECT_HERE_TABS}};
    unsigned i = 0;
    while (strcmp(kinds[i].symbol, symbol) != 0)
        i++;
    return kinds[i].kind;
}

static void parse_redirection(struct parser *parser, struct redirection **list)
{
    while (*list)
        list = &(*list)->next;
    struct redirection *redirection = *list = allocate(sizeof *redirection);
    redirection->fd = -1;
    if (parser->token.kind == TOKEN_NUMBER) {
        redirection->fd = atoi(parser->token.text);
        advance(parser);
    }
    redirection->kind = redirection_kind(parser->token.text);
    if (redirection->fd < 0)
        redirection->fd = parser->token.text[0] == '>';
    advance(parser);
    if (!is_word(parser)) {
        fail(parser, "a file's name is missing");
        return;
    }
    redirection->word = copy(parser->token.text);
    if (redirection->kind == REDIRECT_HERE || redirection->kind == REDIRECT_HERE_TABS) {
        char *end = unquote(redirection->word);
        if (!lexer_expect_here(parser->lexer, redirection, end))
            fail(parser, "too many here-documents");
        free(end);
    }
    advance(parser); /* at the end of the line this reads the here-documents */
}

/* ---- Commands ------------------------------------------------------------------------------------ */

static int is_assignment(const char *word)
{
    size_t length = name_length(word);
    return length > 0 && word[length] == '=';
}

static struct node *parse_command_node(struct parser *parser);

/* name() command. The name is there already. */
static struct node *parse_function(struct parser *parser, struct node *node)
{
    advance(parser);
    expect_operator(parser, ")", "a ) is missing");
    skip_newlines(parser);
    node->kind = NODE_FUNCTION;
    node->name = copy(node->words.items[0]);
    if (!is_name(node->name))
        fail(parser, "a function's name must be letters, digits and _");
    words_free(&node->words);
    node->first = parse_command_node(parser);
    return node;
}

static struct node *parse_simple(struct parser *parser)
{
    struct node *node = make(NODE_SIMPLE, NULL, NULL);
    for (;;) {
        if (is_redirection(parser))
            parse_redirection(parser, &node->redirections);
        else if (is_word(parser) && node->words.count == 0 && is_assignment(parser->token.text))
            words_add(&node->assignments, take(parser));
        else if (is_word(parser))
            words_add(&node->words, take(parser));
        else if (is_operator(parser, "(") && node->words.count == 1 && node->assignments.count == 0 &&
                 !node->redirections)
            return parse_function(parser, node);
        else
            break;
    }
    if (!failed(parser) && node->words.count == 0 && node->assignments.count == 0 && !node->redirections)
        fail(parser, "a command is missing");
    return node;
}

/* A list that may not be empty, such as a loop's. */
static struct node *parse_body(struct parser *parser)
{
    struct node *node = parse_list(parser, 1);
    if (!node)
        fail(parser, "a command is missing");
    return node;
}

/* Behind `if` or `elif`. */
static struct node *parse_if(struct parser *parser)
{
    struct node *node = make(NODE_IF, NULL, NULL);
    advance(parser);
    node->first = parse_body(parser);
    expect_reserved(parser, "then", "a `then` is missing");
    node->second = parse_body(parser);
    if (is_reserved(parser, "elif")) {
        node->third = parse_if(parser);
        return node;
    }
    if (is_reserved(parser, "else")) {
        advance(parser);
        node->third = parse_body(parser);
    }
    expect_reserved(parser, "fi", "a `fi` is missing");
    return node;
}

static struct node *parse_do(struct parser *parser)
{
    expect_reserved(parser, "do", "a `do` is missing");
    struct node *node = parse_body(parser);
    expect_reserved(parser, "done", "a `done` is missing");
    return node;
}

static struct node *parse_while(struct parser *parser)
{
    struct node *node = make(is_reserved(parser, "while") ? NODE_WHILE : NODE_UNTIL, NULL, NULL);
    advance(parser);
    node->first = parse_body(parser);
    node->second = parse_do(parser);
    return node;
}

static struct node *parse_for(struct parser *parser)
{
    struct node *node = make(NODE_FOR, NULL, NULL);
    advance(parser);
    if (!is_word(parser) || !is_name(parser->token.text)) {
        fail(parser, "a variable's name is missing");
        return node;
    }
    node->name = take(parser);
    skip_newlines(parser);
    if (is_reserved(parser, "in")) {
        advance(parser);
        while (is_word(parser))
            words_add(&node->words, take(parser));
        if (!is_newline(parser) && !is_operator(parser, ";"))
            fail(parser, "a `do` is missing");
    } else {
        words_add(&node->words, copy("\"$@\""));
    }
    if (is_operator(parser, ";"))
        advance(parser);
    skip_newlines(parser);
    node->first = parse_do(parser);
    return node;
}

static struct node *parse_case_item(struct parser *parser)
{
    struct node *item = make(NODE_CASE_ITEM, NULL, NULL);
    if (is_operator(parser, "("))
        advance(parser);
    do {
        if (item->words.count > 0)
            advance(parser);
        if (is_word(parser))
            words_add(&item->words, take(parser));
        else
            fail(parser, "a pattern is missing");
    } while (is_operator(parser, "|"));
    expect_operator(parser, ")", "a ) is missing");
    item->first = parse_list(parser, 1);
    if (is_operator(parser, ";;"))
        advance(parser);
    else if (!is_reserved(parser, "esac"))
        fail(parser, "an `esac` is missing");
    skip_newlines(parser);
    return item;
}

static struct node *parse_case(struct parser *parser)
{
    struct node *node = make(NODE_CASE, NULL, NULL), **place = &node->first;
    advance(parser);
    if (!is_word(parser)) {
        fail(parser, "a word is missing");
        return node;
    }
    node->name = take(parser);
    skip_newlines(parser);
    expect_reserved(parser, "in", "an `in` is missing");
    skip_newlines(parser);
    while (!failed(parser) && !is_reserved(parser, "esac")) {
        *place = parse_case_item(parser);
        place = &(*place)->second;
    }
    expect_reserved(parser, "esac", "an `esac` is missing");
    return node;
}

static struct node *parse_subshell(struct parser *parser)
{
    advance(parser);
    struct node *node = make(NODE_SUBSHELL, parse_body(parser), NULL);
    expect_operator(parser, ")", "a ) is missing");
    return node;
}

static struct node *parse_group(struct parser *parser)
{
    advance(parser);
    struct node *node = make(NODE_GROUP, parse_body(parser), NULL);
    expect_reserved(parser, "}", "a } is missing");
    return node;
}

/* A reserved word that can't begin a command. */
static int is_misplaced(const struct parser *parser)
{
    for (unsigned i = 0; reserved_words[i]; i++)
        if (is_reserved(parser, reserved_words[i]))
            return 1;
    return 0;
}

static struct node *parse_command_node(struct parser *parser)
{
    size_t start = parser->token.start;
    struct node *node;
    if (is_operator(parser, "("))
        node = parse_subshell(parser);
    else if (is_reserved(parser, "{"))
        node = parse_group(parser);
    else if (is_reserved(parser, "if"))
        node = parse_if(parser);
    else if (is_reserved(parser, "while") || is_reserved(parser, "until"))
        node = parse_while(parser);
    else if (is_reserved(parser, "for"))
        node = parse_for(parser);
    else if (is_reserved(parser, "case"))
        node = parse_case(parser);
    else if (is_misplaced(parser)) {
        fail(parser, "a command is missing");
        return NULL;
    } else
        return with_text(parser, parse_simple(parser), start);
    while (is_redirection(parser))
        parse_redirection(parser, &node->redirections);
    return with_text(parser, node, start);
}

/* ---- Pipelines and lists ------------------------------------------------------------------------- */

static struct node *parse_pipe(struct parser *parser)
{
    size_t start = parser->token.start;
    struct node *node = parse_command_node(parser);
    if (is_operator(parser, "|")) {
        advance(parser);
        skip_newlines(parser);
        node = make(NODE_PIPE, node, NULL);
        node->second = parse_pipe(parser);
    }
    return with_text(parser, node, start);
}

static struct node *parse_pipeline(struct parser *parser)
{
    if (!is_reserved(parser, "!"))
        return parse_pipe(parser);
    advance(parser);
    return make(NODE_NOT, parse_pipe(parser), NULL);
}

static struct node *parse_and_or(struct parser *parser)
{
    size_t start = parser->token.start;
    struct node *node = parse_pipeline(parser);
    while (is_operator(parser, "&&") || is_operator(parser, "||")) {
        node = make(is_operator(parser, "&&") ? NODE_AND : NODE_OR, node, NULL);
        advance(parser);
        skip_newlines(parser);
        node->second = parse_pipeline(parser);
        with_text(parser, node, start);
    }
    return with_text(parser, node, start);
}

/* Whether a list ends here: at what only closes something, which whoever asked for the list expects. */
static int at_end_of_list(const struct parser *parser)
{
    static const char *const closers[] = {"do", "done", "elif", "else", "esac", "fi", "then", "}"};
    if (failed(parser) || parser->token.kind == TOKEN_END || is_operator(parser, ")") ||
        is_operator(parser, ";;"))
        return 1;
    for (unsigned i = 0; i < sizeof closers / sizeof *closers; i++)
        if (is_reserved(parser, closers[i]))
            return 1;
    return 0;
}

/* A list of one line, or of all lines up to what closes it. NULL if it is empty. */
static struct node *parse_list(struct parser *parser, int whole_lines)
{
    struct node *list = NULL;
    for (;;) {
        if (whole_lines)
            skip_newlines(parser);
        if (at_end_of_list(parser) || is_newline(parser))
            return list;
        struct node *node = parse_and_or(parser);
        if (is_operator(parser, "&"))
            node = make(NODE_BACKGROUND, node, NULL);
        list = list ? make(NODE_SEQUENCE, list, node) : node;
        if (is_operator(parser, "&") || is_operator(parser, ";"))
            advance(parser);
        else if (!is_newline(parser))
            return list;
    }
}

int parse_command(struct lexer *lexer, struct node **node)
{
    struct parser parser = {.lexer = lexer};
    lexer_restart(lexer);
    *node = NULL;
    parser.token = lexer_next(lexer);
    if (parser.token.kind == TOKEN_END)
        return 0;
    *node = parse_list(&parser, 0);
    if (!failed(&parser) && !is_newline(&parser) && parser.token.kind != TOKEN_END) {
        static char problem[32];
        snprintf(problem, sizeof problem, "`%.8s` is not expected", parser.token.text);
        fail(&parser, problem);
    }
    free(parser.token.text);
    if (failed(&parser)) {
        node_release(*node);
        *node = NULL;
    }
    return 1;
}
