/*
 * Barriers (<pthread.h>). The last thread to arrive begins the next generation and wakes the others.
 * `leaving` counts those that may still look at the barrier, so that it can be destroyed at once.
 */
#include "thread.h"
#include <errno.h>
#include <limits.h>
#include <pthread.h>

int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    int private = !(barrier->__flags & SYNC_SHARED);
    unsigned generation = __atomic_load_n(&barrier->__generation, __ATOMIC_RELAXED);
    if (__atomic_add_fetch(&barrier->__arrived, 1, __ATOMIC_ACQ_REL) == barrier->__total) {
        __atomic_store_n(&barrier->__arrived, 0, __ATOMIC_RELAXED);
        __atomic_add_fetch(&barrier->__leaving, barrier->__total - 1, __ATOMIC_RELAXED);
        __atomic_add_fetch(&barrier->__generation, 1, __ATOMIC_RELEASE);
        if (barrier->__total > 1)
            __futex_wake(&barrier->__generation, INT_MAX, private);
        return PTHREAD_BARRIER_SERIAL_THREAD;
    }
    while (__atomic_load_n(&barrier->__generation, __ATOMIC_ACQUIRE) == generation)
        __futex_wait(&barrier->__generation, (int)generation, private, 0, NULL);
    __atomic_sub_fetch(&barrier->__leaving, 1, __ATOMIC_RELEASE);
    return 0;
}

int pthread_barrier_init(pthread_barrier_t *restrict barrier,
                         const pthread_barrierattr_t *restrict attributes, unsigned count)
{
    if (count == 0)
        return EINVAL;
    *barrier = (pthread_barrier_t){.__total = count, .__flags = attributes ? attributes->__flags : 0};
    return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    if (__atomic_load_n(&barrier->__arrived, __ATOMIC_RELAXED))
        return EBUSY;
    while (__atomic_load_n(&barrier->__leaving, __ATOMIC_ACQUIRE))
        sched_yield();
    return 0;
}

int pthread_barrierattr_init(pthread_barrierattr_t *attributes)
{
    attributes->__flags = 0;
    return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attributes)
{
    return 0;
}

int pthread_barrierattr_getpshared(const pthread_barrierattr_t *restrict attributes, int *restrict shared)
{
    *shared = (attributes->__flags & SYNC_SHARED) != 0;
    return 0;
}

int pthread_barrierattr_setpshared(pthread_barrierattr_t *attributes, int shared)
{
    if ((unsigned)shared > PTHREAD_PROCESS_SHARED)
        return EINVAL;
    attributes->__flags = shared ? SYNC_SHARED : 0;
    return 0;
}
