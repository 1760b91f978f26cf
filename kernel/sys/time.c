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
#include "sys/references.h"
#include "sys/syscalls.h"
#include "thread/futex.h"
#include "thread/sched.h"
#include "x86/context.h"
#include "x86/timer.h"

/* Linux i386's calls from here on take and give 64-bit times; the older ones are otherwise the same. */
#define FIRST_CALL_64 403

struct timespec64 {
    int64_t seconds, nanoseconds;
};

static bool is_64(void)
{
    return stack_trap_frame(thread_current()->stack)->error_code >= FIRST_CALL_64; /* sys/dispatch.c */
}

struct timespec time_split(uint64_t ns)
{
    uint32_t rest;
    time_t seconds = (time_t)divide_64(ns, NS_PER_SECOND, &rest);
    return (struct timespec){.tv_sec = seconds, .tv_nsec = (long)rest};
}

struct timeval time_val(uint64_t ns)
{
    struct timespec time = time_split(ns);
    return (struct timeval){.tv_sec = time.tv_sec, .tv_usec = time.tv_nsec / 1000};
}

int time_fetch(const void *user_times, unsigned index, struct timespec *time)
{
    struct timespec64 time64;
    if (!is_64())
        return copy_from_user(time, (const struct timespec *)user_times + index, sizeof(*time));
    int error = copy_from_user(&time64, (const struct timespec64 *)user_times + index, sizeof(time64));
    time->tv_sec = (time_t)MAX(-1, MIN(time64.seconds, INT32_MAX));
    time->tv_nsec = (long)time64.nanoseconds; /* the upper half is padding, which may be anything */
    return error;
}

int time_from_user(const void *user_time, uint64_t *ns)
{
    struct timespec time;
    if (time_fetch(user_time, 0, &time))
        return -EFAULT;
    if (time.tv_sec < 0 || (uint32_t)time.tv_nsec >= NS_PER_SECOND)
        return -EINVAL;
    *ns = (uint64_t)time.tv_sec * NS_PER_SECOND + (uint32_t)time.tv_nsec;
    return 0;
}

int time_to_user(void *user_time, uint64_t ns)
{
    struct timespec time = time_split(ns);
    struct timespec64 time64 = {time.tv_sec, time.tv_nsec};
    return is_64() ? copy_to_user(user_time, &time64, sizeof(time64))
                   : copy_to_user(user_time, &time, sizeof(time));
}

uint64_t time_deadline(uint64_t ns)
{
    return cpu_cycles() + timer_ns_to_cycles(ns);
}

int time_deadline_from_user(const void *timeout, uint64_t *deadline)
{
    uint64_t ns;
    int error = timeout ? time_from_user(timeout, &ns) : 0;
    *deadline = timeout && !error ? time_deadline(ns) : DEADLINE_NEVER;
    return error;
}

/* The CPU time of any process or thread: the clock is its number's complement, and 2 or 6 in three bits. */
static int cpu_clock_ns(int clock, uint64_t *ns)
{
    AUTO_THREAD thread = (clock & 7) == 6 ? thread_find(~(uint32_t)(clock >> 3)) : NULL;
    AUTO_PROCESS process = (clock & 7) == 2 ? process_find(~(uint32_t)(clock >> 3)) : NULL;
    if (!thread && !process)
        return -EINVAL;
    spin_lock(&process_lock);
    *ns = timer_cycles_to_ns(thread ? thread_cycles(thread) : process_cycles(process));
    spin_unlock(&process_lock);
    return 0;
}

/* What the clock shows. Returns 0 or -EINVAL. */
static int clock_ns(int clock, uint64_t *ns)
{
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        *ns = timer_now_ns() + (uint64_t)rtc_boot_seconds * NS_PER_SECOND;
        return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        *ns = timer_now_ns();
        return 0;
    case CLOCK_THREAD_CPUTIME_ID:
        *ns = timer_cycles_to_ns(thread_cycles(thread_current()));
        return 0;
    case CLOCK_PROCESS_CPUTIME_ID:
        spin_lock(&process_lock);
        *ns = timer_cycles_to_ns(process_cycles(process_current()));
        spin_unlock(&process_lock);
        return 0;
    default:
        return cpu_clock_ns(clock, ns);
    }
}

long sys_clock_gettime(int clock, struct timespec *time)
{
    uint64_t ns;
    int error = clock_ns(clock, &ns);
    return error ? error : time_to_user(time, ns);
}

/* A step of the time-stamp counter is less than a nanosecond, which is the least that can be told. */
long sys_clock_getres(int clock, struct timespec *resolution)
{
    uint64_t ns;
    int error = clock_ns(clock, &ns);
    return error || !resolution ? error : time_to_user(resolution, 1);
}

long sys_gettimeofday(struct timeval *time, void *zone)
{
    static const int no_zone[2];
    uint64_t ns;
    clock_ns(CLOCK_REALTIME, &ns);
    struct timeval now = time_val(ns);
    if (time && copy_to_user(time, &now, sizeof(now)))
        return -EFAULT;
    return zone ? copy_to_user(zone, no_zone, sizeof(no_zone)) : 0;
}

long sys_time(time_t *seconds)
{
    uint64_t ns;
    clock_ns(CLOCK_REALTIME, &ns);
    time_t now = time_split(ns).tv_sec;
    return seconds && copy_to_user(seconds, &now, sizeof(now)) ? -EFAULT : now;
}

/* What is left of a sleep that was cut short goes to *remaining, unless it was until a time. */
long sys_clock_nanosleep(int clock, int flags, const struct timespec *request, struct timespec *remaining)
{
    uint64_t ns, now;
    bool until = flags & TIMER_ABSTIME;
    int error = time_from_user(request, &ns);
    if (!error)
        error = clock == CLOCK_THREAD_CPUTIME_ID || clock == CLOCK_PROCESS_CPUTIME_ID ? -EINVAL
                                                                                      : clock_ns(clock, &now);
    if (error)
        return error;
    if (until)
        ns = ns > now ? ns - now : 0;
    struct spinlock lock =
        SPINLOCK_INITIALIZER(RANK_MUTEX); /* nobody else knows it: only time and signals wake */
    uint64_t deadline = time_deadline(ns);
    spin_lock(&lock);
    error = sched_sleep(&lock, deadline, true);
    spin_unlock(&lock);
    if (error == -ETIMEDOUT)
        return 0;
    uint64_t cycles = cpu_cycles();
    if (remaining && !until &&
        time_to_user(remaining, deadline > cycles ? timer_cycles_to_ns(deadline - cycles) : 0))
        return -EFAULT;
    return error;
}

/* The time-out of FUTEX_WAIT is relative; that of FUTEX_WAIT_BITSET absolute, on the clock that the flag
 * names. */
static int futex_deadline(const void *timeout, int operation, uint64_t *deadline)
{
    uint64_t ns;
    if ((operation & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)) == FUTEX_WAIT)
        return time_deadline_from_user(timeout, deadline);
    int error = time_from_user(timeout, &ns);
    uint64_t epoch = operation & FUTEX_CLOCK_REALTIME ? (uint64_t)rtc_boot_seconds * NS_PER_SECOND : 0;
    if (!error)
        *deadline = timer_cycles_at(ns > epoch ? ns - epoch : 0);
    return error;
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
        deadline = DEADLINE_NEVER;
        error = timeout ? futex_deadline(timeout, operation, &deadline) : 0;
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
