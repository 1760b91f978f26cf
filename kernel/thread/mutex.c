/*
 * Sleeping mutexes. Unlocking with waiters hands the mutex to the first, so nobody overtakes.
 */
#include "thread/mutex.h"

#include "debug/panic.h"
#include "thread/thread.h"

void mutex_init(struct mutex *mutex)
{
    *mutex = (struct mutex)MUTEX_INITIALIZER(*mutex);
}

void mutex_lock(struct mutex *mutex)
{
    struct thread *thread = thread_current();
    spin_lock(&mutex->lock);
    debug_assert(mutex->holder != thread);
    if (!mutex->holder)
        mutex->holder = thread;
    while (mutex->holder != thread)
        wait_sleep(&mutex->waiters, &mutex->lock, DEADLINE_NEVER, false);
    spin_unlock(&mutex->lock);
}

void mutex_unlock(struct mutex *mutex)
{
    spin_lock(&mutex->lock);
    assert(mutex->holder == thread_current());
    mutex->holder = NULL;
    if (!list_empty(&mutex->waiters.waiters)) {
        mutex->holder = container_of(mutex->waiters.waiters.next, struct waiter, link)->thread;
        wait_wake_one(&mutex->waiters);
    }
    spin_unlock(&mutex->lock);
}
