/*
 * The printf family (<stdio.h>). One formatter writes to a stream; for a string the stream is one on
 * the caller's stack whose buffer is the string. Floating point is in printf_float.c.
 */
#include "printf.h"
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What formats with positions look through. */
struct arguments {
    const char *format;
    va_list start;
};

enum length { LENGTH_INT, LENGTH_CHAR, LENGTH_SHORT, LENGTH_LONG, LENGTH_LONG_LONG, LENGTH_LONG_DOUBLE };

size_t __print_length(const struct output *output, const char *text, size_t count)
{
    size_t characters = 0;
    if (!output->wide)
        return count;
    for (size_t i = 0; i < count; i++)
        characters += (text[i] & 0xc0) != 0x80; /* the first byte of one, in UTF-8 */
    return characters;
}

void __print(struct output *output, const char *text, size_t count)
{
    if (output->file && count > 0 && __file_write(output->file, text, count) != count)
        output->failed = 1;
    output->total += __print_length(output, text, count);
}

void __print_fill(struct output *output, char c, int count)
{
    char block[16];
    memset(block, c, sizeof(block));
    for (; count > 0; count -= (int)sizeof(block))
        __print(output, block, count < (int)sizeof(block) ? (size_t)count : sizeof(block));
}

void __print_padded(struct output *output, const struct conversion *conversion, const char *prefix, int zeros,
                    const char *text, int length)
{
    int prefix_length = (int)strlen(prefix);
    int space = conversion->width - prefix_length - zeros - (int)__print_length(output, text, (size_t)length);
    if (!conversion->left)
        __print_fill(output, ' ', space);
    __print(output, prefix, (size_t)prefix_length);
    __print_fill(output, '0', zeros);
    __print(output, text, (size_t)length);
    if (conversion->left)
        __print_fill(output, ' ', space);
}

/* Digits of value before end; returns where they begin. Zero has none. */
static char *digits_before(char *end, uint64_t value, unsigned base, int upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    while (value > UINT32_MAX) {
        *--end = digits[value % base];
        value /= base;
    }
    for (uint32_t low = (uint32_t)value; low; low /= base)
        *--end = digits[low % base];
    return end;
}

static void print_integer(struct output *output, struct conversion *conversion, uint64_t value, char kind)
{
    char buffer[24], *end = buffer + sizeof(buffer);
    unsigned base = kind == 'o' ? 8 : kind == 'x' || kind == 'X' || kind == 'p' ? 16 : 10;
    const char *prefix = "";
    if (kind == 'd' || kind == 'i') {
        prefix = (int64_t)value < 0 ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
        if ((int64_t)value < 0)
            value = -value;
    } else if (base == 16 && conversion->alternate && value) {
        prefix = kind == 'X' ? "0X" : "0x";
    }
    char *digits = digits_before(end, value, base, kind == 'X');
    int length = (int)(end - digits), zeros = 0;
    if (conversion->precision >= 0)
        zeros = conversion->precision - length;
    else if (conversion->zero && !conversion->left)
        zeros = conversion->width - length - (int)strlen(prefix);
    if (conversion->precision < 0 && zeros < 1 - length)
        zeros = 1 - length;
    if (kind == 'o' && conversion->alternate && zeros <= 0)
        zeros = length == 0 || *digits != '0';
    __print_padded(output, conversion, prefix, zeros > 0 ? zeros : 0, digits, length);
}

static uint64_t integer_argument(va_list *list, enum length length, int is_signed)
{
    if (length == LENGTH_LONG_LONG)
        return va_arg(*list, uint64_t);
    int value = va_arg(*list, int);
    if (is_signed) {
        value = length == LENGTH_CHAR ? (signed char)value : length == LENGTH_SHORT ? (short)value : value;
        return (uint64_t)(int64_t)value;
    }
    return length == LENGTH_CHAR    ? (unsigned char)value
           : length == LENGTH_SHORT ? (unsigned short)value
                                    : (unsigned)value;
}

static void print_string(struct output *output, const struct conversion *conversion, const char *text)
{
    if (!text)
        text = conversion->precision < 0 || conversion->precision >= 6 ? "(null)" : "";
    size_t most = (size_t)conversion->precision; /* -1: all */
    size_t length = strnlen(text, output->wide ? SIZE_MAX : most);
    while (output->wide && __print_length(output, text, length) > most)
        length--;
    __print_padded(output, conversion, "", 0, text, (int)length);
}

/* %ls and %lc. The precision counts bytes, and no character is cut. */
static int print_wide(struct output *output, struct conversion *conversion, const wchar_t *text, size_t count)
{
    size_t most = (size_t)conversion->precision, room = 0;
    for (size_t i = 0; i < count && text[i]; i++)
        room += MB_LEN_MAX;
    char *bytes = malloc(room + 1);
    int length = 0, result = -1;
    if (!bytes)
        return -1;
    for (; count > 0 && *text; text++, count--) {
        int one = wctomb(bytes + length, *text);
        if (one < 0)
            goto out;
        if (__print_length(output, bytes, (size_t)(length + one)) > most)
            break;
        length += one;
    }
    __print_padded(output, conversion, "", 0, bytes, length);
    result = 0;
out:
    free(bytes);
    return result;
}

static int print_wide_character(struct output *output, struct conversion *conversion, wchar_t c)
{
    conversion->precision = -1;
    if (c)
        return print_wide(output, conversion, &c, 1);
    __print_padded(output, conversion, "", 0, "", 1);
    return 0;
}

/* What %n asks for: how much was printed so far. */
static void store_total(va_list *list, enum length length, size_t total)
{
    void *to = va_arg(*list, void *);
    if (length == LENGTH_CHAR)
        *(signed char *)to = (signed char)total;
    else if (length == LENGTH_SHORT)
        *(short *)to = (short)total;
    else if (length == LENGTH_LONG_LONG)
        *(long long *)to = (long long)total;
    else
        *(int *)to = (int)total;
}

static int number(const char **format)
{
    int value = 0;
    for (; **format >= '0' && **format <= '9'; ++*format)
        value = value > INT_MAX / 10 - 10 ? value : value * 10 + (**format - '0');
    return value;
}

/* "2$" asks for the second argument: true if that stands here, and then moves on behind it. */
static int position(const char **format, int *which)
{
    const char *at = *format;
    *which = number(&at);
    if (*which <= 0 || *at != '$')
        return 0;
    *format = at + 1;
    return 1;
}

static const char *parse_length(const char *format, enum length *length);

/* The words that the argument at a position takes on the stack: its conversion says so. */
static int argument_words(const char *format, int wanted)
{
    int which;
    while ((format = strchr(format, '%'))) {
        format++;
        if (*format == '%') {
            format++;
            continue;
        }
        if (!position(&format, &which) || which != wanted)
            continue;
        enum length length;
        format = parse_length(format + strspn(format, "-+ #0123456789.*$'"), &length);
        if (length == LENGTH_LONG_DOUBLE)
            return 3;
        return length == LENGTH_LONG_LONG || (*format && strchr("aAeEfFgG", *format)) ? 2 : 1;
    }
    return 1;
}

/* Arguments lie one behind the other: a list may be set to any of them. */
static void select_argument(struct arguments *arguments, int which, va_list *list)
{
    va_copy(*list, arguments->start);
    for (int i = 1; i < which; i++)
        for (int words = argument_words(arguments->format, i); words > 0; words--)
            (void)va_arg(*list, int);
}

/* A width or precision: digits, or '*' for an argument. */
static int amount(const char **format, struct arguments *arguments, va_list *list)
{
    int which;
    if (**format != '*')
        return number(format);
    ++*format;
    if (position(format, &which))
        select_argument(arguments, which, list);
    return va_arg(*list, int);
}

/* "%", then flags, width, precision; returns what is left of the format. */
static const char *parse(const char *format, struct conversion *conversion, struct arguments *arguments,
                         va_list *list)
{
    int which, chosen = position(&format, &which);
    *conversion = (struct conversion){.precision = -1};
    for (;; format++) {
        if (*format == '-')
            conversion->left = 1;
        else if (*format == '+')
            conversion->plus = 1;
        else if (*format == ' ')
            conversion->space = 1;
        else if (*format == '#')
            conversion->alternate = 1;
        else if (*format == '0')
            conversion->zero = 1;
        else if (*format != '\'')
            break;
    }
    conversion->width = amount(&format, arguments, list);
    if (conversion->width < 0) {
        conversion->left = 1;
        conversion->width = -conversion->width;
    }
    if (*format == '.') {
        format++;
        conversion->precision = amount(&format, arguments, list);
    }
    if (chosen)
        select_argument(arguments, which, list);
    return format;
}

static const char *parse_length(const char *format, enum length *length)
{
    *length = LENGTH_INT;
    if (*format == 'h') {
        *length = format[1] == 'h' ? LENGTH_CHAR : LENGTH_SHORT;
        return format + (*length == LENGTH_CHAR ? 2 : 1);
    }
    if (*format == 'j' || (*format == 'l' && format[1] == 'l') || *format == 'q') {
        *length = LENGTH_LONG_LONG;
        return format + (*format == 'l' ? 2 : 1);
    }
    if (*format == 'L')
        *length = LENGTH_LONG_DOUBLE;
    if (*format == 'l')
        *length = LENGTH_LONG;
    return format + (*format == 'l' || *format == 'z' || *format == 't' || *format == 'L');
}

static int print_conversion(struct output *output, struct conversion *conversion, char kind,
                            enum length length, va_list *list)
{
    switch (kind) {
    case 'd':
    case 'i':
        print_integer(output, conversion, integer_argument(list, length, 1), kind);
        return 0;
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        print_integer(output, conversion, integer_argument(list, length, 0), kind);
        return 0;
    case 'p': {
        uintptr_t value = va_arg(*list, uintptr_t);
        conversion->alternate = 1;
        if (value)
            print_integer(output, conversion, value, kind);
        else
            __print_padded(output, conversion, "", 0, "(nil)", 5);
        return 0;
    }
    case 'C':
    case 'c': {
        int c = va_arg(*list, int);
        char byte = (char)c;
        if (kind == 'C' || length == LENGTH_LONG)
            return print_wide_character(output, conversion, c);
        __print_padded(output, conversion, "", 0, &byte, 1);
        return 0;
    }
    case 'S':
    case 's':
        if (kind == 'S' || length == LENGTH_LONG) {
            const wchar_t *text = va_arg(*list, wchar_t *);
            return print_wide(output, conversion, text ? text : L"(null)", SIZE_MAX);
        }
        print_string(output, conversion, va_arg(*list, char *));
        return 0;
    case 'm':
        print_string(output, conversion, strerror(errno));
        return 0;
    case 'n':
        store_total(list, length, output->total);
        return 0;
    case '%':
        __print(output, "%", 1);
        return 0;
    }
    if (!kind || !strchr("aAeEfFgG", kind)) {
        errno = EINVAL;
        return -1;
    }
    long double value = length == LENGTH_LONG_DOUBLE ? va_arg(*list, long double) : va_arg(*list, double);
    __print_float(output, conversion, value, kind);
    return 0;
}

static int format_to(struct output output, const char *format, va_list arguments)
{
    struct conversion conversion;
    struct arguments all = {.format = format};
    enum length length;
    va_list list;
    va_copy(list, arguments);
    va_copy(all.start, arguments);
    while (*format) {
        const char *percent = strchrnul(format, '%');
        __print(&output, format, (size_t)(percent - format));
        format = percent;
        if (!*format)
            break;
        format = parse(format + 1, &conversion, &all, &list);
        format = parse_length(format, &length);
        if (print_conversion(&output, &conversion, *format, length, &list) != 0)
            output.failed = 1;
        if (output.failed)
            break;
        format++;
    }
    va_end(all.start);
    va_end(list);
    if (output.total > INT_MAX) {
        errno = EOVERFLOW;
        return -1;
    }
    return output.failed ? -1 : (int)output.total;
}

int __format(FILE *file, const char *format, va_list arguments)
{
    return format_to((struct output){.file = file}, format, arguments);
}

/* A stream without a buffer borrows one for the length of the call, so that a line is one write. */
int __print_to(FILE *file, const char *format, va_list arguments, int wide)
{
    char buffer[256];
    file_cancel();
    file_lock(file);
    int borrow = file->size == 0;
    if (borrow) {
        __file_flush(file);
        file->buffer = file->next = file->end = buffer;
        file->size = sizeof(buffer);
    }
    int result = format_to((struct output){.file = file, .wide = wide}, format, arguments);
    if (borrow) {
        if (__file_flush(file) != 0)
            result = -1;
        file->buffer = file->next = file->end = NULL;
        file->size = 0;
    }
    file_unlock(file);
    return result;
}

int vfprintf(FILE *restrict file, const char *restrict format, va_list arguments)
{
    return __print_to(file, format, arguments, 0);
}

int printf(const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vfprintf(stdout, format, arguments);
    va_end(arguments);
    return result;
}

int fprintf(FILE *restrict file, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vfprintf(file, format, arguments);
    va_end(arguments);
    return result;
}

int vprintf(const char *restrict format, va_list arguments)
{
    return vfprintf(stdout, format, arguments);
}
