/*
 * System calls on time, and those that wait for it.
 */
#include "sys/time.h"
#include "abi/errno.h"
#include "abi/futex.h"
#include "dev/rtc.h"
#include "lib/format.h"
#include "mm/user.h"
#include "process/process.h"
#include "sys/syscalls.h"
#include "thread/futex.h"
#include "thread/sched.h"
#include "x86/timer.h"

static uint32_t boot_seconds; /* since 1970 */

void sys_time_init(void)
{
    boot_seconds = rtc_read() - (uint32_t)divide_64(timer_now_ns(), NS_PER_SECOND, NULL);
}

struct timespec time_split(uint64_t ns)
{
    uint32_t rest;
    time_t seconds = (time_t)divide_64(ns, NS_PER_SECOND, &rest);
    return (struct timespec){.tv_sec = seconds, .tv_nsec = (long)rest};
}

int time_from_user(const struct timespec *user_time, uint64_t *ns)
{
    struct timespec time;
    if (copy_from_user(&time, user_time, sizeof(time)))
        return -EFAULT;
    if (time.tv_sec < 0 || time.tv_nsec < 0 || time.tv_nsec >= (long)NS_PER_SECOND)
        return -EINVAL;
    *ns = (uint64_t)time.tv_sec * NS_PER_SECOND + (uint32_t)time.tv_nsec;
    return 0;
}

uint64_t time_cycles(uint64_t ns)
{
    return timer_ns_to_cycles(ns);
}

uint64_t time_ns(uint64_t cycles)
{
    return timer_cycles_to_ns(cycles);
}

uint64_t time_deadline(uint64_t ns)
{
    return cpu_cycles() + timer_ns_to_cycles(ns);
}

long sys_clock_gettime(int clock, struct timespec *time)
{
    uint64_t ns;
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        ns = timer_now_ns() + (uint64_t)boot_seconds * NS_PER_SECOND;
        break;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        ns = timer_now_ns();
        break;
    case CLOCK_THREAD_CPUTIME_ID:
        ns = timer_cycles_to_ns(thread_cycles(thread_current()));
        break;
    case CLOCK_PROCESS_CPUTIME_ID:
        spin_lock(&process_lock);
        ns = timer_cycles_to_ns(process_cycles(process_current()));
        spin_unlock(&process_lock);
        break;
    default:
        return -EINVAL;
    }
    struct timespec result = time_split(ns);
    return copy_to_user(time, &result, sizeof(result));
}

long sys_nanosleep(const struct timespec *request, struct timespec *remaining)
{
    uint64_t ns;
    int error = time_from_user(request, &ns);
    if (error)
        return error;
    struct spinlock lock =
        SPINLOCK_INITIALIZER(RANK_MUTEX); /* nobody else knows it: only time and signals wake */
    uint64_t deadline = time_deadline(ns);
    spin_lock(&lock);
    error = sched_sleep(&lock, deadline, true);
    spin_unlock(&lock);
    if (error == -ETIMEDOUT)
        return 0;
    uint64_t now = cpu_cycles();
    struct timespec rest = time_split(deadline > now ? timer_cycles_to_ns(deadline - now) : 0);
    if (remaining && copy_to_user(remaining, &rest, sizeof(rest)))
        return -EFAULT;
    return error;
}

/* The time-out of FUTEX_WAIT is relative; that of FUTEX_WAIT_BITSET absolute, on the clock that the flag
 * names. */
static int futex_deadline(const struct timespec *timeout, int operation, uint64_t *deadline)
{
    uint64_t ns;
    *deadline = DEADLINE_NEVER;
    if (!timeout)
        return 0;
    int error = time_from_user(timeout, &ns);
    if (error)
        return error;
    uint64_t epoch = operation & FUTEX_CLOCK_REALTIME ? (uint64_t)boot_seconds * NS_PER_SECOND : 0;
    if ((operation & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)) == FUTEX_WAIT)
        *deadline = time_deadline(ns);
    else
        *deadline = timer_cycles_at(ns > epoch ? ns - epoch : 0);
    return 0;
}

long sys_futex(unsigned *word, int operation, unsigned value, const struct timespec *timeout, unsigned *word2,
               unsigned value3)
{
    bool is_private = operation & FUTEX_PRIVATE_FLAG;
    uint64_t deadline;
    uint32_t limit = (uint32_t)timeout; /* the requeue operations pass a number there */
    int error;
    switch (operation & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)) {
    case FUTEX_WAIT:
        value3 = FUTEX_BITSET_MATCH_ANY;
        /* fall through */
    case FUTEX_WAIT_BITSET:
        if (value3 == 0)
            return -EINVAL;
        error = futex_deadline(timeout, operation, &deadline);
        return error ? error : futex_wait(word, value, deadline, value3, is_private);
    case FUTEX_WAKE:
        return futex_wake(word, value, FUTEX_BITSET_MATCH_ANY, is_private);
    case FUTEX_WAKE_BITSET:
        return value3 == 0 ? -EINVAL : futex_wake(word, value, value3, is_private);
    case FUTEX_REQUEUE:
        return futex_requeue(word, value, limit, word2, NULL, is_private);
    case FUTEX_CMP_REQUEUE:
        return futex_requeue(word, value, limit, word2, &value3, is_private);
    default:
        return -ENOSYS;
    }
}
