/*
 * Days and hours of a time, and back (<time.h>). The zone is UTC. A year is counted from March on, so
 * that the leap day is its last.
 */
#include "calendar.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400
#define ERA_DAYS    146097 /* 400 years */
#define TO_MARCH    719468 /* days from 1 March of the year 0 to 1 January 1970 */
#define MARCH_IS    2

char *tzname[2] = {"UTC", "UTC"};
long timezone;
int daylight;

void tzset(void)
{
}

static int is_leap(long long year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static long long floor_div(long long a, long long b)
{
    return a / b - (a % b < 0);
}

/* Days since 1970 of a day in the proleptic Gregorian calendar; month from 0, any day. */
static long long days_of(long long year, int month, long long day)
{
    if (month < MARCH_IS) {
        year--;
        month += 12;
    }
    long long era = floor_div(year, 400), in_era = year - era * 400;
    long long in_year = (153 * (month - MARCH_IS) + 2) / 5 + day - 1;
    return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 + in_year - TO_MARCH;
}

static int fill(long long seconds, struct tm *result)
{
    long long days = floor_div(seconds, DAY_SECONDS), of_day = seconds - days * DAY_SECONDS;
    long long shifted = days + TO_MARCH, era = floor_div(shifted, ERA_DAYS), rest = shifted - era * ERA_DAYS;
    long long in_era = (rest - rest / 1460 + rest / 36524 - rest / (ERA_DAYS - 1)) / 365;
    long long in_year = rest - (365 * in_era + in_era / 4 - in_era / 100);
    int month = (int)((5 * in_year + 2) / 153); /* from March */
    long long year = in_era + era * 400 + (month >= 10);
    if (year - 1900 > INT_MAX || year - 1900 < INT_MIN)
        return -1;
    *result = (struct tm){.tm_sec = (int)(of_day % 60),
                          .tm_min = (int)(of_day / 60 % 60),
                          .tm_hour = (int)(of_day / 3600),
                          .tm_mday = (int)(in_year - (153 * month + 2) / 5 + 1),
                          .tm_mon = (month + MARCH_IS) % 12,
                          .tm_year = (int)(year - 1900),
                          .tm_wday = (int)(days - floor_div(days + 4, 7) * 7 + 4),
                          .tm_yday = (int)(days - days_of(year, 0, 1)),
                          .tm_zone = "UTC"};
    return 0;
}

void __calendar_weekday(struct tm *time)
{
    long long year = 1900LL + time->tm_year, day = days_of(year, time->tm_mon, time->tm_mday);
    time->tm_wday = (int)(day + 4 - floor_div(day + 4, 7) * 7); /* 1 January 1970 was a Thursday */
    time->tm_yday = (int)(day - days_of(year, 0, 1));
}

void __calendar_month(struct tm *time)
{
    long long year = 1900LL + time->tm_year, first = days_of(year, 0, 1);
    time->tm_mon = 11;
    while (time->tm_mon > 0 && days_of(year, time->tm_mon, 1) - first > time->tm_yday)
        time->tm_mon--;
    time->tm_mday = (int)(time->tm_yday - (days_of(year, time->tm_mon, 1) - first)) + 1;
}

struct tm *gmtime_r(const time_t *restrict time, struct tm *restrict result)
{
    return fill(*time, result) == 0 ? result : NULL;
}

struct tm *localtime_r(const time_t *restrict time, struct tm *restrict result)
{
    return gmtime_r(time, result);
}

struct tm *gmtime(const time_t *time)
{
    static struct tm result;
    return gmtime_r(time, &result);
}

struct tm *localtime(const time_t *time)
{
    return gmtime(time);
}

/* Fields may be out of their ranges; they are brought into them. */
time_t timegm(struct tm *time)
{
    long long months = time->tm_mon, years = floor_div(months, 12);
    long long days = days_of(1900LL + time->tm_year + years, (int)(months - years * 12), time->tm_mday);
    long long seconds = days * DAY_SECONDS + time->tm_hour * 3600LL + time->tm_min * 60LL + time->tm_sec;
    if (seconds > LONG_MAX || seconds < LONG_MIN || fill(seconds, time) != 0) {
        errno = EOVERFLOW;
        return -1;
    }
    return (time_t)seconds;
}

time_t mktime(struct tm *time)
{
    return timegm(time);
}

time_t timelocal(struct tm *time)
{
    return timegm(time);
}

int dysize(int year)
{
    return 365 + is_leap(year);
}

static const char days[][10] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char months[][10] = {"January", "February", "March",     "April",   "May",      "June",
                                  "July",    "August",   "September", "October", "November", "December"};

char *asctime_r(const struct tm *restrict time, char *restrict text)
{
    snprintf(text, 26, "%.3s %.3s%3d %.2d:%.2d:%.2d %d\n",
             (unsigned)time->tm_wday < 7 ? days[time->tm_wday] : "???",
             (unsigned)time->tm_mon < 12 ? months[time->tm_mon] : "???", time->tm_mday, time->tm_hour,
             time->tm_min, time->tm_sec, 1900 + time->tm_year);
    return text;
}

char *asctime(const struct tm *time)
{
    static char text[26];
    return asctime_r(time, text);
}

char *ctime_r(const time_t *time, char *text)
{
    struct tm fields;
    return localtime_r(time, &fields) ? asctime_r(&fields, text) : NULL;
}

char *ctime(const time_t *time)
{
    return asctime(localtime(time));
}

/* The week of ISO 8601: it belongs to the year that its Thursday is in. */
static int iso_week(const struct tm *time, int *year)
{
    int weekday = (time->tm_wday + 6) % 7, thursday = time->tm_yday - weekday + 3;
    *year = 1900 + time->tm_year;
    if (thursday < 0) {
        --*year;
        thursday += 365 + is_leap(*year);
    } else if (thursday >= 365 + is_leap(*year)) {
        thursday -= 365 + is_leap(*year);
        ++*year;
    }
    return thursday / 7 + 1;
}

struct text {
    char *to;
    size_t size, length;
};

static void append(struct text *text, const char *what)
{
    size_t length = strlen(what);
    if (text->length + length < text->size)
        memcpy(text->to + text->length, what, length);
    text->length += length;
}

/* The padding may be GNU's flag: '-' for none, '_' for spaces, '0'. */
static void append_number(struct text *text, int value, int digits, char pad)
{
    char number[16];
    snprintf(number, sizeof(number), pad == '0' ? "%0*d" : "%*d", pad == '-' ? 0 : digits, value);
    append(text, number);
}

static const char *name(const char (*names)[10], int which, int count)
{
    return (unsigned)which < (unsigned)count ? names[which] : "?";
}

static void append_short(struct text *text, const char *long_name)
{
    char abbreviation[4];
    strlcpy(abbreviation, long_name, sizeof(abbreviation));
    append(text, abbreviation);
}

/* A conversion that stands for others; NULL if it doesn't. */
static const char *composed(char kind)
{
    switch (kind) {
    case 'c':
        return "%a %b %e %H:%M:%S %Y";
    case 'D':
    case 'x':
        return "%m/%d/%y";
    case 'F':
        return "%Y-%m-%d";
    case 'R':
        return "%H:%M";
    case 'r':
        return "%I:%M:%S %p";
    case 'T':
    case 'X':
        return "%H:%M:%S";
    }
    return NULL;
}

/* The numbers: their value and width; 0 if the letter stands for none. */
static int number_of(const struct tm *time, char kind, int *value)
{
    int year = 1900 + time->tm_year, week_year, week = iso_week(time, &week_year);
    switch (kind) {
    case 'C':
        *value = year / 100;
        return 2;
    case 'd':
    case 'e':
        *value = time->tm_mday;
        return 2;
    case 'G':
        *value = week_year;
        return 1;
    case 'g':
        *value = week_year % 100;
        return 2;
    case 'H':
    case 'k':
        *value = time->tm_hour;
        return 2;
    case 'I':
    case 'l':
        *value = (time->tm_hour + 11) % 12 + 1;
        return 2;
    case 'j':
        *value = time->tm_yday + 1;
        return 3;
    case 'M':
        *value = time->tm_min;
        return 2;
    case 'm':
        *value = time->tm_mon + 1;
        return 2;
    case 'S':
        *value = time->tm_sec;
        return 2;
    case 's': {
        struct tm copy = *time;
        *value = mktime(&copy);
        return 1;
    }
    case 'U':
        *value = (time->tm_yday + 7 - time->tm_wday) / 7;
        return 2;
    case 'u':
        *value = (time->tm_wday + 6) % 7 + 1;
        return 1;
    case 'V':
        *value = week;
        return 2;
    case 'W':
        *value = (time->tm_yday + 7 - (time->tm_wday + 6) % 7) / 7;
        return 2;
    case 'w':
        *value = time->tm_wday;
        return 1;
    case 'Y':
        *value = year;
        return 1;
    case 'y':
        *value = year % 100;
        return 2;
    }
    return 0;
}

static void format_text(struct text *text, const char *format, const struct tm *time)
{
    for (; *format; format++) {
        char one[2] = {*format};
        int value, digits;
        if (*format != '%') {
            append(text, one);
            continue;
        }
        char pad = *++format && strchr("-_0", *format) ? *format++ : 0;
        if (*format == 'E' || *format == 'O')
            format++;
        if (!*format)
            return;
        one[0] = *format;
        if (composed(*format))
            format_text(text, composed(*format), time);
        else if ((digits = number_of(time, *format, &value)))
            append_number(text, value, digits, pad ? pad : strchr("ekl", *format) ? ' ' : '0');
        else if (*format == 'a')
            append_short(text, name(days, time->tm_wday, 7));
        else if (*format == 'A')
            append(text, name(days, time->tm_wday, 7));
        else if (*format == 'b' || *format == 'h')
            append_short(text, name(months, time->tm_mon, 12));
        else if (*format == 'B')
            append(text, name(months, time->tm_mon, 12));
        else if (*format == 'p')
            append(text, time->tm_hour < 12 ? "AM" : "PM");
        else if (*format == 'P')
            append(text, time->tm_hour < 12 ? "am" : "pm");
        else if (*format == 'z')
            append(text, "+0000");
        else if (*format == 'Z')
            append(text, "UTC");
        else
            append(text, *format == 'n' ? "\n" : *format == 't' ? "\t" : one);
    }
}

size_t strftime(char *restrict to, size_t size, const char *restrict format, const struct tm *restrict time)
{
    struct text text = {to, size, 0};
    format_text(&text, format, time);
    if (text.length >= size)
        return 0;
    to[text.length] = 0;
    return text.length;
}
