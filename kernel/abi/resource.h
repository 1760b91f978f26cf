/* What wait4 reports of resources used (man 2 getrusage). */
#pragma once
#include "time.h"

struct rusage {
    struct timeval ru_utime;
    struct timeval ru_stime;
    long ru_maxrss;
    long ru_ixrss;
    long ru_idrss;
    long ru_isrss;
    long ru_minflt;
    long ru_majflt;
    long ru_nswap;
    long ru_inblock;
    long ru_oublock;
    long ru_msgsnd;
    long ru_msgrcv;
    long ru_nsignals;
    long ru_nvcsw;
    long ru_nivcsw;
};

#define RUSAGE_SELF     0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD   1

#define PRIO_PROCESS 0

/* Limits (man 2 getrlimit): those marked are enforced. */
#define RLIMIT_CPU     0
#define RLIMIT_FSIZE   1
#define RLIMIT_DATA    2 /* brk */
#define RLIMIT_STACK   3 /* of the first thread */
#define RLIMIT_CORE    4
#define RLIMIT_RSS     5
#define RLIMIT_NPROC   6 /* processes, of all users */
#define RLIMIT_NOFILE  7 /* descriptors */
#define RLIMIT_MEMLOCK 8
#define RLIMIT_AS      9 /* the address space */
#define RLIM_NLIMITS   16
