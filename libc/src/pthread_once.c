/* Things done once (<pthread.h>). */
#include "thread.h"
#include <limits.h>
#include <pthread.h>

enum { ONCE_NEW, ONCE_RUNNING, ONCE_WAITED, ONCE_DONE };

int pthread_once(pthread_once_t *once, void (*function)(void))
{
    int state = ONCE_NEW;
    if (__atomic_load_n(once, __ATOMIC_ACQUIRE) == ONCE_DONE)
        return 0;
    if (__atomic_compare_exchange_n(once, &state, ONCE_RUNNING, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
        function();
        if (__atomic_exchange_n(once, ONCE_DONE, __ATOMIC_RELEASE) == ONCE_WAITED)
            __futex_wake(once, INT_MAX, 1);
        return 0;
    }
    while (state != ONCE_DONE) {
        if (state == ONCE_WAITED ||
            __atomic_compare_exchange_n(once, &state, ONCE_WAITED, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
            __futex_wait(once, ONCE_WAITED, 1, 0, NULL);
        state = __atomic_load_n(once, __ATOMIC_ACQUIRE);
    }
    return 0;
}
