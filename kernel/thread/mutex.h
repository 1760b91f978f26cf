/*
 * Sleeping mutexes: for sections that may sleep or take long. Only threads, never interrupts.
 */
#pragma once

#include "thread/wait.h"

struct mutex {
    struct spinlock lock;  /* guards the two below */
    struct thread *holder; /* NULL: free */
    struct wait_queue waiters;
};

#define MUTEX_INITIALIZER(mutex)                                                                     \
    {                                                                                                \
        .lock = SPINLOCK_INITIALIZER(RANK_MUTEX), .waiters = WAIT_QUEUE_INITIALIZER((mutex).waiters) \
    }

void mutex_init(struct mutex *mutex);

/* May sleep; not interruptible. Who waits is woken in order of arrival. */
void mutex_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);
