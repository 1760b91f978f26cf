/* Older ways to write numbers (<stdlib.h>). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_DIGITS 350

/* The digits of "d.ddde+xx" or "dd.dd", without the point, and where that was. */
static char *digits(const char *format, double value, int count, int *point, int *negative)
{
    static char text[MOST_DIGITS];
    char number[MOST_DIGITS];
    *negative = __builtin_signbit(value) != 0;
    snprintf(number, sizeof(number), format, count, *negative ? -value : value);
    char *exponent = strchr(number, 'e'), *dot = strchr(number, '.');
    *point = exponent ? (value != 0) + (int)strtol(exponent + 1, NULL, 10) : (int)strcspn(number, ".");
    if (exponent)
        *exponent = 0;
    if (dot)
        memmove(dot, dot + 1, strlen(dot));
    char *from = number;
    while (!exponent && *from == '0' && from[1]) { /* 0.00ddd begins at its first digit that counts */
        from++;
        --*point;
    }
    strlcpy(text, from, sizeof(text));
    return text;
}

char *ecvt(double value, int count, int *point, int *negative)
{
    char *text = digits("%.*e", value, count > 0 ? count - 1 : 0, point, negative);
    if (count <= 0)
        *text = 0;
    return text;
}

char *fcvt(double value, int count, int *point, int *negative)
{
    return digits("%.*f", value, count < MOST_DIGITS / 2 ? count : MOST_DIGITS / 2, point, negative);
}

char *gcvt(double value, int count, char *to)
{
    sprintf(to, "%.*g", count, value);
    return to;
}

/* Base 64, lowest digit first. */
static const char digits64[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

long a64l(const char *text)
{
    unsigned long value = 0;
    const char *digit;
    for (int shift = 0; shift < 36 && *text && (digit = strchr(digits64, *text)); shift += 6, text++)
        value |= (unsigned long)(digit - digits64) << shift;
    return (long)value;
}

char *l64a(long value)
{
    static char text[7];
    char *at = text;
    for (unsigned long rest = (unsigned long)value; rest; rest >>= 6)
        *at++ = digits64[rest & 63];
    *at = 0;
    return text;
}
