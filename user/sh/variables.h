/* Variables and the positional parameters ($1 ...). */
#pragma once

#include "text.h"

/* The positional parameters: $# is parameters.count. */
extern struct words parameters;
extern char *shell_name; /* $0 */

/* How many letters a name has that the text begins with, or 0. */
size_t name_length(const char *text);
int is_name(const char *text);

/* Takes the environment over; every variable of it is exported. */
void variables_init(char **environment);

/* The value, or NULL if it is not set. It lives until the variable is set again. */
const char *variable_get(const char *name);
/* 0, or -1 and a message if the variable is read-only. */
int variable_set(const char *name, const char *value);
int variable_unset(const char *name);
/* What `export` and `readonly` do; the variable need not be set. */
void variable_mark(const char *name, int exported, int read_only);

/* Prints each that is set (or exported, or read-only, if asked for) as `prefix name='value'`, in order. */
void variables_print(const char *prefix, int only_exported, int only_read_only);

/* The exported variables as execve() wants them. */
void variables_environment(struct words *environment);

/*
 * For `x=1 command`: what the variable was, for later. variable_restore() gives it back and frees that.
 */
struct saved_variable;
struct saved_variable *variable_save(const char *name, struct saved_variable *before);
void variables_restore(struct saved_variable *saved);

/* Prints the text so that the shell reads it as one word. */
void print_quoted(const char *text);
