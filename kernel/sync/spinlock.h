/*
 * Spinlocks: mutual exclusion for a few hundred instructions, between CPUs and against interrupts.
 * While one is held, interrupts are off on this CPU and the holder must not sleep.
 *
 * Locks are taken in the order of their ranks, never against it. DEBUG=1 checks rank, holder, and that
 * nobody sleeps while holding one.
 */
#pragma once

#include "lib/types.h"
#include "x86/cpu.h"

/* The one lock order: whoever holds a lock may only take locks further down this list. */
enum lock_rank {
    RANK_PROCESS, /* the tree of processes, their threads, signals, exit statuses */
    RANK_FILES,   /* a table of open files */
    RANK_FILE,    /* a pipe, a terminal */
    RANK_MUTEX,   /* the inside of a sleeping mutex */
    RANK_FUTEX,   /* a bucket of the futex table */
    RANK_SPACE,   /* an address space: areas and page tables */
    RANK_OBJECT,  /* the pages of a memory object */
    RANK_THREADS, /* the table of threads by tid */
    RANK_KSTACK,  /* the pool of kernel stacks */
    RANK_HEAP,    /* an object cache */
    RANK_TABLES,  /* the pool of empty page tables */
    RANK_FRAME,   /* the list of free frames */
    RANK_TIMEOUT, /* the set of pending time-outs */
    RANK_SCHED,   /* the run queue and the state of every thread */
    RANK_COUNT,
};

struct spinlock {
    volatile uint32_t locked;
    uint32_t flags; /* EFLAGS of the holder before it took the lock */
    enum lock_rank rank;
#ifdef DEBUG
    const struct cpu *holder;
    uint64_t taken_at; /* in cycles */
#endif
};

/* What the locks of a rank have been through. Only DEBUG kernels count what costs something on every lock. */
struct lock_statistics {
    uint64_t contended; /* times that a CPU had to wait */
    uint64_t acquired;  /* DEBUG only */
    uint64_t longest;   /* that one was held, in cycles; DEBUG only */
};

/* Sums over all CPUs, as they are now. */
struct lock_statistics lock_statistics(enum lock_rank rank);

/* The rank's name, for people. */
const char *lock_rank_name(enum lock_rank rank);

#define SPINLOCK_INITIALIZER(lock_rank) \
    {                                   \
        .rank = (lock_rank)             \
    }

static inline void spin_init(struct spinlock *lock, enum lock_rank rank)
{
    *lock = (struct spinlock){.rank = rank};
}

/* Waits until the lock is free; out of line, since it is rare. */
void spin_wait(struct spinlock *lock);

#ifdef DEBUG
/* Checks of spinlock.c: before a lock is waited for, after it was taken, before it is let go. */
void spin_check_order(struct spinlock *lock);
void spin_check_taken(struct spinlock *lock);
void spin_check_release(struct spinlock *lock);
/* Panics unless this CPU holds exactly `count` spinlocks. */
void spin_check_held(unsigned count);
#else
static inline void spin_check_order(struct spinlock *lock)
{
}
static inline void spin_check_taken(struct spinlock *lock)
{
}
static inline void spin_check_release(struct spinlock *lock)
{
}
static inline void spin_check_held(unsigned count)
{
}
#endif

/* Takes the lock; interrupts are off already and stay as they are. */
static inline void spin_acquire(struct spinlock *lock)
{
    spin_check_order(lock);
    if (unlikely(__atomic_exchange_n(&lock->locked, 1, __ATOMIC_ACQUIRE)))
        spin_wait(lock);
    spin_check_taken(lock);
}

/* Lets the lock go; interrupts stay off. */
static inline void spin_release(struct spinlock *lock)
{
    spin_check_release(lock);
    __atomic_store_n(&lock->locked, 0, __ATOMIC_RELEASE);
}

/* Turns interrupts off and takes the lock. Any context. */
static inline void spin_lock(struct spinlock *lock)
{
    uint32_t flags = interrupts_save();
    spin_acquire(lock);
    lock->flags = flags;
}

/* Lets the lock go and puts interrupts back as they were. Locks are let go in the reverse order. */
static inline void spin_unlock(struct spinlock *lock)
{
    uint32_t flags = lock->flags;
    spin_release(lock);
    interrupts_restore(flags);
}
