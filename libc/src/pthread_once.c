/* Things done once (<pthread.h>). */
#include "thread.h"
#include <limits.h>
#include <pthread.h>

enum { ONCE_NEW, ONCE_RUNNING, ONCE_WAITED, ONCE_DONE };

static void become(pthread_once_t *once, int state)
{
    if (__atomic_exchange_n(once, state, __ATOMIC_RELEASE) == ONCE_WAITED)
        __futex_wake(once, INT_MAX, 1);
}

/* The function was cut off by a cancellation: it counts as never called, and a waiter calls it. */
static void cancelled(void *once)
{
    become(once, ONCE_NEW);
}

int pthread_once(pthread_once_t *once, void (*function)(void))
{
    int state;
again:
    state = ONCE_NEW;
    if (__atomic_load_n(once, __ATOMIC_ACQUIRE) == ONCE_DONE)
        return 0;
    if (__atomic_compare_exchange_n(once, &state, ONCE_RUNNING, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
        struct __cleanup cleanup;
        cleanup_push(&cleanup, cancelled, once);
        function();
        cleanup_pop(&cleanup);
        become(once, ONCE_DONE);
        return 0;
    }
    while (state != ONCE_DONE) {
        if (state == ONCE_NEW)
            goto again;
        if (state == ONCE_WAITED ||
            __atomic_compare_exchange_n(once, &state, ONCE_WAITED, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
            __futex_wait(once, ONCE_WAITED, 1, 0, NULL);
        state = __atomic_load_n(once, __ATOMIC_ACQUIRE);
    }
    return 0;
}
