/*
 * Locks for many readers or one writer (<pthread.h>). The state counts readers, or is WRITER; WAITED
 * beside it says that somebody sleeps. Who makes it free wakes all sleepers. Readers are never kept
 * out by a waiting writer, so that a thread may take a read lock twice.
 */
#include "thread.h"
#include <errno.h>
#include <limits.h>
#include <pthread.h>

#define WRITER 0x7fffffffu
#define WAITED 0x80000000u

static inline int is_private(const pthread_rwlock_t *lock)
{
    return !(lock->__flags & SYNC_SHARED);
}

static int change(pthread_rwlock_t *lock, unsigned *state, unsigned to)
{
    return __atomic_compare_exchange_n(&lock->__state, state, to, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

static int try_read(pthread_rwlock_t *lock)
{
    unsigned state = __atomic_load_n(&lock->__state, __ATOMIC_RELAXED);
    do {
        if ((state & WRITER) == WRITER)
            return EBUSY;
        if ((state & WRITER) == WRITER - 1)
            return EAGAIN;
    } while (!change(lock, &state, state + 1));
    return 0;
}

static int try_write(pthread_rwlock_t *lock)
{
    unsigned state = __atomic_load_n(&lock->__state, __ATOMIC_RELAXED);
    do {
        if (state & WRITER)
            return EBUSY;
    } while (!change(lock, &state, state | WRITER));
    lock->__owner = __sync_self(lock->__flags);
    return 0;
}

static int lock_until(pthread_rwlock_t *lock, int (*try)(pthread_rwlock_t *), clockid_t clock,
                      const struct timespec *until)
{
    int error;
    while ((error = try(lock)) == EBUSY) {
        if (lock->__owner == __sync_self(lock->__flags))
            return EDEADLK;
        unsigned state = __atomic_load_n(&lock->__state, __ATOMIC_RELAXED);
        if (!(state & WRITER) || !(state & WAITED || change(lock, &state, state | WAITED)))
            continue;
        error = __futex_wait(&lock->__state, (int)(state | WAITED), is_private(lock), clock, until);
        if (error == ETIMEDOUT || error == EINVAL)
            return error;
    }
    return error;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    return lock_until(lock, try_read, CLOCK_REALTIME, NULL);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    return lock_until(lock, try_write, CLOCK_REALTIME, NULL);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
    return try_read(lock);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
    return try_write(lock);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict until)
{
    return lock_until(lock, try_read, CLOCK_REALTIME, until);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict until)
{
    return lock_until(lock, try_write, CLOCK_REALTIME, until);
}

static int clock_is_bad(clockid_t clock)
{
    return clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC;
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                               const struct timespec *restrict until)
{
    return clock_is_bad(clock) ? EINVAL : lock_until(lock, try_read, clock, until);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                               const struct timespec *restrict until)
{
    return clock_is_bad(clock) ? EINVAL : lock_until(lock, try_write, clock, until);
}

int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    int private = is_private(lock);
    unsigned state = __atomic_load_n(&lock->__state, __ATOMIC_RELAXED), left;
    if ((state & WRITER) == 0)
        return EPERM;
    if ((state & WRITER) == WRITER)
        lock->__owner = 0;
    do {
        unsigned holders = state & WRITER;
        left = holders == WRITER || holders == 1 ? 0 : state - 1;
    } while (!change(lock, &state, left));
    if (left == 0 && state & WAITED)
        __futex_wake(&lock->__state, INT_MAX, private);
    return 0;
}

int pthread_rwlock_init(pthread_rwlock_t *restrict lock, const pthread_rwlockattr_t *restrict attributes)
{
    *lock = (pthread_rwlock_t){.__flags = attributes ? attributes->__flags : 0};
    return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
    return __atomic_load_n(&lock->__state, __ATOMIC_RELAXED) ? EBUSY : 0;
}

int pthread_rwlockattr_init(pthread_rwlockattr_t *attributes)
{
    attributes->__flags = 0;
    return 0;
}

int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attributes)
{
    return 0;
}

int pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *restrict attributes, int *restrict shared)
{
    *shared = (attributes->__flags & SYNC_SHARED) != 0;
    return 0;
}

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attributes, int shared)
{
    if ((unsigned)shared > PTHREAD_PROCESS_SHARED)
        return EINVAL;
    attributes->__flags = shared ? SYNC_SHARED : 0;
    return 0;
}

/* Readers are always preferred: else a thread could not take a read lock twice. Only the value is kept. */
int pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *attributes, int *kind)
{
    *kind = (int)(attributes->__flags & 3);
    return 0;
}

int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *attributes, int kind)
{
    if ((unsigned)kind > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
        return EINVAL;
    attributes->__flags = (attributes->__flags & ~3u) | (unsigned)kind;
    return 0;
}
