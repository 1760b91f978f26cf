/*
 * Wait queues: threads that wait for something that a lock guards. The queue is guarded by that same lock:
 *
 *     spin_lock(&pipe->lock);
 *     while (pipe is empty && !error)
 *         error = wait_sleep(&pipe->readers, &pipe->lock, DEADLINE_NEVER, true);
 *     ...
 *     spin_unlock(&pipe->lock);
 */
#pragma once

#include "lib/list.h"
#include "thread/sched.h"

struct wait_queue {
    struct list waiters; /* struct waiter, in order of arrival */
};

struct waiter {
    struct list link;
    struct thread *thread;
};

#define WAIT_QUEUE_INITIALIZER(queue)     \
    {                                     \
        LIST_INITIALIZER((queue).waiters) \
    }

void wait_init(struct wait_queue *queue);

/* Sleeps on the queue; arguments and result as sched_sleep(). 0 means that a wake-up was meant for us. */
int wait_sleep(struct wait_queue *queue, struct spinlock *lock, uint64_t deadline, bool interruptible);

/* Wakes the one that has waited longest, or all. The caller holds the queue's lock. */
void wait_wake_one(struct wait_queue *queue);
void wait_wake_all(struct wait_queue *queue);
