/* Carrying out what was parsed. */
#pragma once

#include "parser.h"

/* Runs every command of a source to its end, and returns the last status. */
int execute_source(struct source *source);
int execute_text(const char *text);

/* Runs the text in a subshell; returns what it writes, on the heap, or NULL after a message. */
char *execute_for_output(const char *text);

/* Runs a program as a foreground job, without looking for functions and builtins. Returns its status. */
int execute_program(char **words);
/* Runs a command without looking for functions. */
int execute_builtin_or_program(char **words);
/* Becomes the program: for `exec`. Returns only in a shell at which somebody types, with a status. */
int execute_replace(char **words);

/* Where a program is: its path, on the heap, or NULL and errno. A name without a / is looked for in $PATH. */
char *find_program(const char *name);

/* Whether there is a function of this name. */
int function_exists(const char *name);
int function_remove(const char *name);

/* Leaves the line that is being run, as far as somebody typed it: ^C. A script goes on. */
void execute_interrupt(void);

/* The builtins that change the flow. */
int builtin_break(char **words); /* and continue */
int builtin_return(char **words);
int builtin_dot(char **words);
