/* Clocks and sleeping (<time.h>, <sys/time.h>). */
#include "syscall.h"
#include <errno.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CPUCLOCK_PROCESS 2

int clock_gettime(clockid_t clock_id, struct timespec *result)
{
    return sys_result(sys_clock_gettime(clock_id, result));
}

/* Nobody may: the real time is what the machine's own clock said when it was started. */
int clock_settime(clockid_t clock_id, const struct timespec *value)
{
    return sys_result(clock_id != CLOCK_REALTIME || (unsigned long)value->tv_nsec >= 1000000000 ? -EINVAL
                                                                                                : -EPERM);
}

int clock_getres(clockid_t clock_id, struct timespec *resolution)
{
    return sys_result(sys_clock_getres(clock_id, resolution));
}

/* Returns an error number. The kernel's name of another process's clock: its number's complement. */
int clock_getcpuclockid(pid_t process, clockid_t *clock_id)
{
    *clock_id = CLOCK_PROCESS_CPUTIME_ID;
    if (process == 0 || process == sys_getpid())
        return 0;
    *clock_id = (clockid_t)(~(unsigned)process << 3 | CPUCLOCK_PROCESS);
    return process < 0 || sys_kill(process, 0) == -ESRCH ? ESRCH : 0;
}

int settimeofday(const struct timeval *value, const struct timezone *zone)
{
    struct timespec exact = {value->tv_sec, value->tv_usec * 1000};
    return clock_settime(CLOCK_REALTIME, &exact);
}

int timespec_getres(struct timespec *result, int base)
{
    return base == TIME_UTC && clock_getres(CLOCK_REALTIME, result) == 0 ? base : 0;
}

int timespec_get(struct timespec *result, int base)
{
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, result) == 0 ? base : 0;
}

time_t time(time_t *result)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    if (result)
        *result = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict result, void *restrict zone)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    result->tv_sec = now.tv_sec;
    result->tv_usec = now.tv_nsec / 1000;
    return 0;
}

clock_t clock(void)
{
    struct timespec used;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0)
        return -1;
    return used.tv_sec * CLOCKS_PER_SEC + used.tv_nsec / 1000;
}

double difftime(time_t end, time_t start)
{
    return (double)end - (double)start;
}

int nanosleep(const struct timespec *request, struct timespec *remaining)
{
    return sys_result(sys_cancel(SYS_nanosleep, request, remaining, 0, 0));
}

/* Returns an error number. */
int clock_nanosleep(clockid_t clock_id, int flags, const struct timespec *request, struct timespec *remaining)
{
    if (clock_id == CLOCK_THREAD_CPUTIME_ID)
        return EINVAL;
    return (int)-sys_cancel(SYS_clock_nanosleep, clock_id, flags, request, remaining);
}

/* Returns the seconds that a signal cut off. */
unsigned sleep(unsigned seconds)
{
    struct timespec left = {(time_t)seconds, 0};
    return sys_cancel(SYS_nanosleep, &left, &left, 0, 0) == 0 ? 0
                                                              : (unsigned)left.tv_sec + (left.tv_nsec > 0);
}

int usleep(useconds_t microseconds)
{
    struct timespec request = {(time_t)(microseconds / 1000000), (long)(microseconds % 1000000) * 1000};
    return nanosleep(&request, NULL);
}
