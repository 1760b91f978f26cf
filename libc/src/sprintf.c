/* printf into strings and to file descriptors (<stdio.h>). */
#include "file.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A stream without a buffer that drains into a string; what doesn't fit is counted and dropped. */
struct string_file {
    FILE file;
    char *to;
    size_t left;
};

static ssize_t drain_to_string(FILE *file, const char *from, size_t count)
{
    struct string_file *string = (struct string_file *)file;
    size_t fits = count < string->left ? count : string->left;
    memcpy(string->to, from, fits);
    string->to += fits;
    string->left -= fits;
    return (ssize_t)count;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list arguments)
{
    struct string_file string = {.file = {.flags = FILE_WRITE, .fd = -1, .drain = drain_to_string},
                                 .to = to,
                                 .left = size ? size - 1 : 0};
    int result = __format(&string.file, format, arguments);
    if (size)
        *string.to = 0;
    return result;
}

int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return result;
}

int vsprintf(char *restrict to, const char *restrict format, va_list arguments)
{
    return vsnprintf(to, INT_MAX, format, arguments);
}

int sprintf(char *restrict to, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vsprintf(to, format, arguments);
    va_end(arguments);
    return result;
}

int vasprintf(char **restrict to, const char *restrict format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    *to = length < 0 ? NULL : malloc((size_t)length + 1);
    return *to ? vsnprintf(*to, (size_t)length + 1, format, arguments) : -1;
}

int asprintf(char **restrict to, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vasprintf(to, format, arguments);
    va_end(arguments);
    return result;
}

int vdprintf(int fd, const char *restrict format, va_list arguments)
{
    FILE file = {.flags = FILE_WRITE, .fd = fd, .drain = stderr->drain};
    return vfprintf(&file, format, arguments);
}

int dprintf(int fd, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vdprintf(fd, format, arguments);
    va_end(arguments);
    return result;
}
