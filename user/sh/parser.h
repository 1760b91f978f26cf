/*
 * From tokens to a tree. The grammar is that of POSIX (XCU 2.10):
 *
 *     list       pipeline { (&& | || | ; | & | newline) pipeline }
 *     pipeline   [!] command { | command }
 *     command    { name=word } { word }          a simple command
 *              | ( list ) | { list }
 *              | if list then list { elif list then list } [ else list ] fi
 *              | while list do list done | until list do list done
 *              | for name [ in { word } ] do list done
 *              | case word in { pattern { | pattern } ) list ;; } esac
 *              | name() command                  a function
 *     each with redirections: [n]< file  [n]> file  [n]>> file  [n]<> file  [n]>| file  [n]<&m  [n]>&m  [n]<<
 * end
 */
#pragma once

#include "lexer.h"

enum redirection_kind {
    REDIRECT_READ,       /* < */
    REDIRECT_WRITE,      /* > and >| */
    REDIRECT_APPEND,     /* >> */
    REDIRECT_READ_WRITE, /* <> */
    REDIRECT_COPY,       /* <& and >& */
    REDIRECT_HERE,       /* << */
    REDIRECT_HERE_TABS,  /* <<-: tabs that lines begin with are dropped */
};

struct redirection {
    struct redirection *next;
    enum redirection_kind kind;
    int fd;
    char *word; /* the file, the descriptor, or the word that ends the here-document */
    char *here; /* the here-document's lines */
};

enum node_kind {
    NODE_SIMPLE,     /* assignments, words */
    NODE_PIPE,       /* first | second, which may be a pipe again */
    NODE_NOT,        /* ! first */
    NODE_AND,        /* first && second */
    NODE_OR,         /* first || second */
    NODE_SEQUENCE,   /* first; second */
    NODE_BACKGROUND, /* first & */
    NODE_SUBSHELL,   /* ( first ) */
    NODE_GROUP,      /* { first } */
    NODE_IF,         /* if first; then second; else third; fi */
    NODE_WHILE,      /* while first; do second; done */
    NODE_UNTIL,      /* until first; do second; done */
    NODE_FOR,        /* for name in words; do first; done; without `in`, words is "$@" */
    NODE_CASE,       /* case name in first esac */
    NODE_CASE_ITEM,  /* words) first;; and the item behind it: second */
    NODE_FUNCTION,   /* name() first */
};

struct node {
    enum node_kind kind;
    int references; /* who frees it: a function outlives the line that defined it */
    char *text;     /* as it was typed, for `jobs` */
    char *name;
    struct words assignments, words;
    struct redirection *redirections;
    struct node *first, *second, *third;
};

/*
 * Reads the next complete command: a list up to the end of its line. In *node goes its tree, NULL for an
 * empty line. False at the end of the input. If something is wrong, *node is NULL and lexer->problem says
 * what.
 */
int parse_command(struct lexer *lexer, struct node **node);

/* Drops a reference; the last one frees the tree. */
void node_release(struct node *node);

/* The reserved words, in order; ended by NULL. */
extern const char *const reserved_words[];
