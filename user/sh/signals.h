/*
 * The shell's signals: those that it must not be ended or stopped by while somebody types at it, and `trap`.
 */
#pragma once

/* For a shell at which somebody types: ^C stops what it does, but not itself; ^Z and ^\ do nothing to it. */
void signals_guard(void);
/* In a new process, or before another program takes this one over: as they were before; traps are forgotten.
 */
void signals_restore(void);
/* In a new process that runs in the background without job control: ^C and ^\ are not meant for it. */
void signals_ignore_keys(void);

/* Whether ^C was typed since the last time this was asked. */
int signals_interrupted(void);

/* Runs the traps of signals that have come. */
void traps_run(void);
/* Whether there is a trap to run; for who waits. Its signal's number, or 0. */
int traps_pending(void);

/* Ends the shell; the trap on EXIT runs first. */
void shell_exit(int status) __attribute__((noreturn));

/* The builtin `trap`. */
int builtin_trap(char **words);
