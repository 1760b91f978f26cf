/*
 * Robust mutexes (<pthread.h>): when their owner ends, the next to lock one is told EOWNERDEAD. The
 * state is as the kernel wants it, which looks through the list of the locks that an ending thread
 * holds: the owner's tid, WAITED, and OWNER_DIED until the mutex is consistent again.
 */
#include "syscall.h"
#include "thread.h"
#include <abi/futex.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>

#define WAITED     FUTEX_WAITERS
#define OWNER_DIED FUTEX_OWNER_DIED
#define TID_MASK   FUTEX_TID_MASK
#define LOST       FUTEX_TID_MASK /* unlocked without having been made consistent */
#define TYPE_MASK  3

/* The list is circular, through its head; a node is the address of a mutex's `__next`. */
static void **list_head(void)
{
    struct tcb *self = tcb_current();
    void **head = self->robust_head;
    if (head[0])
        return head;
    head[0] = head;
    head[1] = (void *)((char *)&((pthread_mutex_t *)0)->__state - (char *)&((pthread_mutex_t *)0)->__next);
    head[2] = NULL;
    sys_set_robust_list((unsigned long)head, sizeof(self->robust_head));
    return head;
}

/* A node's `next` field of the mutex it is in. The head has no `previous`. */
static pthread_mutex_t *mutex_of(void *node)
{
    return (pthread_mutex_t *)((char *)node - offsetof(pthread_mutex_t, __next));
}

static void list_add(void **head, pthread_mutex_t *mutex)
{
    void *first = head[0];
    mutex->__previous = head;
    mutex->__next = first;
    if (first != head)
        mutex_of(first)->__previous = &mutex->__next;
    head[0] = &mutex->__next;
}

static void list_remove(void **head, pthread_mutex_t *mutex)
{
    *(void **)mutex->__previous = mutex->__next;
    if (mutex->__next != head)
        mutex_of(mutex->__next)->__previous = mutex->__previous;
}

/* Tries to become the owner: 0, EOWNERDEAD, ENOTRECOVERABLE, or EBUSY with the state seen. */
static int try(pthread_mutex_t *mutex, unsigned tid, unsigned waited, unsigned *seen)
{
    unsigned *word = (unsigned *)&mutex->__state;
    unsigned state = __atomic_load_n(word, __ATOMIC_RELAXED);
    do {
        *seen = state;
        if ((state & TID_MASK) == LOST)
            return ENOTRECOVERABLE;
        if (state & TID_MASK)
            return EBUSY;
    } while (!__atomic_compare_exchange_n(word, &state, tid | (state & ~TID_MASK) | waited, 0,
                                          __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
    return state & OWNER_DIED ? EOWNERDEAD : 0;
}

static int held_already(pthread_mutex_t *mutex, int wait)
{
    int type = mutex->__type & TYPE_MASK;
    if (type == PTHREAD_MUTEX_RECURSIVE) {
        if (mutex->__count == UINT_MAX)
            return EAGAIN;
        mutex->__count++;
        return 0;
    }
    return wait ? EDEADLK : EBUSY;
}

int __robust_lock(pthread_mutex_t *mutex, int wait, const struct mutex_deadline *deadline)
{
    unsigned tid = (unsigned)sys_gettid(), seen, waited = 0;
    unsigned *word = (unsigned *)&mutex->__state;
    void **head = list_head();
    if ((__atomic_load_n(word, __ATOMIC_RELAXED) & TID_MASK) == tid)
        return held_already(mutex, wait);
    int private = !(mutex->__type & SYNC_SHARED), error;
    head[2] = &mutex->__next;
    while ((error = try(mutex, tid, waited, &seen)) == EBUSY && wait) {
        if (!(seen & WAITED) &&
            !__atomic_compare_exchange_n(word, &seen, seen | WAITED, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            continue;
        waited = WAITED; /* others may sleep too: whoever had to wait must wake the next */
        error = __futex_wait(word, (int)(seen | WAITED), private, deadline->clock, deadline->until);
        if (error == ETIMEDOUT || error == EINVAL)
            break;
    }
    if (error == 0 || error == EOWNERDEAD) {
        mutex->__count = 0;
        list_add(head, mutex);
    }
    head[2] = NULL;
    return error;
}

int __robust_unlock(pthread_mutex_t *mutex)
{
    unsigned *word = (unsigned *)&mutex->__state, state = __atomic_load_n(word, __ATOMIC_RELAXED);
    if ((state & TID_MASK) != (unsigned)sys_gettid())
        return EPERM;
    if (mutex->__count > 0) {
        mutex->__count--;
        return 0;
    }
    void **head = list_head();
    int private = !(mutex->__type & SYNC_SHARED);
    head[2] = &mutex->__next;
    list_remove(head, mutex);
    state = __atomic_exchange_n(word, state & OWNER_DIED ? LOST : 0, __ATOMIC_RELEASE);
    if (state & WAITED)
        __futex_wake(word, state & OWNER_DIED ? INT_MAX : 1, private);
    head[2] = NULL;
    return 0;
}

int pthread_mutex_consistent(pthread_mutex_t *mutex)
{
    unsigned *word = (unsigned *)&mutex->__state, state = __atomic_load_n(word, __ATOMIC_RELAXED);
    if (!(mutex->__type & SYNC_ROBUST) || !(state & OWNER_DIED) || (state & TID_MASK) == LOST)
        return EINVAL;
    __atomic_fetch_and(word, ~OWNER_DIED, __ATOMIC_RELAXED);
    return 0;
}

int pthread_mutexattr_getrobust(const pthread_mutexattr_t *restrict attributes, int *restrict robust)
{
    *robust = (attributes->__type & SYNC_ROBUST) != 0;
    return 0;
}

int pthread_mutexattr_setrobust(pthread_mutexattr_t *attributes, int robust)
{
    if (robust != PTHREAD_MUTEX_STALLED && robust != PTHREAD_MUTEX_ROBUST)
        return EINVAL;
    attributes->__type = (attributes->__type & ~SYNC_ROBUST) | (robust ? SYNC_ROBUST : 0);
    return 0;
}
