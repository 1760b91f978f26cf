/* Strings (<string.h>, <strings.h>). strtok keeps its place in one variable for all threads, as C says. */
#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Stops the compiler from turning a loop into a call of the very function it is in. */
#define KEEP_LOOP() __asm__ volatile("")

size_t strlen(const char *text)
{
    const char *end = text;
    while (*end) {
        end++;
        KEEP_LOOP();
    }
    return (size_t)(end - text);
}

size_t strnlen(const char *text, size_t limit)
{
    const char *end = memchr(text, 0, limit);
    return end ? (size_t)(end - text) : limit;
}

char *stpcpy(char *restrict to, const char *restrict from)
{
    size_t length = strlen(from);
    memcpy(to, from, length + 1);
    return to + length;
}

char *strcpy(char *restrict to, const char *restrict from)
{
    memcpy(to, from, strlen(from) + 1);
    return to;
}

char *stpncpy(char *restrict to, const char *restrict from, size_t count)
{
    size_t length = strnlen(from, count);
    memcpy(to, from, length);
    memset(to + length, 0, count - length);
    return to + length;
}

char *strncpy(char *restrict to, const char *restrict from, size_t count)
{
    stpncpy(to, from, count);
    return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strncat(char *restrict to, const char *restrict from, size_t count)
{
    char *end = to + strlen(to);
    size_t length = strnlen(from, count);
    memcpy(end, from, length);
    end[length] = 0;
    return to;
}

size_t strlcpy(char *restrict to, const char *restrict from, size_t size)
{
    size_t length = strlen(from);
    if (size > 0) {
        size_t fits = length < size ? length : size - 1;
        memcpy(to, from, fits);
        to[fits] = 0;
    }
    return length;
}

size_t strlcat(char *restrict to, const char *restrict from, size_t size)
{
    size_t length = strnlen(to, size);
    return length + strlcpy(to + length, from, size - length);
}

int strncmp(const char *a, const char *b, size_t count)
{
    for (; count > 0; a++, b++, count--) {
        if (*a != *b || !*a)
            return (unsigned char)*a - (unsigned char)*b;
    }
    return 0;
}

int strcmp(const char *a, const char *b)
{
    for (; *a == *b && *a; a++, b++)
        ;
    return (unsigned char)*a - (unsigned char)*b;
}

int strcoll(const char *a, const char *b)
{
    return strcmp(a, b);
}

size_t strxfrm(char *restrict to, const char *restrict from, size_t size)
{
    return strlcpy(to, from, size);
}

int strncasecmp(const char *a, const char *b, size_t count)
{
    for (; count > 0; a++, b++, count--) {
        int difference = tolower((unsigned char)*a) - tolower((unsigned char)*b);
        if (difference || !*a)
            return difference;
    }
    return 0;
}

int strcasecmp(const char *a, const char *b)
{
    return strncasecmp(a, b, SIZE_MAX);
}

char *strchrnul(const char *text, int c)
{
    while (*text && *text != (char)c)
        text++;
    return (char *)text;
}

char *strchr(const char *text, int c)
{
    text = strchrnul(text, c);
    return *text == (char)c ? (char *)text : NULL;
}

char *strrchr(const char *text, int c)
{
    return memrchr(text, c, strlen(text) + 1);
}

char *index(const char *text, int c)
{
    return strchr(text, c);
}

char *rindex(const char *text, int c)
{
    return strrchr(text, c);
}

/* Length of the start of text in which every character is (or is not) in the set. */
static size_t span(const char *text, const char *set, int member)
{
    unsigned char in_set[UCHAR_MAX + 1] = {0};
    for (; *set; set++)
        in_set[(unsigned char)*set] = 1;
    const char *end = text;
    while (*end && in_set[(unsigned char)*end] == member)
        end++;
    return (size_t)(end - text);
}

size_t strspn(const char *text, const char *accept)
{
    return span(text, accept, 1);
}

size_t strcspn(const char *text, const char *reject)
{
    return span(text, reject, 0);
}

char *strpbrk(const char *text, const char *accept)
{
    text += strcspn(text, accept);
    return *text ? (char *)text : NULL;
}

char *strstr(const char *text, const char *what)
{
    size_t length = strlen(what);
    if (length == 0)
        return (char *)text;
    for (; (text = strchr(text, *what)); text++)
        if (strncmp(text, what, length) == 0)
            return (char *)text;
    return NULL;
}

char *strcasestr(const char *text, const char *what)
{
    size_t length = strlen(what);
    for (; strncasecmp(text, what, length) != 0; text++)
        if (!*text)
            return NULL;
    return (char *)text;
}

char *strtok_r(char *restrict text, const char *restrict delimiters, char **restrict state)
{
    if (!text)
        text = *state;
    if (!text)
        return NULL;
    text += strspn(text, delimiters);
    char *end = text + strcspn(text, delimiters);
    *state = *end ? end + 1 : NULL;
    if (*end)
        *end = 0;
    return end > text ? text : NULL;
}

char *strtok(char *restrict text, const char *restrict delimiters)
{
    static char *state;
    return strtok_r(text, delimiters, &state);
}

char *strsep(char **restrict text, const char *restrict delimiters)
{
    char *start = *text;
    if (!start)
        return NULL;
    char *end = start + strcspn(start, delimiters);
    *text = *end ? end + 1 : NULL;
    if (*end)
        *end = 0;
    return start;
}

char *strndup(const char *text, size_t limit)
{
    size_t length = strnlen(text, limit);
    char *copy = malloc(length + 1);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = 0;
    }
    return copy;
}

char *strdup(const char *text)
{
    return strndup(text, SIZE_MAX);
}

void *rawmemchr(const void *where, int byte)
{
    return memchr(where, byte, SIZE_MAX);
}

void explicit_bzero(void *to, size_t count)
{
    memset(to, 0, count);
    __asm__ volatile("" : : "r"(to) : "memory"); /* it counts, although nobody may look */
}

int ffsl(long value)
{
    return ffs((int)value);
}

int ffsll(long long value)
{
    int low = ffs((int)value), high = ffs((int)(value >> 32));
    return low ? low : high ? high + 32 : 0;
}

void swab(const void *restrict from, void *restrict to, ssize_t count)
{
    const char *source = from;
    char *target = to;
    for (ssize_t i = 0; i + 1 < count; i += 2) {
        target[i] = source[i + 1];
        target[i + 1] = source[i];
    }
}
