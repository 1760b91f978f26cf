/* The races of chapter 7: two racers add to one number as fast as they can, for some turns. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* A page that the tour and all racers share. */
extern struct control {
    volatile int stop;
    volatile pid_t tid[2];
    long added[2]; /* by each racer */
    long found;    /* in the number, at the end */
    long shared;   /* the number, when processes race */
} * control;

struct contest {
    const char *name;
    void (*add)(long *); /* adds 1 */
    bool processes;      /* two processes and a shared page, else two threads */
    bool loses;          /* what theory says */
    int cpus;            /* on 1 they take turns, on 2 they run at the same time */
};

/* Ways to add. */
void add_volatile(long *where);
void add_atomic(long *where);
void add_locked(long *where);

/* Makes the page, and gives it back. */
bool race_open(void);
void race_close(void);

/*
 * Runs rounds until there is something to see: an update lost, or at least additions by both. Returns how
 * many additions were lost in the last one, whose trace and control page are left to look at.
 */
long race_run(const struct contest *contest);
