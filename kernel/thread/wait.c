/*
 * Wait queues. A waiter lives on the sleeping thread's stack and is on the queue until a waker takes it off;
 * a thread whose sleep ends for another reason takes itself off. So a wake-up is never lost on a thread that
 * was going to return anyway.
 */
#include "thread/wait.h"

#include "thread/thread.h"

void wait_init(struct wait_queue *queue)
{
    list_init(&queue->waiters);
}

int wait_sleep(struct wait_queue *queue, struct spinlock *lock, uint64_t deadline, bool interruptible)
{
    struct waiter waiter = {.thread = thread_current()};
    list_push_back(&queue->waiters, &waiter.link);
    int result = sched_sleep(lock, deadline, interruptible);
    if (list_empty(&waiter.link))
        return 0;
    list_remove(&waiter.link);
    return result;
}

void wait_wake_one(struct wait_queue *queue)
{
    struct list *link = list_pop_front(&queue->waiters);
    if (link)
        sched_wake(container_of(link, struct waiter, link)->thread, 0);
}

void wait_wake_all(struct wait_queue *queue)
{
    while (!list_empty(&queue->waiters))
        wait_wake_one(queue);
}
