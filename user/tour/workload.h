/* The work of chapter 10: the same, done by one worker or by two. */
#pragma once

#include "trace.h"

enum team { ONE_THREAD, TWO_THREADS, TWO_PROCESSES, TEAMS };

/* What came of it. Times are the trace's, in nanoseconds. */
struct effort {
    pid_t tid[2];           /* 0: there was no second worker */
    unsigned cpus[2];       /* where each ran: a bit for each CPU */
    unsigned long time;     /* from the first turn of either to the end of the last */
    unsigned long together; /* for which both ran at the same time, on two CPUs */
    long shootdowns;        /* of the process, or of both */
    unsigned sum;           /* of all results */
    int count;              /* of changes of turn, from that first turn on */
    struct turn_change changes[TRACE_MAX];
};

/* Has the work done by such a team, on the CPUs that the caller may use. Returns false if it can't be. */
bool workload_run(enum team team, struct effort *effort);

/* The CPU that worker `who` had at `time` nanoseconds after the first turn, or -1. */
int workload_cpu_at(const struct effort *effort, int who, unsigned long time);
