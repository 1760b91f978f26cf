/*
 * Condition variables (<pthread.h>). A waiter sleeps on the sequence number it saw while it held the
 * mutex; a signal moves the number on and wakes one sleeper, a broadcast all. Signals that nobody
 * waits for cost no system call.
 */
#include "thread.h"
#include <errno.h>
#include <limits.h>
#include <pthread.h>

static inline int is_private(const pthread_cond_t *condition)
{
    return !(condition->__flags & SYNC_SHARED);
}

static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    unsigned sequence = __atomic_load_n(&condition->__sequence, __ATOMIC_RELAXED);
    clockid_t clock = condition->__flags & SYNC_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    int error, private = is_private(condition), signalled;
    __atomic_add_fetch(&condition->__waiters, 1, __ATOMIC_SEQ_CST);
    error = pthread_mutex_unlock(mutex);
    if (error) {
        __atomic_sub_fetch(&condition->__waiters, 1, __ATOMIC_RELEASE);
        return error;
    }
    do {
        error = __futex_wait(&condition->__sequence, (int)sequence, private, clock, until);
        signalled = __atomic_load_n(&condition->__sequence, __ATOMIC_RELAXED) != sequence;
    } while (error == EINTR && !signalled);
    __atomic_sub_fetch(&condition->__waiters, 1, __ATOMIC_RELEASE); /* from here on it may be destroyed */
    pthread_mutex_lock(mutex);
    return error == ETIMEDOUT && !signalled ? ETIMEDOUT : 0;
}

int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex)
{
    return wait_until(condition, mutex, NULL);
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until)
{
    if ((unsigned long)until->tv_nsec >= 1000000000)
        return EINVAL;
    return wait_until(condition, mutex, until);
}

static void wake(pthread_cond_t *condition, int count)
{
    if (__atomic_load_n(&condition->__waiters, __ATOMIC_SEQ_CST) == 0)
        return;
    int private = is_private(condition);
    __atomic_add_fetch(&condition->__sequence, 1, __ATOMIC_SEQ_CST);
    __futex_wake(&condition->__sequence, count, private);
}

int pthread_cond_signal(pthread_cond_t *condition)
{
    wake(condition, 1);
    return 0;
}

int pthread_cond_broadcast(pthread_cond_t *condition)
{
    wake(condition, INT_MAX);
    return 0;
}

int pthread_cond_init(pthread_cond_t *restrict condition, const pthread_condattr_t *restrict attributes)
{
    *condition = (pthread_cond_t){.__flags = attributes ? attributes->__flags : 0};
    return 0;
}

/* May follow a broadcast at once: those woken get the time to leave, which takes them no lock. */
int pthread_cond_destroy(pthread_cond_t *condition)
{
    for (int i = 0; __atomic_load_n(&condition->__waiters, __ATOMIC_ACQUIRE) != 0; i++) {
        if (i == 1000)
            return EBUSY;
        sched_yield();
    }
    return 0;
}

int pthread_condattr_init(pthread_condattr_t *attributes)
{
    attributes->__flags = 0;
    return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attributes)
{
    return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *restrict attributes, clockid_t *restrict clock)
{
    *clock = attributes->__flags & SYNC_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return EINVAL;
    attributes->__flags &= ~SYNC_MONOTONIC;
    attributes->__flags |= clock == CLOCK_MONOTONIC ? SYNC_MONOTONIC : 0;
    return 0;
}

int pthread_condattr_getpshared(const pthread_condattr_t *restrict attributes, int *restrict shared)
{
    *shared = (attributes->__flags & SYNC_SHARED) != 0;
    return 0;
}

int pthread_condattr_setpshared(pthread_condattr_t *attributes, int shared)
{
    if ((unsigned)shared > PTHREAD_PROCESS_SHARED)
        return EINVAL;
    attributes->__flags = (attributes->__flags & ~SYNC_SHARED) | (shared ? SYNC_SHARED : 0);
    return 0;
}
