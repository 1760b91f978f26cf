/*
 * The scheduler: round robin. One queue for all CPUs, first in first out; every thread gets the same quantum.
 * A thread that wakes or is preempted goes to the end. A thread that may not run everywhere waits in a queue
 * of one CPU's own, from which that CPU takes whoever has waited longest, there or in the common queue.
 */
#pragma once

#include "lib/types.h"
#include "sync/spinlock.h"

struct thread;

#define DEADLINE_NEVER UINT64_MAX

/* Guards the run queue and every thread's state. */
extern struct spinlock sched_lock;

/* `quantum_us`: the turn of each, in microseconds. `jitter`: 0, or the seed by which each turn is varied. */
void sched_init(uint32_t quantum_us, uint32_t jitter);

/* What follows a switch, in the thread that now runs: lets sched_lock go, frees a thread that has ended.
 * Interrupts are off. Also the first thing a new thread does. */
void sched_switched(void);

/* Puts a thread that has never run into the queue. Any context. */
void sched_start(struct thread *thread);

/* Gives the rest of the turn away. */
void sched_yield(void);

/*
 * Sleeps until sched_wake(), until `deadline` (in cycles; DEADLINE_NEVER), or, if `interruptible`, until
 * there is THREAD_WORK_SIGNAL. The caller holds `lock` and nothing else; it is let go while asleep and held
 * again on return. A wake-up by somebody who holds `lock` is never missed. Returns 0, -ETIMEDOUT or -EINTR.
 */
int sched_sleep(struct spinlock *lock, uint64_t deadline, bool interruptible);

/* Makes a sleeping thread runnable; its sleep returns `result`. Nothing, if it is not asleep. Any context. */
void sched_wake(struct thread *thread, int result);

/* Adds to thread->work, and has the thread look at it soon, wherever it runs; THREAD_WORK_SIGNAL ends its
 * sleep with -EINTR, if that is interruptible. Any context. */
void sched_interrupt(struct thread *thread, uint32_t work);

/* On the way out of a trap, interrupts off: switches away if this CPU should reschedule. */
void sched_preempt(void);

/* The timer's interrupt. */
void sched_tick(void);

/* Makes sure that this CPU's timer interrupts at `deadline` (in cycles) or before. Interrupts are off. */
void sched_arm(uint64_t deadline);

/* Ends the running thread: never returns. Only thread_exit() calls it. */
void sched_exit(void) __attribute__((noreturn));

/* Runs the idle loop on this CPU, for ever. */
void sched_idle(void) __attribute__((noreturn));

/* Makes `space` the running thread's address space and switches to it; the thread's reference to the old one
 * is the caller's now (returned). For execve and exit. */
struct vm_space;
struct vm_space *sched_set_space(struct vm_space *space);

/*
 * Lets the thread run on the CPUs of `affinity` only (a bit for each; at least one of them must exist: else
 * -EINVAL). One that runs elsewhere moves soon; the running thread itself should yield then. Any context.
 */
int sched_set_affinity(struct thread *thread, uint32_t affinity);

/* The CPUs that it may run on, of those that there are. */
uint32_t sched_affinity(const struct thread *thread);

/* Runnable threads now, running ones not counted. */
unsigned sched_queue_length(void);

/* The turn of each, as sched_init() was told. */
uint32_t sched_quantum_us(void);
