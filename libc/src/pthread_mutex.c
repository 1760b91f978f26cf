/*
 * Mutexes (<pthread.h>). The state word is 0 free, 1 locked, 2 locked and maybe waited for: only
 * the last costs its owner a system call. Owner and count serve the recursive and checking types.
 */
#include "thread.h"
#include <errno.h>
#include <pthread.h>

#define TYPE_MASK 3

static inline int is_private(const pthread_mutex_t *mutex)
{
    return !(mutex->__type & SYNC_SHARED);
}

static int try(pthread_mutex_t *mutex)
{
    return lock_try(&mutex->__state);
}

static int lock_slow(pthread_mutex_t *mutex, const struct timespec *until)
{
    while (__atomic_exchange_n(&mutex->__state, 2, __ATOMIC_ACQUIRE) != 0) {
        int error = __futex_wait(&mutex->__state, 2, is_private(mutex), CLOCK_REALTIME, until);
        if (error == ETIMEDOUT || error == EINVAL)
            return error;
    }
    return 0;
}

/* Recursive and checking mutexes know their owner. */
static int lock_owned(pthread_mutex_t *mutex, int wait, const struct timespec *until)
{
    unsigned long self = (unsigned long)tcb_current();
    int recursive = (mutex->__type & TYPE_MASK) == PTHREAD_MUTEX_RECURSIVE;
    if (__atomic_load_n(&mutex->__owner, __ATOMIC_RELAXED) == self) {
        if (!recursive)
            return wait ? EDEADLK : EBUSY;
        if (mutex->__count == UINT32_MAX)
            return EAGAIN;
        mutex->__count++;
        return 0;
    }
    if (!try(mutex)) {
        int error = wait ? lock_slow(mutex, until) : EBUSY;
        if (error)
            return error;
    }
    __atomic_store_n(&mutex->__owner, self, __ATOMIC_RELAXED);
    return 0;
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    if (mutex->__type & TYPE_MASK)
        return lock_owned(mutex, 1, NULL);
    return try(mutex) ? 0 : lock_slow(mutex, NULL);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    if (mutex->__type & TYPE_MASK)
        return lock_owned(mutex, 0, NULL);
    return try(mutex) ? 0 : EBUSY;
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until)
{
    if (mutex->__type & TYPE_MASK)
        return lock_owned(mutex, 1, until);
    return try(mutex) ? 0 : lock_slow(mutex, until);
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    if (mutex->__type & TYPE_MASK) {
        if (mutex->__owner != (unsigned long)tcb_current())
            return EPERM;
        if (mutex->__count > 0) {
            mutex->__count--;
            return 0;
        }
        __atomic_store_n(&mutex->__owner, 0, __ATOMIC_RELAXED);
    }
    int private = is_private(mutex); /* once unlocked, the mutex may be gone */
    if (__atomic_exchange_n(&mutex->__state, 0, __ATOMIC_RELEASE) == 2)
        __futex_wake(&mutex->__state, 1, private);
    return 0;
}

int pthread_mutex_init(pthread_mutex_t *restrict mutex, const pthread_mutexattr_t *restrict attributes)
{
    *mutex = (pthread_mutex_t){.__type = attributes ? attributes->__type : 0};
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return __atomic_load_n(&mutex->__state, __ATOMIC_RELAXED) ? EBUSY : 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t *attributes)
{
    attributes->__type = PTHREAD_MUTEX_DEFAULT;
    return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes)
{
    return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *restrict attributes, int *restrict type)
{
    *type = attributes->__type & TYPE_MASK;
    return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type)
{
    if ((unsigned)type > PTHREAD_MUTEX_ERRORCHECK)
        return EINVAL;
    attributes->__type = (attributes->__type & ~TYPE_MASK) | type;
    return 0;
}

int pthread_mutexattr_getpshared(const pthread_mutexattr_t *restrict attributes, int *restrict shared)
{
    *shared = (attributes->__type & SYNC_SHARED) != 0;
    return 0;
}

int pthread_mutexattr_setpshared(pthread_mutexattr_t *attributes, int shared)
{
    if ((unsigned)shared > PTHREAD_PROCESS_SHARED)
        return EINVAL;
    attributes->__type = (attributes->__type & ~SYNC_SHARED) | (shared ? SYNC_SHARED : 0);
    return 0;
}
