/* The scanf family (<stdio.h>). One byte of look-ahead, as C has it: what doesn't fit stays unread. */
#include "file.h"
#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define MOST_NUMBER 512 /* characters of one number that are looked at */

struct scan {
    FILE *file;
    size_t taken; /* bytes so far, for %n */
    int ended;
    int wide; /* wscanf: widths count characters */
};

/* What a conversion's letters ask for. */
struct wish {
    int skip;     /* '*': store nothing */
    int allocate; /* 'm': store in memory that the caller frees */
    int wide;     /* 'l' of text: store wide characters */
    int width;    /* 0: none */
    int size;     /* of the integer, or of the floating-point type as 4, 8, 12 */
};

static int get(struct scan *scan)
{
    int c = __file_get(scan->file);
    if (c == EOF)
        scan->ended = 1;
    else
        scan->taken++;
    return c;
}

static void unget(struct scan *scan, int c)
{
    if (c == EOF)
        return;
    __file_unget(scan->file);
    scan->taken--;
}

static void skip_space(struct scan *scan)
{
    int c;
    do
        c = get(scan);
    while (isspace(c));
    unget(scan, c);
}

static const char *parse_wish(const char *format, struct wish *wish)
{
    *wish = (struct wish){.size = 4};
    if (*format == '*') {
        wish->skip = 1;
        format++;
    }
    for (; isdigit((unsigned char)*format); format++)
        wish->width = wish->width * 10 + (*format - '0');
    if (*format == 'm') {
        wish->allocate = 1;
        format++;
    }
    if (*format == 'h') {
        wish->size = format[1] == 'h' ? 1 : 2;
        return format + (wish->size == 1 ? 2 : 1);
    }
    if (*format == 'j' || *format == 'q' || (*format == 'l' && format[1] == 'l')) {
        wish->size = 8;
        return format + (*format == 'l' ? 2 : 1);
    }
    if (*format == 'L')
        wish->size = 12;
    if (*format == 'l' && format[1] && strchr("aAeEfFgG", format[1]))
        wish->size = 8;
    wish->wide =
        *format == 'C' || *format == 'S' || (*format == 'l' && format[1] && strchr("cs[", format[1]));
    return format + (*format == 'L' || *format == 'l' || *format == 'z' || *format == 't');
}

/* Whether c may come next in an integer of which `length` characters are in text. */
static int fits_integer(const char *text, int length, int c, int *base)
{
    int digits_from = text[0] == '-' || text[0] == '+';
    if (length == 0 && (c == '-' || c == '+'))
        return 1;
    if (length == digits_from + 1 && text[length - 1] == '0' && (c | 0x20) == 'x' &&
        (*base == 0 || *base == 16)) {
        *base = 16;
        return 1;
    }
    if (length == digits_from && *base == 0)
        *base = c == '0' ? 0 : 10;
    int limit = *base ? *base : 8;
    return isdigit(c) ? c - '0' < limit : isalpha(c) && limit == 16 && (c | 0x20) <= 'f';
}

/* The same for a floating-point number: 0x1.8p-3, 1.5e10, inf, nan. */
static int fits_float(const char *text, int length, int c)
{
    if (length > 0 && (*text == '-' || *text == '+')) {
        text++;
        length--;
    } else if (length == 0 && (c == '-' || c == '+')) {
        return 1;
    }
    int lower = tolower(c), first = length ? tolower(*text) : lower;
    if (first == 'i' || first == 'n')
        return length < (first == 'i' ? 8 : 3) && (first == 'i' ? "infinity" : "nan")[length] == lower;
    int hexadecimal = length > 1 && (text[1] | 0x20) == 'x';
    const char *exponent = strpbrk(text, hexadecimal ? "pP" : "eE");
    if (exponent)
        return isdigit(c) || ((c == '-' || c == '+') && exponent == text + length - 1);
    if (c == '.')
        return !memchr(text, '.', (size_t)length);
    if (lower == 'x')
        return length == 1 && *text == '0';
    return isdigit(c) || (hexadecimal && (isxdigit(c) || lower == 'p')) ||
           (lower == 'e' && strpbrk(text, "0123456789"));
}

/* Reads the longest text that may be a number. */
static int read_number(struct scan *scan, const struct wish *wish, char *text, int base, int is_float)
{
    int length = 0, c = EOF, most = wish->width && wish->width < MOST_NUMBER ? wish->width : MOST_NUMBER - 1;
    skip_space(scan);
    while (length < most) {
        text[length] = 0;
        c = get(scan);
        if (c == EOF || !(is_float ? fits_float(text, length, c) : fits_integer(text, length, c, &base))) {
            unget(scan, c);
            break;
        }
        text[length++] = (char)c;
    }
    text[length] = 0;
    return length;
}

/* "-" and then the end is something that doesn't match; nothing at all is the end. */
static int no_number(struct scan *scan, const char *text)
{
    if (*text)
        scan->ended = 0;
    return 0;
}

static int scan_integer(struct scan *scan, const struct wish *wish, char kind, va_list *list)
{
    char text[MOST_NUMBER], *end;
    int base = kind == 'd' || kind == 'u' ? 10 : kind == 'o' ? 8 : kind == 'i' ? 0 : 16;
    text[0] = 0;
    read_number(scan, wish, text, base, 0);
    unsigned long long value = kind == 'd' || kind == 'i' ? (unsigned long long)strtoll(text, &end, base)
                                                          : strtoull(text, &end, base);
    if (end == text)
        return no_number(scan, text);
    if (wish->skip)
        return 1;
    void *to = va_arg(*list, void *);
    memcpy(to, &value, (size_t)wish->size); /* the lowest byte comes first */
    return 1;
}

static int scan_float(struct scan *scan, const struct wish *wish, va_list *list)
{
    char text[MOST_NUMBER], *end;
    read_number(scan, wish, text, 0, 1);
    long double value = strtold(text, &end);
    if (*end || end == text) /* "1e" is the beginning of a number, not one (ISO C 7.21.6.2) */
        return no_number(scan, text);
    if (wish->skip)
        return 1;
    if (wish->size == 12)
        *va_arg(*list, long double *) = value;
    else if (wish->size == 8)
        *va_arg(*list, double *) = strtod(text, NULL);
    else
        *va_arg(*list, float *) = strtof(text, NULL);
    return 1;
}

/* Where text goes: bytes or wide characters, into the caller's memory or our own. */
struct sink {
    char *to;
    size_t length, room; /* elements */
    size_t size;         /* of an element */
    const struct wish *wish;
};

/* Adds one of its elements; 0, or -1 if memory ran out. */
static int sink_add(struct sink *sink, const void *element)
{
    if (sink->wish->skip)
        return 0;
    if (sink->wish->allocate && sink->length == sink->room) {
        sink->room = sink->room ? sink->room * 2 : 32;
        char *larger = realloc(sink->to, sink->room * sink->size);
        if (!larger)
            return -1;
        sink->to = larger;
    }
    memcpy(sink->to + sink->length++ * sink->size, element, sink->size);
    return 0;
}

/* Reads characters whose first byte is in the set into the sink: how many, or -1. */
static int read_text(struct scan *scan, const char *set, int most, struct sink *sink)
{
    int count = 0, whole = scan->wide || sink->wish->wide;
    mbstate_t state = {0};
    while (count < most || !mbsinit(&state)) {
        wchar_t character;
        int c = get(scan);
        char byte = (char)c;
        if (c == EOF)
            break;
        if (!set[c] && mbsinit(&state)) {
            unget(scan, c);
            break;
        }
        size_t length = whole ? mbrtowc(&character, &byte, 1, &state) : 1;
        if (length == (size_t)-1)
            return -1;
        count += mbsinit(&state) != 0;
        if (sink->wish->wide ? mbsinit(&state) && sink_add(sink, &character) : sink_add(sink, &byte))
            return -1;
    }
    return count;
}

/* Text in the set becomes a string (or is stored as it is, for %c, without a NUL). */
static int scan_text(struct scan *scan, const struct wish *wish, const char *set, int one, va_list *list)
{
    static const wchar_t end;
    int most = wish->width ? wish->width : one ? 1 : INT_MAX;
    struct sink sink = {.size = wish->wide ? sizeof(wchar_t) : 1, .wish = wish};
    char **own = !wish->skip && wish->allocate ? va_arg(*list, char **) : NULL;
    if (!wish->skip && !wish->allocate)
        sink.to = va_arg(*list, char *);
    int count = read_text(scan, set, most, &sink);
    if (count <= 0 || (one && count < most) || (!one && sink_add(&sink, &end) != 0)) {
        if (own)
            free(sink.to);
        return 0;
    }
    if (own)
        *own = sink.to;
    return 1;
}

/* "%[a-z]": fills the set, and returns the format at the closing bracket. */
static const char *parse_set(const char *format, char *set)
{
    int invert = *format == '^';
    format += invert;
    memset(set, invert, UCHAR_MAX + 1);
    const char *start = format;
    for (; *format && (*format != ']' || format == start); format++) {
        unsigned char from = (unsigned char)*format, to = from;
        if (format[1] == '-' && format[2] && format[2] != ']') {
            to = (unsigned char)format[2];
            format += 2;
        }
        for (int c = from; c <= to; c++)
            set[c] = (char)!invert;
    }
    return format;
}

static void class_set(char *set, int space_too)
{
    for (int c = 0; c <= UCHAR_MAX; c++)
        set[c] = space_too || !isspace(c);
}

/* One conversion; moves the format on to its last letter. 1 if it matched, 0 if not. */
static int scan_conversion(struct scan *scan, const char **format, const struct wish *wish, va_list *list)
{
    char set[UCHAR_MAX + 1], kind = **format;
    switch (kind) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        return scan_integer(scan, wish, kind, list);
    case 'a':
    case 'e':
    case 'f':
    case 'g':
    case 'A':
    case 'E':
    case 'F':
    case 'G':
        return scan_float(scan, wish, list);
    case '[':
        *format = parse_set(*format + 1, set);
        return scan_text(scan, wish, set, 0, list);
    case 'S':
    case 's':
        skip_space(scan);
        class_set(set, 0);
        return scan_text(scan, wish, set, 0, list);
    case 'C':
    case 'c':
        class_set(set, 1);
        return scan_text(scan, wish, set, 1, list);
    }
    return 0;
}

/*
 * "%2$d": moves the list to the second argument. Returns the format behind the position, if there is one.
 * All that scanf is given are pointers.
 */
static const char *find_argument(const char *format, va_list arguments, va_list *list)
{
    char *end;
    unsigned long position = isdigit((unsigned char)*format) ? strtoul(format, &end, 10) : 0;
    if (position == 0 || *end != '$')
        return format;
    va_end(*list);
    va_copy(*list, arguments);
    while (--position > 0)
        (void)va_arg(*list, void *);
    return end + 1;
}

int __scan(FILE *file, const char *format, va_list arguments, int wide)
{
    struct scan scan = {.file = file, .wide = wide};
    struct wish wish;
    int items = 0, matched = 1;
    va_list list;
    va_copy(list, arguments);
    for (; *format && matched; format++) {
        if (isspace((unsigned char)*format)) {
            skip_space(&scan);
            continue;
        }
        if (*format != '%' || format[1] == '%') {
            format += *format == '%';
            if (*format == '%')
                skip_space(&scan);
            int c = get(&scan);
            matched = c == (unsigned char)*format;
            if (!matched)
                unget(&scan, c);
            continue;
        }
        format = parse_wish(find_argument(format + 1, arguments, &list), &wish);
        if (*format == 'n') {
            int taken = (int)scan.taken;
            memcpy(va_arg(list, void *), &taken, (size_t)(wish.size < 4 ? wish.size : 4));
            continue;
        }
        matched = scan_conversion(&scan, &format, &wish, &list);
        items += matched && !wish.skip;
        if (!*format)
            break;
    }
    va_end(list);
    return items == 0 && !matched && scan.ended ? EOF : items;
}

int vfscanf(FILE *restrict file, const char *restrict format, va_list arguments)
{
    file_lock(file);
    int result = __scan(file, format, arguments, 0);
    file_unlock(file);
    return result;
}

int fscanf(FILE *restrict file, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vfscanf(file, format, arguments);
    va_end(arguments);
    return result;
}

int vscanf(const char *restrict format, va_list arguments)
{
    return vfscanf(stdin, format, arguments);
}

int scanf(const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vfscanf(stdin, format, arguments);
    va_end(arguments);
    return result;
}

static ssize_t string_end(FILE *file, char *to, size_t count)
{
    return 0;
}

/* The string is the stream's buffer, and there is no more behind it. */
int __scan_string(const char *text, const char *format, va_list arguments, int wide)
{
    FILE file = {.flags = FILE_READ, .fd = -1, .fill = string_end};
    file.buffer = file.next = (char *)text;
    file.end = file.next + strlen(text);
    return __scan(&file, format, arguments, wide);
}

int vsscanf(const char *restrict text, const char *restrict format, va_list arguments)
{
    return __scan_string(text, format, arguments, 0);
}

int sscanf(const char *restrict text, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vsscanf(text, format, arguments);
    va_end(arguments);
    return result;
}
