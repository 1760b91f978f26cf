/*
 * Text from numbers and numbers from text.
 */
#include "lib/format.h"
#include "lib/string.h"

/* Where the text goes; `length` counts on when the buffer is full. */
struct output {
    char *buffer;
    size_t size, length;
};

/* One conversion: what stands between % and its letter. */
struct conversion {
    bool left, zeros;
    int width, precision; /* precision is -1 when not given */
    int longs;            /* how many l */
    bool is_size;         /* z */
};

static void put(struct output *output, char character, int times)
{
    for (int i = 0; i < times; i++) {
        if (output->length + 1 < output->size)
            output->buffer[output->length] = character;
        output->length++;
    }
}

/* Puts prefix, zeros and text, in a field of the conversion's width. */
static void put_field(struct output *output, const struct conversion *conversion, const char *prefix,
                      int zeros, const char *text, int length)
{
    int padding = conversion->width - (int)strlen(prefix) - zeros - length;

    if (!conversion->left)
        put(output, ' ', padding);
    while (*prefix)
        put(output, *prefix++, 1);
    put(output, '0', zeros);
    for (int i = 0; i < length; i++)
        put(output, text[i], 1);
    if (conversion->left)
        put(output, ' ', padding);
}

static void put_string(struct output *output, const struct conversion *conversion, const char *text)
{
    size_t limit = conversion->precision < 0 ? SIZE_MAX : (size_t)conversion->precision;
    int length = 0;

    if (!text)
        text = "(null)";
    while ((size_t)length < limit && text[length])
        length++;
    put_field(output, conversion, "", 0, text, length);
}

static void put_number(struct output *output, const struct conversion *conversion, const char *prefix,
                       uint64_t value, unsigned base, const char *digits)
{
    char text[24];
    int start = sizeof(text), zeros = 0;

    while (value != 0) {
        uint32_t digit;
        value = divide_64(value, base, &digit);
        text[--start] = digits[digit];
    }
    int length = sizeof(text) - start;
    int wanted = conversion->precision < 0 ? 1 : conversion->precision;
    if (conversion->zeros && !conversion->left && conversion->precision < 0)
        wanted = MAX(wanted, conversion->width - (int)strlen(prefix));
    if (length < wanted)
        zeros = wanted - length;
    put_field(output, conversion, prefix, zeros, text + start, length);
}

static uint64_t next_unsigned(const struct conversion *conversion, va_list *arguments)
{
    if (conversion->is_size)
        return va_arg(*arguments, size_t);
    if (conversion->longs == 0)
        return va_arg(*arguments, unsigned);
    return conversion->longs == 1 ? va_arg(*arguments, unsigned long)
                                  : va_arg(*arguments, unsigned long long);
}

static int64_t next_signed(const struct conversion *conversion, va_list *arguments)
{
    if (conversion->is_size)
        return va_arg(*arguments, ssize_t);
    if (conversion->longs == 0)
        return va_arg(*arguments, int);
    return conversion->longs == 1 ? va_arg(*arguments, long) : va_arg(*arguments, long long);
}

/* A number in the pattern, or * for the next argument. */
static int parse_count(const char **pattern, va_list *arguments)
{
    int count = 0;

    if (**pattern == '*') {
        (*pattern)++;
        return va_arg(*arguments, int);
    }
    for (; **pattern >= '0' && **pattern <= '9'; (*pattern)++)
        count = count * 10 + (**pattern - '0');
    return count;
}

/* Reads what stands between % and the letter. */
static struct conversion parse_conversion(const char **pattern, va_list *arguments)
{
    struct conversion conversion = {.precision = -1};

    for (;; (*pattern)++) {
        if (**pattern == '-')
            conversion.left = true;
        else if (**pattern == '0')
            conversion.zeros = true;
        else
            break;
    }
    conversion.width = parse_count(pattern, arguments);
    if (conversion.width < 0) {
        conversion.left = true;
        conversion.width = -conversion.width;
    }
    if (**pattern == '.') {
        (*pattern)++;
        conversion.precision = parse_count(pattern, arguments);
    }
    for (; **pattern == 'l'; (*pattern)++)
        conversion.longs++;
    if (**pattern == 'z') {
        conversion.is_size = true;
        (*pattern)++;
    }
    return conversion;
}

static void put_conversion(struct output *output, const struct conversion *conversion, char letter,
                           va_list *arguments)
{
    static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";

    if (letter == 's') {
        put_string(output, conversion, va_arg(*arguments, const char *));
    } else if (letter == 'c') {
        char character = va_arg(*arguments, int);
        put_field(output, conversion, "", 0, &character, 1);
    } else if (letter == 'd' || letter == 'i') {
        int64_t value = next_signed(conversion, arguments);
        put_number(output, conversion, value < 0 ? "-" : "", value < 0 ? -(uint64_t)value : (uint64_t)value,
                   10, lower);
    } else if (letter == 'p') {
        put_number(output, conversion, "0x", va_arg(*arguments, uintptr_t), 16, lower);
    } else if (letter == 'u' || letter == 'x' || letter == 'X' || letter == 'o') {
        unsigned base = letter == 'u' ? 10 : letter == 'o' ? 8 : 16;
        put_number(output, conversion, "", next_unsigned(conversion, arguments), base,
                   letter == 'X' ? upper : lower);
    } else {
        put(output, letter, 1); /* %%, and what nobody should write */
    }
}

int format_list(char *buffer, size_t size, const char *pattern, va_list arguments)
{
    struct output output = {.buffer = buffer, .size = size};
    va_list list;

    va_copy(list, arguments); /* where va_list is an array, only a copy's address has its type */
    for (; *pattern; pattern++) {
        if (*pattern != '%') {
            put(&output, *pattern, 1);
            continue;
        }
        pattern++;
        struct conversion conversion = parse_conversion(&pattern, &list);
        if (*pattern == '\0')
            break;
        put_conversion(&output, &conversion, *pattern, &list);
    }
    va_end(list);
    if (size > 0)
        buffer[MIN(output.length, size - 1)] = '\0';
    return output.length;
}

int format(char *buffer, size_t size, const char *pattern, ...)
{
    va_list arguments;
    va_start(arguments, pattern);
    int length = format_list(buffer, size, pattern, arguments);
    va_end(arguments);
    return length;
}

bool number_parse(const char **text, uint32_t *value)
{
    const char *next = *text;
    uint32_t base = 10, number = 0;

    if (next[0] == '0' && (next[1] == 'x' || next[1] == 'X')) {
        base = 16;
        next += 2;
    }
    const char *first = next;
    for (;; next++) {
        uint32_t digit = base;
        if (*next >= '0' && *next <= '9')
            digit = *next - '0';
        else if (*next >= 'a' && *next <= 'f')
            digit = *next - 'a' + 10;
        else if (*next >= 'A' && *next <= 'F')
            digit = *next - 'A' + 10;
        if (digit >= base)
            break;
        if (number > (UINT32_MAX - digit) / base)
            return false;
        number = number * base + digit;
    }
    if (next == first)
        return false;
    *text = next;
    *value = number;
    return true;
}

/* By hand, bit by bit: the compiler would call a library for a 64-bit division. */
uint64_t divide_64(uint64_t dividend, uint32_t divisor, uint32_t *remainder)
{
    uint32_t high = dividend >> 32, low = dividend;
    uint64_t quotient = (uint64_t)(high / divisor) << 32;
    uint64_t rest = high % divisor;

    if (rest == 0) {
        quotient |= low / divisor;
        rest = low % divisor;
    } else {
        for (int bit = 31; bit >= 0; bit--) {
            rest = rest << 1 | (low >> bit & 1);
            if (rest >= divisor) {
                rest -= divisor;
                quotient |= 1u << bit;
            }
        }
    }
    if (remainder)
        *remainder = rest;
    return quotient;
}
