/* What every part of the shell may look at: its options, and what happened last. */
#pragma once

#include <sys/types.h>

struct shell {
    int status;         /* $?: of the last pipeline */
    pid_t pid;          /* $$: of this shell, in its subshells too */
    pid_t background;   /* $!: the process last started with &, or 0 */
    int interactive;    /* somebody types the lines */
    int exit_on_error;  /* -e: a command that fails ends the shell */
    int no_globbing;    /* -f: * ? [ mean themselves */
    int job_control;    /* -m: each job has a process group of its own */
    int unset_is_error; /* -u: $x is an error if x is not set */
    int trace;          /* -x: commands are shown before they run */
    int is_subshell;    /* a copy of the shell that runs one command of it */
};

extern struct shell shell;

/* Sets an option by its letter; 0 if there is no such option. */
int option_set(char letter, int on);
/* The letters of the options that are on: $-. At least 8 bytes. */
void option_letters(char *letters);
