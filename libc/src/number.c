/* Integers from text, and simple arithmetic (<stdlib.h>, <inttypes.h>). */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

static int digit_value(int c)
{
    return isdigit(c) ? c - '0' : isalpha(c) ? tolower(c) - 'a' + 10 : INT_MAX;
}

/* The magnitude of the number in text, at most `limit` (then errno is ERANGE); `negative` says the sign. */
static unsigned long long parse(const char *text, char **end, int base, unsigned long long positive_limit,
                                unsigned long long negative_limit, int *negative)
{
    const char *at = text;
    unsigned long long value = 0, limit;
    int any = 0, overflow = 0;
    if (base < 0 || base == 1 || base > 36) {
        errno = EINVAL;
        return 0;
    }
    while (isspace((unsigned char)*at))
        at++;
    *negative = *at == '-';
    limit = *negative ? negative_limit : positive_limit;
    if (*at == '-' || *at == '+')
        at++;
    if ((base == 0 || base == 16) && at[0] == '0' && (at[1] | 0x20) == 'x' &&
        isxdigit((unsigned char)at[2])) {
        at += 2;
        base = 16;
    }
    if (base == 0)
        base = *at == '0' ? 8 : 10;
    for (; digit_value((unsigned char)*at) < base; at++, any = 1) {
        unsigned digit = (unsigned)digit_value((unsigned char)*at);
        if (value > (limit - digit) / (unsigned)base)
            overflow = 1;
        value = value * (unsigned)base + digit;
    }
    if (end)
        *end = (char *)(any ? at : text);
    if (!overflow)
        return value;
    errno = ERANGE;
    return limit;
}

long long strtoll(const char *restrict text, char **restrict end, int base)
{
    int negative = 0;
    unsigned long long value = parse(text, end, base, LLONG_MAX, LLONG_MAX + 1ULL, &negative);
    return (long long)(negative ? -value : value);
}

unsigned long long strtoull(const char *restrict text, char **restrict end, int base)
{
    int negative = 0, error = errno;
    errno = 0;
    unsigned long long value = parse(text, end, base, ULLONG_MAX, ULLONG_MAX, &negative);
    int overflow = errno == ERANGE;
    if (!errno)
        errno = error;
    return negative && !overflow ? -value : value;
}

long strtol(const char *restrict text, char **restrict end, int base)
{
    int negative = 0;
    unsigned long long value = parse(text, end, base, LONG_MAX, LONG_MAX + 1ULL, &negative);
    return (long)(negative ? -value : value);
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
    int negative = 0, error = errno;
    errno = 0;
    unsigned long value = (unsigned long)parse(text, end, base, ULONG_MAX, ULONG_MAX, &negative);
    int overflow = errno == ERANGE;
    if (!errno)
        errno = error;
    return negative && !overflow ? -value : value;
}

intmax_t strtoimax(const char *restrict text, char **restrict end, int base)
{
    return strtoll(text, end, base);
}

uintmax_t strtoumax(const char *restrict text, char **restrict end, int base)
{
    return strtoull(text, end, base);
}

int atoi(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

long atol(const char *text)
{
    return strtol(text, NULL, 10);
}

long long atoll(const char *text)
{
    return strtoll(text, NULL, 10);
}

int abs(int value)
{
    return value < 0 ? -value : value;
}

long labs(long value)
{
    return value < 0 ? -value : value;
}

long long llabs(long long value)
{
    return value < 0 ? -value : value;
}

intmax_t imaxabs(intmax_t value)
{
    return value < 0 ? -value : value;
}

div_t div(int numerator, int denominator)
{
    return (div_t){numerator / denominator, numerator % denominator};
}

ldiv_t ldiv(long numerator, long denominator)
{
    return (ldiv_t){numerator / denominator, numerator % denominator};
}

lldiv_t lldiv(long long numerator, long long denominator)
{
    return (lldiv_t){numerator / denominator, numerator % denominator};
}

imaxdiv_t imaxdiv(intmax_t numerator, intmax_t denominator)
{
    return (imaxdiv_t){numerator / denominator, numerator % denominator};
}
