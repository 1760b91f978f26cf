/* Clocks and sleeping (ISO C 7.27, POSIX). */
#pragma once
#include <abi/time.h>
#include <sys/types.h>

#define CLOCKS_PER_SEC 1000000L
#define TIMER_ABSTIME  1

time_t time(time_t *time);
clock_t clock(void);
double difftime(time_t end, time_t start);
int clock_gettime(clockid_t clock, struct timespec *time);
int timespec_get(struct timespec *time, int base);
#define TIME_UTC 1
int nanosleep(const struct timespec *request, struct timespec *remaining);
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *remaining);
