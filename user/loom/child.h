/* The program that loom has started, and what it writes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Starts a program in a process group of its own, with its output to loom. Returns its pid, or -1. */
pid_t child_start(char **words);

/* The last line that it has written so far goes to `line`. Returns whether it is another than before. */
bool child_listen(char *line, size_t size);

/* Whether it has ended; then *status is as the shell tells it. */
bool child_ended(int *status);

/* Sends a signal to it and all its group, if it still runs. */
void child_signal(int signal);

/* Ends it and all its group, if it still runs. */
void child_end(void);
