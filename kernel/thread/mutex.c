/*
 * Sleeping mutexes. Unlocking wakes the first waiter but does not hand the mutex to it: whoever runs may take
 * it meanwhile. Handed over, it would be held by a thread that waits for its turn, all others would queue up
 * behind it, and each in turn would hold it for as long again (a convoy).
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
    while (mutex->holder)
        wait_sleep(&mutex->waiters, &mutex->lock, DEADLINE_NEVER, false);
    mutex->holder = thread;
    spin_unlock(&mutex->lock);
}

void mutex_unlock(struct mutex *mutex)
{
    spin_lock(&mutex->lock);
    assert(mutex->holder == thread_current());
    mutex->holder = NULL;
    wait_wake_one(&mutex->waiters);
    spin_unlock(&mutex->lock);
}
