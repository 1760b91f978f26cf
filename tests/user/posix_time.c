/* runs on Linux */
/* <time.h>: calendar, formats, clocks and sleeping, and their error returns. */
#include "libc_test.h"

#include <errno.h>
#include <limits.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int is(time_t time, int year, int month, int day, int hour, int minute, int second, int weekday,
              int yearday)
{
    struct tm *tm = gmtime(&time);
    return tm->tm_year == year - 1900 && tm->tm_mon == month - 1 && tm->tm_mday == day &&
           tm->tm_hour == hour && tm->tm_min == minute && tm->tm_sec == second && tm->tm_wday == weekday &&
           tm->tm_yday == yearday && timegm(tm) == time;
}

static void calendar(void)
{
    ok(is(0, 1970, 1, 1, 0, 0, 0, 4, 0), "the epoch");
    ok(is(951782399, 2000, 2, 28, 23, 59, 59, 1, 58) && is(951782400, 2000, 2, 29, 0, 0, 0, 2, 59),
       "a leap day");
    ok(is(1700000000, 2023, 11, 14, 22, 13, 20, 2, 317), "a day in 2023");
    ok(is(-1, 1969, 12, 31, 23, 59, 59, 3, 364), "before the epoch");
    ok(is(INT_MAX, 2038, 1, 19, 3, 14, 7, 2, 18) && is(INT_MIN, 1901, 12, 13, 20, 45, 52, 5, 346),
       "the ends");
    struct tm odd = {.tm_year = 124, .tm_mon = 13, .tm_mday = -1, .tm_hour = 25, .tm_sec = -1};
    ok(mktime(&odd) != -1 && odd.tm_year == 125 && odd.tm_mon == 0 && odd.tm_mday == 31 && odd.tm_hour == 0 &&
           odd.tm_sec == 59 && odd.tm_wday == 5,
       "mktime brings fields into their ranges");
    odd.tm_year = 300;
    ok(mktime(&odd) == -1 && errno == EOVERFLOW, "mktime: EOVERFLOW");
    time_t when = 1700000000;
    ok(strcmp(asctime(gmtime(&when)), "Tue Nov 14 22:13:20 2023\n") == 0, "asctime");
    ok(strcmp(ctime(&when), asctime(localtime(&when))) == 0 && difftime(when, 5) == 1699999995.0,
       "ctime, difftime");
}

static int formatted(const char *expected, const char *format, time_t when)
{
    char text[100];
    return strftime(text, sizeof(text), format, gmtime(&when)) == strlen(expected) &&
           strcmp(text, expected) == 0;
}

static void formats(void)
{
    ok(formatted("2023-11-14 22:13:20", "%Y-%m-%d %H:%M:%S", 1700000000), "%Y-%m-%d %H:%M:%S");
    ok(formatted("Tuesday Tue November Nov 10:13:20 PM", "%A %a %B %b %r", 1700000000), "%A %a %B %b %r");
    ok(formatted("318 46 46 2023-46-2 14", "%j %U %W %G-%V-%u %e", 1700000000), "%j %U %W %G-%V-%u %e");
    ok(formatted("2020-53 2021", "%G-%V %Y", 1609459200), "a week of the year before");
    ok(formatted("11/14/23 22:13 %\n", "%D %R %%%n", 1700000000), "%D %R %% %n");
    char text[5];
    time_t when = 0;
    ok(strftime(text, sizeof(text), "%Y%m", gmtime(&when)) == 0, "too long: 0");
}

static void clocks(void)
{
    struct timespec now, then, request = {0, 20000000}, bad = {0, -1};
    struct timeval day;
    clockid_t clock_id;
    errno = 0;
    ok(clock_gettime(99, &now) == -1 && errno == EINVAL, "clock_gettime: EINVAL");
    ok(clock_getres(CLOCK_MONOTONIC, &now) == 0 && now.tv_sec == 0 && now.tv_nsec > 0, "clock_getres");
    ok(gettimeofday(&day, NULL) == 0 && time(NULL) - day.tv_sec <= 1, "gettimeofday, time");
    clock_gettime(CLOCK_MONOTONIC, &then);
    ok(nanosleep(&request, NULL) == 0, "nanosleep");
    clock_gettime(CLOCK_MONOTONIC, &now);
    long passed = (now.tv_sec - then.tv_sec) * 1000 + (now.tv_nsec - then.tv_nsec) / 1000000;
    ok(passed >= 20 && passed < 1000, "it took its time");
    ok(nanosleep(&bad, NULL) == -1 && errno == EINVAL, "nanosleep: EINVAL");
    now.tv_sec++;
    ok(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL) == 0, "until a time that is past");
    struct {
        long long seconds;
        unsigned nanoseconds, padding;
    } wide = {0, 1000, 0xdeadbeef};
    ok(syscall(SYS_clock_nanosleep_time64, CLOCK_MONOTONIC, 0, &wide, NULL) == 0,
       "a 64-bit time, its padding ignored");
    wide.nanoseconds = 1000000000;
    ok(syscall(SYS_clock_nanosleep_time64, CLOCK_MONOTONIC, 0, &wide, NULL) == -1 && errno == EINVAL &&
           syscall(SYS_clock_gettime64, CLOCK_REALTIME, &wide) == 0 && wide.seconds - time(NULL) <= 1,
       "64-bit times: EINVAL, and the clock");
    ok(clock_nanosleep(CLOCK_MONOTONIC, 0, &bad, NULL) == EINVAL &&
           clock_nanosleep(99, 0, &request, NULL) == EINVAL &&
           clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &request, NULL) == EINVAL,
       "clock_nanosleep: EINVAL");
    ok(clock_getcpuclockid(0, &clock_id) == 0 && clock_gettime(clock_id, &now) == 0, "clock_getcpuclockid");
    ok(clock_getcpuclockid(0x3fffffff, &clock_id) == ESRCH, "clock_getcpuclockid: ESRCH");
    clock_t before = clock(), used;
    do
        used = clock() - before;
    while (used < CLOCKS_PER_SEC / 100);
    ok(used >= CLOCKS_PER_SEC / 100, "clock counts processor time");
}

static void tests(void)
{
    calendar();
    formats();
    clocks();
}

int main(void)
{
    return libc_run(tests);
}
