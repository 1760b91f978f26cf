/*
 * Waiting for spinlocks, and the checks of DEBUG kernels.
 */
#include "sync/spinlock.h"
#include "debug/panic.h"
#include "debug/trace.h"

/* Each CPU counts in its own row. */
static struct lock_statistics statistics[CPU_MAX][RANK_COUNT];

struct lock_statistics lock_statistics(enum lock_rank rank)
{
    struct lock_statistics sum = {0};
    for (unsigned i = 0; i < CPU_MAX; i++) {
        sum.contended += statistics[i][rank].contended;
        sum.acquired += statistics[i][rank].acquired;
        sum.longest = MAX(sum.longest, statistics[i][rank].longest);
    }
    return sum;
}

const char *lock_rank_name(enum lock_rank rank)
{
    static const char *const names[RANK_COUNT] = {
        [RANK_PROCESS] = "process", [RANK_FILES] = "files",     [RANK_FILE] = "file",
        [RANK_MUTEX] = "mutex",     [RANK_FUTEX] = "futex",     [RANK_SPACE] = "space",
        [RANK_OBJECT] = "object",   [RANK_THREADS] = "threads", [RANK_KSTACK] = "kstack",
        [RANK_HEAP] = "heap",       [RANK_TABLES] = "tables",   [RANK_FRAME] = "frame",
        [RANK_TIMEOUT] = "timeout", [RANK_SCHED] = "sched",
    };
    return names[rank];
}

void spin_wait(struct spinlock *lock)
{
    statistics[this_cpu()->id][lock->rank].contended++;
    trace(CONTENTION, (uintptr_t)lock, lock->rank);
    do {
        while (lock->locked) {
            cpu_answer_flush(); /* the holder may be waiting for us */
            cpu_relax();
        }
    } while (__atomic_exchange_n(&lock->locked, 1, __ATOMIC_ACQUIRE));
    trace(TAKEN, (uintptr_t)lock, lock->rank);
}

#ifdef DEBUG
/* What each CPU holds, in the order it was taken. Only its own CPU touches a row, with interrupts off. */
#define HELD_MAX 8
static struct held {
    unsigned count;
    struct spinlock *locks[HELD_MAX];
} held[CPU_MAX];

void spin_check_order(struct spinlock *lock)
{
    struct held *mine = &held[this_cpu()->id];
    for (unsigned i = 0; i < mine->count; i++) {
        if (mine->locks[i] == lock)
            panic("lock %08lx of rank %d taken twice by CPU %u", (unsigned long)lock, lock->rank,
                  this_cpu()->id);
        /* Two of one rank: the one with the lower address first. */
        if (mine->locks[i]->rank > lock->rank ||
            (mine->locks[i]->rank == lock->rank && mine->locks[i] > lock))
            panic("lock of rank %d taken while holding one of rank %d", lock->rank, mine->locks[i]->rank);
    }
    if (mine->count == HELD_MAX)
        panic("more than %d spinlocks held", HELD_MAX);
}

void spin_check_taken(struct spinlock *lock)
{
    struct held *mine = &held[this_cpu()->id];
    mine->locks[mine->count++] = lock;
    lock->holder = this_cpu();
    lock->taken_at = cpu_cycles();
    statistics[this_cpu()->id][lock->rank].acquired++;
}

void spin_check_release(struct spinlock *lock)
{
    struct held *mine = &held[this_cpu()->id];
    unsigned i = mine->count;
    while (i > 0 && mine->locks[i - 1] != lock)
        i--;
    if (i == 0)
        panic("lock of rank %d released by a CPU that does not hold it", lock->rank);
    for (; i < mine->count; i++)
        mine->locks[i - 1] = mine->locks[i];
    mine->count--;
    lock->holder = NULL;
    struct lock_statistics *counts = &statistics[this_cpu()->id][lock->rank];
    counts->longest = MAX(counts->longest, cpu_cycles() - lock->taken_at);
}

void spin_check_held(unsigned count)
{
    struct held *mine = &held[this_cpu()->id];
    if (mine->count != count)
        panic("%u spinlocks held, not %u; the last of rank %d", mine->count, count,
              mine->count ? (int)mine->locks[mine->count - 1]->rank : -1);
}
#endif
