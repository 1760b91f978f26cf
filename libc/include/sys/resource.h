/* Resources used, limits, priorities (POSIX). */
#pragma once
#include <abi/resource.h>
#include <sys/types.h>

typedef unsigned long rlim_t;
#define RLIM_INFINITY  (~0ul)
#define RLIM_SAVED_MAX RLIM_INFINITY
#define RLIM_SAVED_CUR RLIM_INFINITY

struct rlimit {
    rlim_t rlim_cur;
    rlim_t rlim_max;
};

#define PRIO_MIN     (-20)
#define PRIO_MAX     20
#define PRIO_PROCESS 0
#define PRIO_PGRP    1
#define PRIO_USER    2

int getrusage(int who, struct rusage *usage);
int getrlimit(int which, struct rlimit *limit);
int setrlimit(int which, const struct rlimit *limit);
int prlimit(pid_t pid, int which, const struct rlimit *limit, struct rlimit *old);
int getpriority(int which, id_t who);
int setpriority(int which, id_t who, int value);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define rlimit64        rlimit
#define getrlimit64     getrlimit
#define setrlimit64     setrlimit
#define rlim64_t        rlim_t
#define RLIM64_INFINITY RLIM_INFINITY
