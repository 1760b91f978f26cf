/*
 * The smallest lock: no rank, no checks. For what must work in any context and under any other lock: the log
 * and the devices it writes to. Nothing is ever called that waits while one is held.
 */
#pragma once

#include "x86/cpu.h"

struct raw_lock {
    volatile bool held;
};

#define RAW_LOCK_PATIENCE 1000000 /* turns of the waiting loop */

/*
 * Turns interrupts off and takes the lock; returns what raw_unlock() needs. Whoever has waited very long
 * goes ahead without: a panic that hit the holder must still be able to print.
 */
static inline uint32_t raw_lock(struct raw_lock *lock)
{
    uint32_t flags = interrupts_save();
    for (unsigned turn = 0; __atomic_exchange_n(&lock->held, true, __ATOMIC_ACQUIRE); turn++) {
        if (turn == RAW_LOCK_PATIENCE)
            break;
        cpu_relax();
    }
    return flags;
}

static inline void raw_unlock(struct raw_lock *lock, uint32_t flags)
{
    __atomic_store_n(&lock->held, false, __ATOMIC_RELEASE);
    interrupts_restore(flags);
}
