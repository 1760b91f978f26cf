/* Clocks and sleeping (ISO C 7.27, POSIX). */
#pragma once
#include <abi/time.h>
#include <sys/types.h>

#define CLOCKS_PER_SEC 1000000L
#define CLK_TCK        CLOCKS_PER_SEC

struct tm {
    int tm_sec;
    int tm_min;
    int tm_hour;
    int tm_mday;
    int tm_mon;  /* 0 to 11 */
    int tm_year; /* since 1900 */
    int tm_wday; /* since Sunday */
    int tm_yday;
    int tm_isdst;
    long tm_gmtoff;
    const char *tm_zone;
};

/* There is one time zone, UTC. */
extern char *tzname[2];
extern long timezone;
extern int daylight;
void tzset(void);

struct tm *gmtime(const time_t *time);
struct tm *localtime(const time_t *time);
struct tm *gmtime_r(const time_t *__restrict time, struct tm *__restrict result);
struct tm *localtime_r(const time_t *__restrict time, struct tm *__restrict result);
time_t mktime(struct tm *time);
time_t timegm(struct tm *time);
time_t timelocal(struct tm *time);
char *asctime(const struct tm *time);
char *asctime_r(const struct tm *__restrict time, char *__restrict text);
char *ctime(const time_t *time);
char *ctime_r(const time_t *time, char *text);
size_t strftime(char *__restrict to, size_t size, const char *__restrict format,
                const struct tm *__restrict time);

char *strptime(const char *__restrict text, const char *__restrict format, struct tm *__restrict time);

time_t time(time_t *time);
clock_t clock(void);
double difftime(time_t end, time_t start);
int clock_gettime(clockid_t clock, struct timespec *time);
int clock_settime(clockid_t clock, const struct timespec *time);
int clock_getres(clockid_t clock, struct timespec *resolution);
int clock_getcpuclockid(pid_t process, clockid_t *clock);
int timespec_get(struct timespec *time, int base);
int timespec_getres(struct timespec *time, int base);
int dysize(int year);
#define TIME_UTC 1

struct itimerspec {
    struct timespec it_interval; /* from then on; 0: only once */
    struct timespec it_value;
};
struct sigevent;
int timer_create(clockid_t clock, struct sigevent *__restrict event, timer_t *__restrict timer);
int timer_delete(timer_t timer);
int timer_settime(timer_t timer, int flags, const struct itimerspec *__restrict value,
                  struct itimerspec *__restrict old);
int timer_gettime(timer_t timer, struct itimerspec *value);
int timer_getoverrun(timer_t timer);
int nanosleep(const struct timespec *request, struct timespec *remaining);
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *remaining);
