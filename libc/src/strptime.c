/* A time from text (<time.h>). */
#include "calendar.h"
#include <ctype.h>
#include <langinfo.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* What has to be put together at the end. */
struct found {
    int century, year_in_century; /* -1: not there */
    int afternoon;                /* -1: not there; %p */
    int hour_of_12;               /* %I was there */
    int date;                     /* a day, month or year was there */
    int day_of_year;              /* %j was there */
};

/* A number of at most so many digits, within limits; NULL if there is none. */
static const char *parse_number(const char *text, int digits, int least, int most, int *to)
{
    int value = 0, any = 0;
    while (isspace((unsigned char)*text))
        text++;
    for (; digits > 0 && isdigit((unsigned char)*text); digits--, any = 1)
        value = value * 10 + (*text++ - '0');
    if (!any || value < least || value > most)
        return NULL;
    *to = value;
    return text;
}

/* One of the locale's names, in full or as its abbreviation, in any case. */
static const char *parse_name(const char *text, nl_item full, nl_item abbreviated, int count, int *to)
{
    for (int i = 0; i < count * 2; i++) {
        const char *name = nl_langinfo(i < count ? full + i : abbreviated + i - count);
        if (strncasecmp(text, name, strlen(name)) == 0) {
            *to = i % count;
            return text + strlen(name);
        }
    }
    return NULL;
}

/* "+hhmm", "+hh:mm", "Z" */
static const char *parse_zone(const char *text, struct tm *time)
{
    int hours, minutes = 0, sign = *text == '-' ? -1 : 1;
    if (*text == 'Z') {
        time->tm_gmtoff = 0;
        return text + 1;
    }
    if (*text != '+' && *text != '-')
        return NULL;
    text = parse_number(text + 1, 2, 0, 24, &hours);
    if (!text)
        return NULL;
    if (*text == ':')
        text++;
    if (isdigit((unsigned char)*text))
        text = parse_number(text, 2, 0, 59, &minutes);
    time->tm_gmtoff = sign * (hours * 3600L + minutes * 60L);
    return text;
}

static const char *parse_seconds_since_1970(const char *text, struct tm *time)
{
    time_t seconds = 0;
    const char *start = text;
    for (; isdigit((unsigned char)*text); text++)
        seconds = seconds * 10 + (*text - '0');
    return text > start && localtime_r(&seconds, time) ? text : NULL;
}

static const char *parse_year(const char *text, struct tm *time)
{
    int year = 0, negative = *text == '-';
    text = parse_number(text + negative, 4, 0, 9999, &year);
    time->tm_year = (negative ? -year : year) - 1900;
    return text;
}

static const char *composed(char kind)
{
    switch (kind) {
    case 'c':
        return nl_langinfo(D_T_FMT);
    case 'D':
    case 'x':
        return nl_langinfo(D_FMT);
    case 'F':
        return "%Y-%m-%d";
    case 'R':
        return "%H:%M";
    case 'r':
        return nl_langinfo(T_FMT_AMPM);
    case 'T':
    case 'X':
        return nl_langinfo(T_FMT);
    }
    return NULL;
}

/* The conversions that are part of a date. */
static const char *parse_date(const char *text, char kind, struct tm *time, struct found *found)
{
    found->date |= strchr("bBhdejmYyC", kind) != NULL;
    switch (kind) {
    case 'a':
    case 'A':
        return parse_name(text, DAY_1, ABDAY_1, 7, &time->tm_wday);
    case 'b':
    case 'B':
    case 'h':
        return parse_name(text, MON_1, ABMON_1, 12, &time->tm_mon);
    case 'C':
        return parse_number(text, 2, 0, 99, &found->century);
    case 'd':
    case 'e':
        return parse_number(text, 2, 1, 31, &time->tm_mday);
    case 'j':
        text = parse_number(text, 3, 1, 366, &time->tm_yday);
        time->tm_yday--;
        found->day_of_year = 1;
        return text;
    case 'm':
        text = parse_number(text, 2, 1, 12, &time->tm_mon);
        time->tm_mon--;
        return text;
    case 'u':
        text = parse_number(text, 1, 1, 7, &time->tm_wday);
        time->tm_wday %= 7;
        return text;
    case 'w':
        return parse_number(text, 1, 0, 6, &time->tm_wday);
    case 'Y':
        found->year_in_century = found->century = -1;
        return parse_year(text, time);
    case 'y':
        return parse_number(text, 2, 0, 99, &found->year_in_century);
    }
    return NULL;
}

/* The others. */
static const char *parse_time(const char *text, char kind, struct tm *time, struct found *found)
{
    int ignored;
    switch (kind) {
    case 'H':
    case 'k':
        return parse_number(text, 2, 0, 23, &time->tm_hour);
    case 'I':
    case 'l':
        found->hour_of_12 = 1;
        return parse_number(text, 2, 1, 12, &time->tm_hour);
    case 'M':
        return parse_number(text, 2, 0, 59, &time->tm_min);
    case 'p':
    case 'P':
        return parse_name(text, AM_STR, AM_STR, 2, &found->afternoon);
    case 'S':
        return parse_number(text, 2, 0, 61, &time->tm_sec);
    case 's':
        return parse_seconds_since_1970(text, time);
    case 'G':
        return parse_number(text, 4, 0, 9999, &ignored);
    case 'g':
    case 'U':
    case 'V':
    case 'W':
        return parse_number(text, 2, 0, 99, &ignored);
    case 'Z':
        while (isalpha((unsigned char)*text))
            text++;
        return text;
    case 'z':
        return parse_zone(text, time);
    case '%':
        return *text == '%' ? text + 1 : NULL;
    }
    return NULL;
}

static const char *parse(const char *text, const char *format, struct tm *time, struct found *found)
{
    for (; text && *format; format++) {
        if (isspace((unsigned char)*format) || (*format == '%' && strchr("nt", format[1]) && format[1])) {
            format += *format == '%';
            while (isspace((unsigned char)*text))
                text++;
            continue;
        }
        if (*format != '%') {
            text = *text == *format ? text + 1 : NULL;
            continue;
        }
        format++;
        format += strspn(format, "-_0^#");
        if (*format == 'E' || *format == 'O')
            format++;
        if (composed(*format))
            text = parse(text, composed(*format), time, found);
        else if (*format && strchr("aAbBhCdejmuwYy", *format))
            text = parse_date(text, *format, time, found);
        else
            text = *format ? parse_time(text, *format, time, found) : NULL;
        if (!*format)
            break;
    }
    return text;
}

/* The fields that follow from others. */
static void complete(struct tm *time, const struct found *found)
{
    if (found->hour_of_12)
        time->tm_hour = time->tm_hour % 12 + (found->afternoon > 0 ? 12 : 0);
    if (found->year_in_century >= 0 && found->century >= 0)
        time->tm_year = found->century * 100 + found->year_in_century - 1900;
    else if (found->year_in_century >= 0)
        time->tm_year = found->year_in_century + (found->year_in_century < 69 ? 100 : 0);
    else if (found->century >= 0)
        time->tm_year = found->century * 100 + (time->tm_year + 1900) % 100 - 1900;
    if (!found->date)
        return;
    if (found->day_of_year && time->tm_mday == 0)
        __calendar_month(time);
    if (time->tm_mday > 0)
        __calendar_weekday(time);
}

char *strptime(const char *restrict text, const char *restrict format, struct tm *restrict time)
{
    struct found found = {.century = -1, .year_in_century = -1, .afternoon = -1};
    const char *end = parse(text, format, time, &found);
    if (end)
        complete(time, &found);
    return (char *)end;
}
