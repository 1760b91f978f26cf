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

struct waiter {
    pthread_cond_t *condition;
    pthread_mutex_t *mutex;
    unsigned sequence;
};

static void wake(pthread_cond_t *condition, int count)
{
    if (__atomic_load_n(&condition->__waiters, __ATOMIC_SEQ_CST) == 0)
        return;
    int private = is_private(condition);
    __atomic_add_fetch(&condition->__sequence, 1, __ATOMIC_SEQ_CST);
    __futex_wake(&condition->__sequence, count, private);
}

/* A thread that is cancelled holds the mutex again in its clean-up handlers, and takes no signal with
 * it that another waiter could have had. */
static void waiter_cancelled(void *argument)
{
    struct waiter *waiter = argument;
    unsigned sequence = __atomic_load_n(&waiter->condition->__sequence, __ATOMIC_SEQ_CST);
    unsigned left = __atomic_sub_fetch(&waiter->condition->__waiters, 1, __ATOMIC_SEQ_CST);
    if (left && sequence != waiter->sequence)
        wake(waiter->condition, 1);
    pthread_mutex_lock(waiter->mutex);
}

static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                      const struct timespec *until)
{
    struct waiter waiter = {condition, mutex, __atomic_load_n(&condition->__sequence, __ATOMIC_RELAXED)};
    struct __cleanup cleanup;
    int error, private = is_private(condition), signalled;
    cancel_test();
    __atomic_add_fetch(&condition->__waiters, 1, __ATOMIC_SEQ_CST);
    error = pthread_mutex_unlock(mutex);
    if (error) {
        __atomic_sub_fetch(&condition->__waiters, 1, __ATOMIC_RELEASE);
        return error;
    }
    cleanup_push(&cleanup, waiter_cancelled, &waiter);
    do {
        error = __futex_wait_cancel(&condition->__sequence, (int)waiter.sequence, private, clock, until);
        signalled = __atomic_load_n(&condition->__sequence, __ATOMIC_RELAXED) != waiter.sequence;
    } while (error == EINTR && !signalled);
    cleanup_pop(&cleanup);
    __atomic_sub_fetch(&condition->__waiters, 1, __ATOMIC_RELEASE); /* from here on it may be destroyed */
    int lock_error = pthread_mutex_lock(mutex);
    return lock_error ? lock_error : error == ETIMEDOUT && !signalled ? ETIMEDOUT : 0;
}

int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex)
{
    return wait_until(condition, mutex, CLOCK_REALTIME, NULL);
}

int pthread_cond_clockwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           clockid_t clock, const struct timespec *restrict until)
{
    if ((unsigned long)until->tv_nsec >= 1000000000 || (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC))
        return EINVAL;
    return wait_until(condition, mutex, clock, until);
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until)
{
    clockid_t clock = condition->__flags & SYNC_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return pthread_cond_clockwait(condition, mutex, clock, until);
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
