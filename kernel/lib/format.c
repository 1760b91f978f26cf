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

static void put(struct output *output, char character)
{
    if (output->length + 1 < output->size)
        output->buffer[output->length] = character;
    output->length++;
}

/* What stands between a conversion's % and its letter. */
struct conversion {
    bool left, zeros;
    int width;
    int most;  /* characters of a string */
    int longs; /* how many l; z is as good as one */
};

/* Puts the text in a field of the conversion's width; zeros go behind a sign. */
static void put_field(struct output *output, const struct conversion *conversion, const char *text,
                      int length)
{
    int padding = MAX(conversion->width - length, 0);
    bool zeros = conversion->zeros && !conversion->left;
    if (zeros && *text == '-') {
        put(output, *text++);
        length--;
    }
    for (int i = conversion->left ? 0 : padding; i > 0; i--)
        put(output, zeros ? '0' : ' ');
    for (int i = 0; i < length; i++)
        put(output, text[i]);
    for (int i = conversion->left ? padding : 0; i > 0; i--)
        put(output, ' ');
}

static void put_number(struct output *output, const struct conversion *conversion, uint64_t value,
                       bool negative, unsigned base)
{
    char text[24];
    int start = sizeof(text);
    do {
        uint32_t digit;
        value = divide_64(value, base, &digit);
        text[--start] = "0123456789abcdef"[digit];
    } while (value != 0);
    if (negative)
        text[--start] = '-';
    put_field(output, conversion, text + start, sizeof(text) - start);
}

/* The next number, with its sign. */
static int64_t next_number(const struct conversion *conversion, va_list *arguments)
{
    if (conversion->longs == 0)
        return va_arg(*arguments, int);
    return conversion->longs == 1 ? va_arg(*arguments, long) : va_arg(*arguments, long long);
}

/* What the number is without one. */
static uint64_t unsigned_number(const struct conversion *conversion, int64_t value)
{
    return conversion->longs == 0 ? (unsigned)value : conversion->longs == 1 ? (unsigned long)value : value;
}

/* Reads what stands between % and the letter. */
static struct conversion parse_conversion(const char **pattern)
{
    struct conversion conversion = {.most = INT32_MAX};
    const char *next = *pattern;
    for (; *next == '-' || *next == '0'; next++) {
        conversion.left |= *next == '-';
        conversion.zeros |= *next == '0';
    }
    for (; *next >= '0' && *next <= '9'; next++)
        conversion.width = conversion.width * 10 + (*next - '0');
    if (*next == '.')
        for (conversion.most = 0, next++; *next >= '0' && *next <= '9'; next++)
            conversion.most = conversion.most * 10 + (*next - '0');
    for (; *next == 'l' || *next == 'z'; next++)
        conversion.longs++;
    *pattern = next;
    return conversion;
}

static void put_conversion(struct output *output, const struct conversion *conversion, char letter,
                           va_list *arguments)
{
    const char *text;
    int64_t value;
    int length = 0;
    switch (letter) {
    case 's':
        text = va_arg(*arguments, const char *) ?: "(null)";
        while (length < conversion->most && text[length])
            length++;
        put_field(output, conversion, text, length);
        break;
    case 'c':
        letter = va_arg(*arguments, int);
        put_field(output, conversion, &letter, 1);
        break;
    case 'd':
        value = next_number(conversion, arguments);
        put_number(output, conversion, value < 0 ? -(uint64_t)value : (uint64_t)value, value < 0, 10);
        break;
    case 'u':
    case 'x':
        put_number(output, conversion, unsigned_number(conversion, next_number(conversion, arguments)), false,
                   letter == 'u' ? 10 : 16);
        break;
    default: /* %%, and what nobody should write */
        put(output, letter);
    }
}

int format_list(char *buffer, size_t size, const char *pattern, va_list arguments)
{
    struct output output = {.buffer = buffer, .size = size};
    va_list list;

    va_copy(list, arguments); /* where va_list is an array, only a copy's address has its type */
    for (; *pattern; pattern++) {
        if (*pattern != '%') {
            put(&output, *pattern);
            continue;
        }
        pattern++;
        struct conversion conversion = parse_conversion(&pattern);
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
    static const char digits[] = "00112233445566778899aAbBcCdDeEfF";
    const char *next = *text, *found;
    bool hexadecimal = next[0] == '0' && (next[1] == 'x' || next[1] == 'X');
    uint32_t base = hexadecimal ? 16 : 10, number = 0;
    const char *first = next += hexadecimal ? 2 : 0;
    for (; *next && (found = strchr(digits, *next)) && found < digits + 2 * base; next++) {
        uint32_t digit = (found - digits) / 2;
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
