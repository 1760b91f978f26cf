/*
 * From lines to tokens. A word is kept as it was typed, with its quotes and dollars: expand.h makes of it
 * what it stands for, each time it is used.
 */
#pragma once

#include "text.h"

/* Where lines come from. */
struct source {
    /* Appends the next line, with its newline if it has one, to `to`. False at the end. `more` says that a
     * command goes on: somebody who types sees another prompt. */
    int (*next_line)(struct source *source, struct text *to, int more);
    const char *text; /* for source_of_text */
    int fd;           /* for source_of_file, and for what edits lines */
};

/* The lines of a text; it must live as long as the source. */
struct source source_of_text(const char *text);
/* The lines of a file. They are read byte by byte: what follows the line may be for a program it runs. */
struct source source_of_file(int fd);

enum token_kind {
    TOKEN_END, /* of the input */
    TOKEN_NEWLINE,
    TOKEN_WORD,
    TOKEN_NUMBER, /* digits with < or > right behind them: a file descriptor */
    TOKEN_OPERATOR,
    TOKEN_ERROR, /* the lexer's `problem` says what is wrong */
};

struct token {
    enum token_kind kind;
    char *text;        /* the word, digits or operator; NULL for the others */
    size_t start, end; /* where it stands in the lexer's text */
};

struct redirection;

struct lexer {
    struct source *source;
    struct text text; /* all lines of this command so far */
    size_t at;        /* how much of it was taken */
    const char *problem;
    struct words here_ends;          /* here-documents that begin after this line: the word that ends each, */
    struct redirection *here_to[16]; /* and whose it is */
};

/* Takes the next token. Its text belongs to the caller. A comment is passed over. */
struct token lexer_next(struct lexer *lexer);

/* Forgets all lines so far: for the next command, after a mistake, or at the end. */
void lexer_restart(struct lexer *lexer);

/* Asks for the lines behind the next newline to go into that redirection's `here`, up to a line `end`. */
int lexer_expect_here(struct lexer *lexer, struct redirection *to, const char *end);

/*
 * The end of a piece of a word that begins at `text`: of '...' and "..." and `...` behind the closing quote,
 * of
 * $(...), $((...)), ${...} and $name behind them, of \x behind x; of another character behind that. NULL if
 * the piece is not closed.
 */
const char *piece_end(const char *text);
