/* The table of builtins, and those that fit in a few lines. */
#include "builtins.h"
#include "execute.h"
#include "jobs.h"
#include "message.h"
#include "parser.h"
#include "signals.h"
#include "state.h"
#include "variables.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* :, true */
static int builtin_true(char **words)
{
    return 0;
}

static int builtin_false(char **words)
{
    return 1;
}

/* cd [folder]: to $HOME, or to / if there is none; `cd -` back to where we were. */
static int builtin_cd(char **words)
{
    const char *home = variable_get("HOME"), *before = variable_get("OLDPWD");
    int goes_back = words[1] && strcmp(words[1], "-") == 0;
    const char *folder = goes_back ? before : words[1] ? words[1] : home ? home : "/";
    char here[512];
    if (!folder || chdir(folder) < 0) {
        complain(folder ? folder : "cd", folder ? strerror(errno) : "there is no folder to go back to");
        return 1;
    }
    const char *left = variable_get("PWD");
    if (left)
        variable_set("OLDPWD", left);
    if (getcwd(here, sizeof here))
        variable_set("PWD", here);
    if (goes_back)
        printf("%s\n", here);
    return 0;
}

static int builtin_pwd(char **words)
{
    char here[512];
    if (!getcwd(here, sizeof here)) {
        complain("pwd", strerror(errno));
        return 1;
    }
    printf("%s\n", here);
    return 0;
}

/* exit [status] */
static int builtin_exit(char **words)
{
    static int has_warned;
    if (words[1] && words[1][strspn(words[1], "0123456789")]) {
        complain(words[1], "is no status");
        shell_exit(2);
    }
    if (shell.interactive && jobs_any_stopped() && !has_warned) {
        has_warned = 1;
        complain("exit", "there are stopped jobs; once more ends the shell all the same");
        return 1;
    }
    shell_exit(words[1] ? atoi(words[1]) & 0xff : shell.status);
}

/* eval word...: the words, joined by blanks, are a command. */
static int builtin_eval(char **words)
{
    struct text text = {0};
    for (char **word = words + 1; *word; word++) {
        text_append(&text, *word);
        text_add(&text, word[1] ? ' ' : '\n');
    }
    char *line = text_take(&text);
    int status = execute_text(line);
    free(line);
    return status;
}

/* exec [program [argument...]]: the shell becomes the program; without one, its redirections stay. */
static int builtin_exec(char **words)
{
    return words[1] ? execute_replace(words + 1) : 0;
}

static int is_reserved(const char *name)
{
    for (unsigned i = 0; reserved_words[i]; i++)
        if (strcmp(reserved_words[i], name) == 0)
            return 1;
    return 0;
}

/* Prints what the name is; in few words only what one would have to type. */
static int print_type(const char *name, int in_few_words)
{
    const char *kind = is_reserved(name)       ? "is a word of the shell's language"
                       : function_exists(name) ? "is a function"
                       : find_builtin(name)    ? "is a builtin of the shell"
                                               : NULL;
    char *path = kind ? NULL : find_program(name);
    if (!kind && !path) {
        if (!in_few_words)
            complain(name, "not found");
        return 127;
    }
    if (in_few_words)
        printf("%s\n", path ? path : name);
    else
        printf("%s %s%s\n", name, path ? "is " : "", path ? path : kind);
    free(path);
    return 0;
}

/* type name... */
static int builtin_type(char **words)
{
    int status = 0;
    for (char **word = words + 1; *word; word++)
        status |= print_type(*word, 0);
    return status;
}

/* command name...: not a function. command -v name, command -V name: what it is. */
static int builtin_command(char **words)
{
    if (words[1] && (strcmp(words[1], "-v") == 0 || strcmp(words[1], "-V") == 0)) {
        int status = 0;
        for (char **word = words + 2; *word; word++)
            status |= print_type(*word, words[1][1] == 'v');
        return status;
    }
    return words[1] ? execute_builtin_or_program(words + 1) : 0;
}

/* umask [octal]: which permissions new files don't get. */
static int builtin_umask(char **words)
{
    if (!words[1]) {
        mode_t mask = umask(0);
        umask(mask);
        printf("%04o\n", mask);
        return 0;
    }
    char *end;
    unsigned long mask = strtoul(words[1], &end, 8);
    if (*end || mask > 0777) {
        complain(words[1], "is no mask");
        return 1;
    }
    umask(mask);
    return 0;
}

static int builtin_help(char **words)
{
    printf("To run a program, type its name and its arguments. The programs:\n\n");
    fflush(stdout);
    execute_text("ls /bin");
    printf("\n"
           "  a | b     b reads what a writes          a < FILE   a reads the file\n"
           "  a ; b     a, and then b                  a > FILE   a writes the file\n"
           "  a && b    b only if a went well          x=1; $x    a variable\n"
           "  a &       a, without waiting for it      $?         the last status\n"
           "  jobs fg bg wait kill %%1                  ^C ends a program, ^Z stops it\n"
           "\n"
           "Arrows edit a line and find old ones; Tab completes; `type X` says what X is.\n"
           "Start with `tour`, or try: thread; process; ps -t; loom threads; vmmap $$\n"
           "`exit` ends this shell, `poweroff` switches the machine off.\n");
    return 0;
}

const struct builtin builtins[] = {
    {".", builtin_dot, 1},
    {":", builtin_true, 1},
    {"[", builtin_test, 0},
    {"bg", builtin_bg, 0},
    {"break", builtin_break, 1},
    {"cd", builtin_cd, 0},
    {"command", builtin_command, 0},
    {"continue", builtin_break, 1},
    {"eval", builtin_eval, 1},
    {"exec", builtin_exec, 1},
    {"exit", builtin_exit, 1},
    {"export", builtin_export, 1},
    {"false", builtin_false, 0},
    {"fg", builtin_fg, 0},
    {"help", builtin_help, 0},
    {"jobs", builtin_jobs, 0},
    {"kill", builtin_kill, 0},
    {"pwd", builtin_pwd, 0},
    {"read", builtin_read, 0},
    {"readonly", builtin_export, 1},
    {"return", builtin_return, 1},
    {"set", builtin_set, 1},
    {"shift", builtin_shift, 1},
    {"test", builtin_test, 0},
    {"trap", builtin_trap, 1},
    {"true", builtin_true, 0},
    {"type", builtin_type, 0},
    {"umask", builtin_umask, 0},
    {"unset", builtin_unset, 1},
    {"wait", builtin_wait, 0},
    {NULL, NULL, 0},
};

const struct builtin *find_builtin(const char *name)
{
    for (const struct builtin *builtin = builtins; builtin->name; builtin++)
        if (strcmp(builtin->name, name) == 0)
            return builtin;
    return NULL;
}
