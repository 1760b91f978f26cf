/* Sleeping and waking on a word, and the contended side of the library's own locks. */
#include "syscall.h"
#include "thread.h"
#include <abi/futex.h>
#include <errno.h>
#include <limits.h>

static int wait(int cancel, void *word, int value, int operation, clockid_t clock,
                const struct timespec *until)
{
    struct timespec left;
    if (until) {
        if ((unsigned long)until->tv_nsec >= 1000000000)
            return EINVAL;
        sys_clock_gettime(clock, &left);
        long long seconds = (long long)until->tv_sec - left.tv_sec;
        left.tv_nsec = until->tv_nsec - left.tv_nsec;
        if (left.tv_nsec < 0) {
            left.tv_nsec += 1000000000;
            seconds--;
        }
        if (seconds < 0)
            return ETIMEDOUT;
        left.tv_sec = seconds > LONG_MAX ? LONG_MAX : (time_t)seconds;
    }
    if (cancel)
        return (int)-sys_cancel(SYS_futex, word, operation, value, until ? &left : NULL);
    return (int)-sys_futex(word, operation, (unsigned)value, until ? &left : NULL, NULL, 0);
}

int __futex_wait(void *word, int value, int private, clockid_t clock, const struct timespec *until)
{
    return wait(0, word, value, private ? FUTEX_WAIT | FUTEX_PRIVATE_FLAG : FUTEX_WAIT, clock, until);
}

int __futex_wait_cancel(void *word, int value, int private, clockid_t clock, const struct timespec *until)
{
    return wait(1, word, value, private ? FUTEX_WAIT | FUTEX_PRIVATE_FLAG : FUTEX_WAIT, clock, until);
}

unsigned long __sync_self(unsigned flags)
{
    return flags & SYNC_SHARED ? (unsigned long)sys_gettid() : (unsigned long)tcb_current();
}

void __futex_wake(void *word, int count, int private)
{
    int operation = private ? FUTEX_WAKE | FUTEX_PRIVATE_FLAG : FUTEX_WAKE;
    sys_futex(word, operation, (unsigned)count, NULL, NULL, 0);
}

void __lock_slow(int *lock)
{
    while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0)
        __futex_wait(lock, 2, 1, 0, NULL);
}

void __unlock_slow(int *lock)
{
    __futex_wake(lock, 1, 1);
}
