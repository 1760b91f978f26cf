/* The pool of chapter 11: a manager, its workers, and a queue of jobs. */
#pragma once

#include <stdbool.h>

#define JOBS    24
#define POOL    4 /* workers at most */
#define PER_MAN 2 /* a worker for so many waiting jobs */
#define ROUNDS  12

enum trouble { CALM, SCRIBBLE, CRASH, TROUBLES };

/* What the manager tells the tour, in a page that both share; the workers don't know of it. */
extern struct report {
    int right; /* results, at the end */
    int rounds;
    int waiting[ROUNDS], workers[ROUNDS]; /* in each round */
} * report;

/* Makes that page, and gives it back. */
bool pool_open(void);
void pool_close(void);

/* Has the whole queue served; returns the wait status of the manager's process. */
int pool_serve(bool by_processes, enum trouble what);
