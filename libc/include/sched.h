/* Giving up the processor, and clone, which makes threads and processes alike. */
#pragma once
#include <abi/sched.h>
#include <sys/types.h>

int sched_yield(void);

/* A set of CPUs, for those a thread may run on (man 3 CPU_SET). */
#define CPU_SETSIZE 32
typedef struct {
    unsigned long bits;
} cpu_set_t;
#define CPU_ZERO(set)       ((void)((set)->bits = 0))
#define CPU_SET(cpu, set)   ((void)((set)->bits |= 1ul << (cpu)))
#define CPU_CLR(cpu, set)   ((void)((set)->bits &= ~(1ul << (cpu))))
#define CPU_ISSET(cpu, set) ((int)((set)->bits >> (cpu)&1))
#define CPU_COUNT(set)      __builtin_popcountl((set)->bits)

int sched_setaffinity(pid_t thread, size_t size, const cpu_set_t *set);
int sched_getaffinity(pid_t thread, size_t size, cpu_set_t *set);
int sched_getcpu(void);

/*
 * Runs function(argument) in a new thread or process on the stack that ends at stack_top; what it
 * returns is its exit status. After argument: pid_t *parent_tid, struct user_desc *tls, pid_t *child_tid.
 */
int clone(int (*function)(void *), void *stack_top, int flags, void *argument, ...);
