/* Giving up the processor, and clone, which makes threads and processes alike. */
#pragma once
#include <abi/sched.h>
#include <sys/types.h>

int sched_yield(void);

/*
 * Runs function(argument) in a new thread or process on the stack that ends at stack_top; what it
 * returns is its exit status. After argument: pid_t *parent_tid, struct user_desc *tls, pid_t *child_tid.
 */
int clone(int (*function)(void *), void *stack_top, int flags, void *argument, ...);
