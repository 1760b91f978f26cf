/* The kernel's trace of who ran when: docs/trace.md. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct turn_change {
    unsigned long long time; /* nanoseconds since boot */
    int cpu;
    pid_t from, to;
    char state;         /* of who had to go: 'R' was preempted or gave its turn away */
    bool new_directory; /* CR3 was loaded */
    unsigned long eip;  /* where who had to go will go on in user mode */
};

#define TRACE_MAX 1024

/* Empties the trace and starts it, or reads what it has and stops it. Returns false when the kernel has none.
 */
bool trace_start(void);
bool trace_stop(void);

/* The changes of turn until it was stopped, oldest first: on one CPU, or on every CPU. Returns how many there
 * are, at most TRACE_MAX. */
#define EVERY_CPU (-1)
int trace_read(struct turn_change *changes, int cpu);

/* How long both threads ran at the same time, each on a CPU of its own: in nanoseconds. */
unsigned long trace_together(const struct turn_change *changes, int count, const pid_t tids[2]);
