/*
 * The locale (<locale.h>, <langinfo.h>). There is one, whose characters are UTF-8, under several names: "C",
 * "POSIX",
 * "", and any name that says UTF-8.
 */
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <string.h>
#include <strings.h>

#define NAME_ROOM 32

static char names[LC_ALL + 1][NAME_ROOM] = {"C", "C", "C", "C", "C", "C", "C"};

static int known(const char *name)
{
    const char *dot = strchr(name, '.');
    return strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0 ||
           (dot && strlen(name) < NAME_ROOM &&
            (strcasecmp(dot, ".UTF-8") == 0 || strcasecmp(dot, ".utf8") == 0));
}

char *setlocale(int category, const char *name)
{
    if ((unsigned)category > LC_ALL)
        return NULL;
    if (!name)
        return names[category];
    if (!*name || strcmp(name, "POSIX") == 0)
        name = "C";
    if (!known(name))
        return NULL;
    for (int i = 0; i <= LC_ALL; i++)
        if (category == LC_ALL || i == category)
            strlcpy(names[i], name, NAME_ROOM);
    return names[category];
}

struct lconv *localeconv(void)
{
    static struct lconv c = {".",      "",       "",       "",       "",       "",       "",       "",
                             "",       "",       CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX,
                             CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX};
    return &c;
}

/* A locale of a thread's own is the same one too. */
static struct __locale {
    char unused;
} the_locale;

locale_t newlocale(int mask, const char *name, locale_t base)
{
    return !*name || known(name) ? &the_locale : (locale_t)0;
}

locale_t duplocale(locale_t locale)
{
    return locale;
}

void freelocale(locale_t locale)
{
}

locale_t uselocale(locale_t locale)
{
    static __thread locale_t current = LC_GLOBAL_LOCALE;
    locale_t before = current;
    if (locale)
        current = locale;
    return before;
}

char *nl_langinfo(nl_item item)
{
    static const char *const texts[] = {
        [CODESET] = "UTF-8",
        [RADIXCHAR] = ".",
        [THOUSEP] = "",
        [D_T_FMT] = "%a %b %e %H:%M:%S %Y",
        [D_FMT] = "%m/%d/%y",
        [T_FMT] = "%H:%M:%S",
        [T_FMT_AMPM] = "%I:%M:%S %p",
        [AM_STR] = "AM",
        [PM_STR] = "PM",
        [YESEXPR] = "^[yY]",
        [NOEXPR] = "^[nN]",
        [CRNCYSTR] = "-",
        [ERA] = "",
        [ERA_D_FMT] = "",
        [ERA_D_T_FMT] = "",
        [ERA_T_FMT] = "",
        [ALT_DIGITS] = "",
        [DAY_1] = "Sunday",
        [DAY_2] = "Monday",
        [DAY_3] = "Tuesday",
        [DAY_4] = "Wednesday",
        [DAY_5] = "Thursday",
        [DAY_6] = "Friday",
        [DAY_7] = "Saturday",
        [ABDAY_1] = "Sun",
        [ABDAY_2] = "Mon",
        [ABDAY_3] = "Tue",
        [ABDAY_4] = "Wed",
        [ABDAY_5] = "Thu",
        [ABDAY_6] = "Fri",
        [ABDAY_7] = "Sat",
        [MON_1] = "January",
        [MON_2] = "February",
        [MON_3] = "March",
        [MON_4] = "April",
        [MON_5] = "May",
        [MON_6] = "June",
        [MON_7] = "July",
        [MON_8] = "August",
        [MON_9] = "September",
        [MON_10] = "October",
        [MON_11] = "November",
        [MON_12] = "December",
        [ABMON_1] = "Jan",
        [ABMON_2] = "Feb",
        [ABMON_3] = "Mar",
        [ABMON_4] = "Apr",
        [ABMON_5] = "May",
        [ABMON_6] = "Jun",
        [ABMON_7] = "Jul",
        [ABMON_8] = "Aug",
        [ABMON_9] = "Sep",
        [ABMON_10] = "Oct",
        [ABMON_11] = "Nov",
        [ABMON_12] = "Dec",
    };
    size_t count = sizeof(texts) / sizeof(texts[0]);
    return (char *)((unsigned)item < count && texts[item] ? texts[item] : "");
}
