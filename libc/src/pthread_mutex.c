/*
 * Mutexes (<pthread.h>). The state word is 0 free, 1 locked, 2 locked and maybe waited for: only
 * the last costs its owner a system call. Owner and count serve the recursive and checking types.
 */
#include "thread.h"
#include <abi/futex.h>
#include <errno.h>
#include <pthread.h>

#define TYPE_MASK      3
#define PROTOCOL_SHIFT 12
#define CEILING_SHIFT  16

#pragma weak __robust_lock
#pragma weak __robust_unlock

static inline int is_private(const pthread_mutex_t *mutex)
{
    return !(mutex->__type & SYNC_SHARED);
}

static int try(pthread_mutex_t *mutex)
{
    return lock_try(&mutex->__state);
}

static int lock_slow(pthread_mutex_t *mutex, const struct mutex_deadline *deadline)
{
    while (__atomic_exchange_n(&mutex->__state, 2, __ATOMIC_ACQUIRE) != 0) {
        int error = __futex_wait(&mutex->__state, 2, is_private(mutex), deadline->clock, deadline->until);
        if (error == ETIMEDOUT || error == EINVAL)
            return error;
    }
    return 0;
}

/* Recursive and checking mutexes know their owner. */
static int lock_owned(pthread_mutex_t *mutex, int wait, const struct mutex_deadline *deadline)
{
    unsigned long self = __sync_self((unsigned)mutex->__type);
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
        int error = wait ? lock_slow(mutex, deadline) : EBUSY;
        if (error)
            return error;
    }
    __atomic_store_n(&mutex->__owner, self, __ATOMIC_RELAXED);
    return 0;
}

/* The plain type is the common case, and comes here only when it has to wait. */
static int lock_until(pthread_mutex_t *mutex, int wait, clockid_t clock, const struct timespec *until)
{
    struct mutex_deadline deadline = {clock, until};
    if (mutex->__type & SYNC_ROBUST)
        return __robust_lock(mutex, wait, &deadline);
    if (mutex->__type & TYPE_MASK)
        return lock_owned(mutex, wait, &deadline);
    return wait ? lock_slow(mutex, &deadline) : EBUSY;
}

static inline int is_plain(const pthread_mutex_t *mutex)
{
    return !(mutex->__type & (TYPE_MASK | SYNC_ROBUST));
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    return is_plain(mutex) && try(mutex) ? 0 : lock_until(mutex, 1, CLOCK_REALTIME, NULL);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    return is_plain(mutex) && try(mutex) ? 0 : lock_until(mutex, 0, CLOCK_REALTIME, NULL);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until)
{
    return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, until);
}

int pthread_mutex_clocklock(pthread_mutex_t *restrict mutex, clockid_t clock,
                            const struct timespec *restrict until)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return EINVAL;
    return is_plain(mutex) && try(mutex) ? 0 : lock_until(mutex, 1, clock, until);
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    if (mutex->__type & SYNC_ROBUST)
        return __robust_unlock(mutex);
    if (mutex->__type & TYPE_MASK) {
        if (mutex->__owner != __sync_self((unsigned)mutex->__type))
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
    int state = __atomic_load_n(&mutex->__state, __ATOMIC_RELAXED);
    int robust = mutex->__type & SYNC_ROBUST; /* one that is lost has no owner: no other use is left of it */
    return state == 0 || (robust && (state & FUTEX_TID_MASK) == FUTEX_TID_MASK) ? 0 : EBUSY;
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

/* Protocols and ceilings are stored: there are no priorities that they could change. */
int pthread_mutexattr_getprotocol(const pthread_mutexattr_t *restrict attributes, int *restrict protocol)
{
    *protocol = attributes->__type >> PROTOCOL_SHIFT & 3;
    return 0;
}

int pthread_mutexattr_setprotocol(pthread_mutexattr_t *attributes, int protocol)
{
    if ((unsigned)protocol > PTHREAD_PRIO_PROTECT)
        return EINVAL;
    attributes->__type = (attributes->__type & ~(3 << PROTOCOL_SHIFT)) | protocol << PROTOCOL_SHIFT;
    return 0;
}

int pthread_mutexattr_getprioceiling(const pthread_mutexattr_t *restrict attributes, int *restrict ceiling)
{
    int stored = attributes->__type >> CEILING_SHIFT;
    *ceiling = stored ? stored : sched_get_priority_min(SCHED_FIFO);
    return 0;
}

static int ceiling_is_bad(int ceiling)
{
    return ceiling < sched_get_priority_min(SCHED_FIFO) || ceiling > sched_get_priority_max(SCHED_FIFO);
}

int pthread_mutexattr_setprioceiling(pthread_mutexattr_t *attributes, int ceiling)
{
    if (ceiling_is_bad(ceiling))
        return EINVAL;
    attributes->__type = (attributes->__type & ((1 << CEILING_SHIFT) - 1)) | ceiling << CEILING_SHIFT;
    return 0;
}

static int has_ceiling(const pthread_mutex_t *mutex)
{
    return (mutex->__type >> PROTOCOL_SHIFT & 3) == PTHREAD_PRIO_PROTECT;
}

int pthread_mutex_getprioceiling(const pthread_mutex_t *restrict mutex, int *restrict ceiling)
{
    pthread_mutexattr_t attributes = {mutex->__type};
    return has_ceiling(mutex) ? pthread_mutexattr_getprioceiling(&attributes, ceiling) : EINVAL;
}

int pthread_mutex_setprioceiling(pthread_mutex_t *restrict mutex, int ceiling, int *restrict old)
{
    if (!has_ceiling(mutex) || ceiling_is_bad(ceiling))
        return EINVAL;
    int error = pthread_mutex_lock(mutex);
    if (error)
        return error;
    pthread_mutexattr_t attributes = {mutex->__type};
    if (old)
        pthread_mutexattr_getprioceiling(&attributes, old);
    pthread_mutexattr_setprioceiling(&attributes, ceiling);
    mutex->__type = attributes.__type;
    return pthread_mutex_unlock(mutex);
}
