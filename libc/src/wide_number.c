/* Numbers and times as wide characters (<wchar.h>, <inttypes.h>): by way of bytes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>

#define USUAL_LENGTH 128

/* The part of a text that may be a number, as bytes: one for each character, so that places stay the same. */
struct number {
    const wchar_t *from;
    char *bytes, *end;
    char room[USUAL_LENGTH];
};

static int may_be_number(wchar_t c)
{
    return c > 0 && c < 128 && (iswalnum((wint_t)c) || strchr("+-.()_", (char)c));
}

static const char *number_bytes(struct number *number, const wchar_t *text)
{
    size_t length = 0;
    number->from = text;
    while (iswspace((wint_t)*text))
        text++;
    while (may_be_number(text[length]))
        length++;
    number->bytes = length < USUAL_LENGTH ? number->room : malloc(length + 1);
    if (!number->bytes) {
        number->bytes = number->room;
        length = USUAL_LENGTH - 1;
    }
    for (size_t i = 0; i < length; i++)
        number->bytes[i] = (char)text[i];
    number->bytes[length] = 0;
    if (length > 0)
        number->from = text;
    return number->bytes;
}

/* Says where the number ended: in front of the space if there is none. */
static void number_end(struct number *number, const wchar_t *text, wchar_t **end)
{
    size_t length = (size_t)(number->end - number->bytes);
    if (end)
        *end = (wchar_t *)(length ? number->from + length : text);
    if (number->bytes != number->room)
        free(number->bytes);
}

#define INTEGER(name, type, narrow)                                           \
    type name(const wchar_t *restrict text, wchar_t **restrict end, int base) \
    {                                                                         \
        struct number number;                                                 \
        type value = narrow(number_bytes(&number, text), &number.end, base);  \
        number_end(&number, text, end);                                       \
        return value;                                                         \
    }

#define FLOATING(name, type, narrow)                                   \
    type name(const wchar_t *restrict text, wchar_t **restrict end)    \
    {                                                                  \
        struct number number;                                          \
        type value = narrow(number_bytes(&number, text), &number.end); \
        number_end(&number, text, end);                                \
        return value;                                                  \
    }

INTEGER(wcstol, long, strtol)
INTEGER(wcstoul, unsigned long, strtoul)
INTEGER(wcstoll, long long, strtoll)
INTEGER(wcstoull, unsigned long long, strtoull)
INTEGER(wcstoimax, intmax_t, strtoimax)
INTEGER(wcstoumax, uintmax_t, strtoumax)
FLOATING(wcstof, float, strtof)
FLOATING(wcstod, double, strtod)
FLOATING(wcstold, long double, strtold)

size_t wcsftime(wchar_t *restrict to, size_t size, const wchar_t *restrict format,
                const struct tm *restrict time)
{
    size_t room = wcstombs(NULL, format, 0) + 1, length = 0;
    char *bytes = room ? malloc(room) : NULL, *text = malloc(size * 4 + 1);
    if (bytes && text) {
        wcstombs(bytes, format, room);
        length = strftime(text, size * 4 + 1, bytes, time);
        size_t characters = length ? mbstowcs(NULL, text, 0) : 0;
        length = characters < size ? mbstowcs(to, text, size) : 0;
    }
    free(bytes);
    free(text);
    return length;
}
