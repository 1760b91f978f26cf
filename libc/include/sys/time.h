/* The time of day (POSIX). */
#pragma once
#include <abi/time.h>
#include <sys/select.h>
#include <sys/types.h>

struct timezone {
    int tz_minuteswest;
    int tz_dsttime;
};

int setitimer(int which, const struct itimerval *__restrict value, struct itimerval *__restrict old);
int getitimer(int which, struct itimerval *value);
int settimeofday(const struct timeval *time, const struct timezone *zone);
int futimes(int fd, const struct timeval times[2]);
int lutimes(const char *path, const struct timeval times[2]);
int futimesat(int directory, const char *path, const struct timeval times[2]);
int utimes(const char *path, const struct timeval times[2]);
int gettimeofday(struct timeval *__restrict time, void *__restrict zone);

#define timerisset(time) ((time)->tv_sec || (time)->tv_usec)
#define timerclear(time) ((time)->tv_sec = (time)->tv_usec = 0)
#define timercmp(a, b, OP) \
    ((a)->tv_sec == (b)->tv_sec ? (a)->tv_usec OP(b)->tv_usec : (a)->tv_sec OP(b)->tv_sec)
#define timeradd(a, b, sum)                           \
    do {                                              \
        (sum)->tv_sec = (a)->tv_sec + (b)->tv_sec;    \
        (sum)->tv_usec = (a)->tv_usec + (b)->tv_usec; \
        if ((sum)->tv_usec >= 1000000) {              \
            (sum)->tv_sec++;                          \
            (sum)->tv_usec -= 1000000;                \
        }                                             \
    } while (0)
#define timersub(a, b, difference)                           \
    do {                                                     \
        (difference)->tv_sec = (a)->tv_sec - (b)->tv_sec;    \
        (difference)->tv_usec = (a)->tv_usec - (b)->tv_usec; \
        if ((difference)->tv_usec < 0) {                     \
            (difference)->tv_sec--;                          \
            (difference)->tv_usec += 1000000;                \
        }                                                    \
    } while (0)

#define TIMEVAL_TO_TIMESPEC(from, to) \
    ((void)((to)->tv_sec = (from)->tv_sec, (to)->tv_nsec = (from)->tv_usec * 1000))
#define TIMESPEC_TO_TIMEVAL(to, from) \
    ((void)((to)->tv_sec = (from)->tv_sec, (to)->tv_usec = (from)->tv_nsec / 1000))
