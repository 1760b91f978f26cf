/* Signals after some time, real or of the CPU (<sys/time.h>). A process's CPU time is not told apart into
 * its own and the kernel's here, so both timers of CPU time run alike. */
#include "syscall.h"
#include "timer.h"
#include <errno.h>
#include <sys/time.h>

static struct itimerval rounded(const struct itimerspec *value)
{
    return (struct itimerval){{value->it_interval.tv_sec, value->it_interval.tv_nsec / 1000},
                              {value->it_value.tv_sec, (value->it_value.tv_nsec + 999) / 1000}};
}

static int is_bad(const struct timeval *time)
{
    return time->tv_sec < 0 || (unsigned long)time->tv_usec >= 1000000;
}

int setitimer(int which, const struct itimerval *restrict value, struct itimerval *restrict old)
{
    struct itimerspec exact, before;
    if (which != ITIMER_VIRTUAL && which != ITIMER_PROF)
        return sys_result(sys_setitimer(which, value, old));
    if (is_bad(&value->it_value) || is_bad(&value->it_interval))
        return sys_result(-EINVAL);
    exact = (struct itimerspec){{value->it_interval.tv_sec, value->it_interval.tv_usec * 1000},
                                {value->it_value.tv_sec, value->it_value.tv_usec * 1000}};
    __own_timer_set(which == ITIMER_VIRTUAL ? TIMER_VIRTUAL : TIMER_PROFILE, &exact, &before);
    if (old)
        *old = rounded(&before);
    return 0;
}

int getitimer(int which, struct itimerval *value)
{
    struct itimerspec exact;
    if (which != ITIMER_VIRTUAL && which != ITIMER_PROF)
        return sys_result(sys_getitimer(which, value));
    __own_timer_get(which == ITIMER_VIRTUAL ? TIMER_VIRTUAL : TIMER_PROFILE, &exact);
    *value = rounded(&exact);
    return 0;
}
