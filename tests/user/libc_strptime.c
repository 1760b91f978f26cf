/* Times from text, and GNU's flags of strftime. runs on Linux */
#include "libc_test.h"

#include <time.h>

/* What strptime makes of text: seconds, weekday and day of the year as text. */
static const char *parsed(const char *text, const char *format)
{
    static char result[80];
    struct tm time = {0};
    const char *end = strptime(text, format, &time);
    if (!end)
        return "none";
    snprintf(result, sizeof(result), "%d-%d-%d %d:%d:%d %d %d [%s]", time.tm_year + 1900, time.tm_mon + 1,
             time.tm_mday, time.tm_hour, time.tm_min, time.tm_sec, time.tm_wday, time.tm_yday, end);
    return result;
}

static void is(const char *text, const char *format, const char *wanted)
{
    const char *got = parsed(text, format);
    ok(strcmp(got, wanted) == 0, format);
    if (strcmp(got, wanted) != 0)
        printf("# %s\n", got);
}

static void tests(void)
{
    is("2024-02-29 12:34:56rest", "%Y-%m-%d %H:%M:%S", "2024-2-29 12:34:56 4 59 [rest]");
    is("2001-11-12 18:31:01", "%F %T", "2001-11-12 18:31:1 1 315 []");
    is("Mon, 06 Nov 2023 08:49:37 GMT", "%a, %d %b %Y %T %Z", "2023-11-6 8:49:37 1 309 []");
    is("thursday 1 JANUARY 70", "%A %e %B %y", "1970-1-1 0:0:0 4 0 []");
    is("03/04/68", "%D", "2068-3-4 0:0:0 0 63 []");
    is("12:05 am", "%I:%M %p", "1900-1-0 0:5:0 0 0 []");
    is("11:59:58 PM", "%r", "1900-1-0 23:59:58 0 0 []");
    is("2023 365", "%Y %j", "2023-12-31 0:0:0 0 364 []");
    is("  7%x", " %d%%x", "1900-1-7 0:0:0 0 6 []");
    is("Sun Jan  7 01:02:03 2024", "%c", "2024-1-7 1:2:3 0 6 []");
    is("2024-13-01", "%Y-%m-%d", "none");
    is("24:00", "%H:%M", "none");
    is("Foo", "%a", "none");
    is("2024", "%Y-", "none");
    is("86400", "%s", "1970-1-2 0:0:0 5 1 []");
    struct tm time = {0};
    ok(strptime("+0130", "%z", &time) && time.tm_gmtoff == 5400 && strptime("-02:00", "%z", &time) &&
           time.tm_gmtoff == -7200,
       "%z");
    char text[60];
    time_t day = 1704157323; /* Tuesday, 2 January 2024, 01:02:03 */
    gmtime_r(&day, &time);
    strftime(text, sizeof(text), "%-d.%-m. %_H %0e %-I:%M", &time);
    ok(strcmp(text, "2.1.  1 02 1:02") == 0, "strftime's flags");
    struct timespec resolution;
    ok(timelocal(&time) == day && dysize(2024) == 366 && dysize(1900) == 365 &&
           timespec_getres(&resolution, TIME_UTC) == TIME_UTC && resolution.tv_nsec > 0,
       "timelocal, dysize, timespec_getres");
}

int main(void)
{
    setenv("TZ", "UTC", 1);
    return libc_run(tests);
}
