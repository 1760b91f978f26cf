/* The commands that the shell carries out itself. */
#pragma once

struct builtin {
    const char *name;
    int (*run)(char **words); /* words[0] is the name; returns the status */
    int is_special;           /* as POSIX has it: assignments before it last, and its mistakes end a script */
};

const struct builtin *find_builtin(const char *name);
extern const struct builtin builtins[]; /* in order; the last one's name is NULL */

/* test expression, [ expression ]: builtin_test.c. */
int builtin_test(char **words);

/* builtin_variables.c */
int builtin_export(char **words); /* and readonly */
int builtin_unset(char **words);
int builtin_set(char **words);
int builtin_shift(char **words);
int builtin_read(char **words);
