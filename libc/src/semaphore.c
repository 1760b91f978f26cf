/*
 * Semaphores (<semaphore.h>). The value is -1 when it is 0 and somebody sleeps; `waiters` counts the
 * sleepers, and a post reads it before it raises the value, since after that the semaphore may be gone.
 */
#include "thread.h"
#include <errno.h>
#include <semaphore.h>

static int try(sem_t *semaphore)
{
    int value = __atomic_load_n(&semaphore->__value, __ATOMIC_RELAXED);
    while (value > 0)
        if (__atomic_compare_exchange_n(&semaphore->__value, &value, value - 1, 0, __ATOMIC_SEQ_CST,
                                        __ATOMIC_RELAXED))
            return 1;
    return 0;
}

static int fail(int error)
{
    errno = error;
    return -1;
}

static void waiter_leaves(void *semaphore)
{
    __atomic_sub_fetch(&((sem_t *)semaphore)->__waiters, 1, __ATOMIC_SEQ_CST);
}

static int wait_until(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
    struct __cleanup cleanup;
    int error = 0;
    cancel_test();
    if (try(semaphore))
        return 0;
    __atomic_add_fetch(&semaphore->__waiters, 1, __ATOMIC_SEQ_CST);
    cleanup_push(&cleanup, waiter_leaves, semaphore);
    while (!try(semaphore)) {
        int zero = 0;
        __atomic_compare_exchange_n(&semaphore->__value, &zero, -1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
        error = __futex_wait_cancel(&semaphore->__value, -1, !semaphore->__shared, clock, until);
        if (error != 0 && error != EAGAIN)
            break;
        error = 0;
    }
    cleanup_pop(&cleanup);
    waiter_leaves(semaphore);
    return error ? fail(error) : 0;
}

int sem_wait(sem_t *semaphore)
{
    return wait_until(semaphore, CLOCK_REALTIME, NULL);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until)
{
    return wait_until(semaphore, CLOCK_REALTIME, until);
}

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict until)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return fail(EINVAL);
    return wait_until(semaphore, clock, until);
}

int sem_trywait(sem_t *semaphore)
{
    return try(semaphore) ? 0 : fail(EAGAIN);
}

int sem_post(sem_t *semaphore)
{
    int private = !semaphore->__shared, value = __atomic_load_n(&semaphore->__value, __ATOMIC_SEQ_CST);
    unsigned waiters;
    do {
        if (value == SEM_VALUE_MAX)
            return fail(EOVERFLOW);
        waiters = __atomic_load_n(&semaphore->__waiters, __ATOMIC_SEQ_CST);
    } while (!__atomic_compare_exchange_n(&semaphore->__value, &value, value < 0 ? 1 : value + 1, 0,
                                          __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    if (value < 0 || waiters)
        __futex_wake(&semaphore->__value, 1, private);
    return 0;
}

int sem_getvalue(sem_t *restrict semaphore, int *restrict result)
{
    int value = __atomic_load_n(&semaphore->__value, __ATOMIC_RELAXED);
    *result = value < 0 ? 0 : value;
    return 0;
}

int sem_init(sem_t *semaphore, int shared, unsigned value)
{
    if (value > SEM_VALUE_MAX)
        return fail(EINVAL);
    *semaphore = (sem_t){.__value = (int)value, .__shared = shared != 0};
    return 0;
}

int sem_destroy(sem_t *semaphore)
{
    return 0;
}
