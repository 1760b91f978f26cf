/*
 * Waiting for several files. poll_lock guards the queue and the count of changes. Nothing is missed: who
 * polls first says so, then reads the count, then looks at the files under their locks; who makes one ready
 * holds its lock, so either was seen, or sees that somebody polls and counts on.
 */
#include "fs/poll.h"

#include "abi/errno.h"
#include "abi/poll.h"

static struct spinlock poll_lock = SPINLOCK_INITIALIZER(RANK_MUTEX);
static struct wait_queue waiters = WAIT_QUEUE_INITIALIZER(waiters);
static uint32_t changes;
static uint32_t polling; /* threads in poll_wait(); atomic */

int poll_events(struct file *file, uint32_t *count)
{
    return file->ops->poll ? file->ops->poll(file, count) : POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
}

void poll_notify(void)
{
    if (!__atomic_load_n(&polling, __ATOMIC_SEQ_CST))
        return;
    spin_lock(&poll_lock);
    changes++;
    wait_wake_all(&waiters);
    spin_unlock(&poll_lock);
}

int poll_wait(int (*check)(void *argument), void *argument, uint64_t deadline)
{
    int result, error = 0;
    __atomic_add_fetch(&polling, 1, __ATOMIC_SEQ_CST);
    for (;;) {
        uint32_t before = __atomic_load_n(&changes, __ATOMIC_SEQ_CST);
        result = check(argument);
        if (result || error)
            break;
        spin_lock(&poll_lock);
        while (changes == before && !error)
            error = wait_sleep(&waiters, &poll_lock, deadline, true);
        spin_unlock(&poll_lock);
    }
    __atomic_sub_fetch(&polling, 1, __ATOMIC_SEQ_CST);
    return result || error == -ETIMEDOUT ? result : error;
}
