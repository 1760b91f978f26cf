/* Giving up the processor, and clone, which makes threads and processes alike. */
#pragma once
#include <abi/sched.h>
#include <sys/types.h>

struct sched_param {
    int sched_priority;
};

#define SCHED_OTHER         0
#define SCHED_FIFO          1
#define SCHED_RR            2
#define SCHED_BATCH         3
#define SCHED_IDLE          5
#define SCHED_DEADLINE      6
#define SCHED_RESET_ON_FORK 0x40000000

int sched_yield(void);
int sched_get_priority_min(int policy);
int sched_get_priority_max(int policy);
int sched_getscheduler(pid_t process);
int sched_setscheduler(pid_t process, int policy, const struct sched_param *parameters);
int sched_getparam(pid_t process, struct sched_param *parameters);
int sched_setparam(pid_t process, const struct sched_param *parameters);
int sched_rr_get_interval(pid_t process, struct timespec *interval);

/* A set of CPUs, for those a thread may run on (man 3 CPU_SET). */
#define CPU_SETSIZE 32
typedef struct {
    unsigned long bits;
} cpu_set_t;
#define CPU_ZERO(set)               ((void)((set)->bits = 0))
#define CPU_SET(cpu, set)           ((void)((set)->bits |= 1ul << (cpu)))
#define CPU_CLR(cpu, set)           ((void)((set)->bits &= ~(1ul << (cpu))))
#define CPU_ISSET(cpu, set)         ((int)((set)->bits >> (cpu)&1))
#define CPU_COUNT(set)              __builtin_popcountl((set)->bits)
#define CPU_EQUAL(a, b)             ((a)->bits == (b)->bits)
#define CPU_AND(to, a, b)           ((void)((to)->bits = (a)->bits & (b)->bits))
#define CPU_OR(to, a, b)            ((void)((to)->bits = (a)->bits | (b)->bits))
#define CPU_ALLOC_SIZE(count)       ((void)(count), sizeof(cpu_set_t))
#define CPU_ALLOC(count)            ((cpu_set_t *)__builtin_calloc(1, CPU_ALLOC_SIZE(count)))
#define CPU_FREE(set)               __builtin_free(set)
#define CPU_ZERO_S(size, set)       ((void)(size), CPU_ZERO(set))
#define CPU_SET_S(cpu, size, set)   ((void)(size), CPU_SET(cpu, set))
#define CPU_CLR_S(cpu, size, set)   ((void)(size), CPU_CLR(cpu, set))
#define CPU_ISSET_S(cpu, size, set) ((void)(size), CPU_ISSET(cpu, set))
#define CPU_COUNT_S(size, set)      ((void)(size), CPU_COUNT(set))
#define CPU_EQUAL_S(size, a, b)     ((void)(size), CPU_EQUAL(a, b))
#define CPU_AND_S(size, to, a, b)   ((void)(size), CPU_AND(to, a, b))
#define CPU_OR_S(size, to, a, b)    ((void)(size), CPU_OR(to, a, b))
#define CPU_XOR_S(size, to, a, b)   ((void)(size), CPU_XOR(to, a, b))
#define CPU_XOR(to, a, b)           ((void)((to)->bits = (a)->bits ^ (b)->bits))

int sched_setaffinity(pid_t thread, size_t size, const cpu_set_t *set);
int sched_getaffinity(pid_t thread, size_t size, cpu_set_t *set);
int sched_getcpu(void);

/*
 * Runs function(argument) in a new thread or process on the stack that ends at stack_top; what it
 * returns is its exit status. After argument: pid_t *parent_tid, struct user_desc *tls, pid_t *child_tid.
 */
#ifdef _GNU_SOURCE
int clone(int (*function)(void *), void *stack_top, int flags, void *argument, ...);
#endif
