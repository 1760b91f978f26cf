/* Clocks and sleeping (<time.h>, <sys/time.h>). */
#include "syscall.h"
#include <errno.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock_id, struct timespec *result)
{
    return sys_result(sys_clock_gettime(clock_id, result));
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
    return sys_result(sys_nanosleep(request, remaining));
}

/* Returns an error number. An absolute time is slept for as what is left until then. */
int clock_nanosleep(clockid_t clock_id, int flags, const struct timespec *request, struct timespec *remaining)
{
    if ((unsigned long)request->tv_nsec >= 1000000000)
        return EINVAL;
    if (!(flags & TIMER_ABSTIME))
        return (int)-sys_nanosleep(request, remaining);
    for (;;) {
        struct timespec left;
        long error = sys_clock_gettime(clock_id, &left);
        if (error)
            return (int)-error;
        left.tv_sec = request->tv_sec - left.tv_sec;
        left.tv_nsec = request->tv_nsec - left.tv_nsec;
        if (left.tv_nsec < 0) {
            left.tv_nsec += 1000000000;
            left.tv_sec--;
        }
        if (left.tv_sec < 0 || (left.tv_sec == 0 && left.tv_nsec == 0))
            return 0;
        error = sys_nanosleep(&left, NULL);
        if (error)
            return (int)-error;
    }
}

/* Returns the seconds that a signal cut off. */
unsigned sleep(unsigned seconds)
{
    struct timespec left = {(time_t)seconds, 0};
    return sys_nanosleep(&left, &left) == 0 ? 0 : (unsigned)left.tv_sec + (left.tv_nsec > 0);
}

int usleep(useconds_t microseconds)
{
    struct timespec request = {(time_t)(microseconds / 1000000), (long)(microseconds % 1000000) * 1000};
    return nanosleep(&request, NULL);
}
