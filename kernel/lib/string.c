/*
 * Memory and strings. memcpy, memmove and memset are the CPU's own (x86/memory.c).
 */
#include "lib/string.h"

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *left = a, *right = b;
    for (size_t i = 0; i < size; i++) {
        if (left[i] != right[i])
            return left[i] - right[i];
    }
    return 0;
}

void *memchr(const void *memory, int byte, size_t size)
{
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == (unsigned char)byte)
            return (void *)&bytes[i];
    }
    return NULL;
}

size_t strlen(const char *string)
{
    const char *end = string;
    while (*end)
        end++;
    return end - string;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t limit)
{
    for (size_t i = 0; i < limit; i++) {
        if (a[i] != b[i] || a[i] == '\0')
            return (unsigned char)a[i] - (unsigned char)b[i];
    }
    return 0;
}

char *strchr(const char *string, int character)
{
    for (;; string++) {
        if (*string == (char)character)
            return (char *)string;
        if (*string == '\0')
            return NULL;
    }
}

void string_copy(char *to, const char *from, size_t size)
{
    size_t i = 0;
    for (; i + 1 < size && from[i]; i++)
        to[i] = from[i];
    if (size > 0)
        to[i] = '\0';
}
