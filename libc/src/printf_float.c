/*
 * %e %f %g %a: every digit exact. The number is laid out as a binary fixed-point number in 32-bit
 * words; dividing the words above the point by 10^9, and multiplying those below it, gives decimal
 * digits nine at a time, as many as are asked for. Rounding is to nearest, ties to even.
 */
#include "printf.h"
#include <stdint.h>
#include <string.h>

#define GROUP        1000000000u
#define GROUP_DIGITS 9

union parts {
    long double value;
    struct {
        uint64_t mantissa; /* the top bit is the one before the point */
        uint16_t sign_exponent;
    };
};
#define EXPONENT_MASK 0x7fff
#define EXPONENT_BIAS 16383

/* The value is 0.ddd... * 10^point, with count digits. Zero has none. */
struct decimal {
    char *digits;
    int count;
    int point;
};

struct fixed {
    uint32_t *words; /* the lowest first */
    int count;
    int point; /* how many of them lie below the point */
    int low;   /* those below this one are zero */
};

static void fixed_set(struct fixed *fixed, uint64_t mantissa, int shift)
{
    memset(fixed->words, 0, (size_t)fixed->count * sizeof(uint32_t));
    int word = shift / 32, bits = shift % 32;
    fixed->words[word] = (uint32_t)(mantissa << bits);
    fixed->words[word + 1] = (uint32_t)(mantissa << bits >> 32);
    if (bits)
        fixed->words[word + 2] = (uint32_t)(mantissa >> (64 - bits));
    fixed->low = word;
    while (fixed->low < fixed->point && fixed->words[fixed->low] == 0)
        fixed->low++;
}

/* Divides the whole part by 10^9 and returns the remainder. */
static uint32_t fixed_divide(struct fixed *fixed)
{
    uint32_t remainder = 0;
    while (fixed->count > fixed->point && fixed->words[fixed->count - 1] == 0)
        fixed->count--;
    for (int i = fixed->count - 1; i >= fixed->point; i--) {
        uint64_t value = (uint64_t)remainder << 32 | fixed->words[i];
        fixed->words[i] = (uint32_t)(value / GROUP);
        remainder = (uint32_t)(value % GROUP);
    }
    return remainder;
}

/* Multiplies the fraction by 10^9 and returns what comes out above the point. */
static uint32_t fixed_multiply(struct fixed *fixed)
{
    uint32_t carry = 0;
    for (int i = fixed->low; i < fixed->point; i++) {
        uint64_t value = (uint64_t)fixed->words[i] * GROUP + carry;
        fixed->words[i] = (uint32_t)value;
        carry = (uint32_t)(value >> 32);
    }
    while (fixed->low < fixed->point && fixed->words[fixed->low] == 0)
        fixed->low++;
    return carry;
}

static void put_group(char *to, uint32_t group)
{
    for (int i = GROUP_DIGITS - 1; i >= 0; i--, group /= 10)
        to[i] = (char)('0' + group % 10);
}

/* Drops leading zeros. */
static void decimal_trim(struct decimal *decimal)
{
    int zeros = 0;
    while (zeros < decimal->count && decimal->digits[zeros] == '0')
        zeros++;
    decimal->digits += zeros;
    decimal->count -= zeros;
    decimal->point -= zeros;
}

/* All digits of the whole part: groups come lowest first, so they are laid down from the back. */
static void decimal_whole(struct decimal *decimal, struct fixed *fixed, char *end)
{
    char *at = end;
    do {
        uint32_t group = fixed_divide(fixed);
        put_group(at -= GROUP_DIGITS, group);
    } while (fixed->count > fixed->point);
    decimal->digits = at;
    decimal->count = decimal->point = (int)(end - at);
    decimal_trim(decimal);
}

/* How many digits are wanted: a number of them (e), or so many behind the point (f). */
static int wanted(const struct decimal *decimal, int places, int from_point)
{
    return from_point ? decimal->point + places : places;
}

static void decimal_round(struct decimal *decimal, int keep, int more)
{
    if (keep < 0) {
        decimal->count = 0;
        return;
    }
    if (decimal->count <= keep)
        return;
    for (int i = keep + 1; i < decimal->count; i++)
        more |= decimal->digits[i] != '0';
    char next = decimal->digits[keep];
    int odd = keep > 0 && (decimal->digits[keep - 1] & 1);
    int up = next > '5' || (next == '5' && (more || odd));
    decimal->count = keep;
    if (!up)
        return;
    while (keep > 0 && decimal->digits[keep - 1] == '9')
        decimal->digits[--keep] = '0';
    if (keep > 0) {
        decimal->digits[keep - 1]++;
        return;
    }
    *--decimal->digits = '1'; /* 0.99 has become 1.00 */
    decimal->point++;
    decimal->count++;
}

static void print_exact(struct output *output, struct conversion *conversion, const char *sign,
                        struct decimal *decimal, char kind, int precision)
{
    char exponent[8], *end = exponent + sizeof(exponent), *at = end;
    int point = decimal->count ? decimal->point : 1;
    if (kind == 'e' || kind == 'E') {
        int value = point - 1, size = value < 0 ? -value : value;
        do
            *--at = (char)('0' + size % 10);
        while (size /= 10);
        if (end - at < 2)
            *--at = '0';
        *--at = value < 0 ? '-' : '+';
        *--at = kind;
        point = 1;
    }
    int whole = point > 0 ? point : 1, dot = precision > 0 || conversion->alternate;
    int length = (int)strlen(sign) + whole + dot + precision + (int)(end - at);
    if (!conversion->left && !conversion->zero)
        __print_fill(output, ' ', conversion->width - length);
    __print(output, sign, strlen(sign));
    if (!conversion->left && conversion->zero)
        __print_fill(output, '0', conversion->width - length);
    const char *digits = decimal->digits;
    int count = decimal->count, part = point <= 0 ? 0 : count < point ? count : point;
    __print(output, digits, (size_t)part);
    __print_fill(output, '0', whole - part);
    digits += part;
    count -= part;
    __print(output, ".", (size_t)dot);
    int zeros = point >= 0 || !decimal->count ? 0 : -point < precision ? -point : precision;
    __print_fill(output, '0', zeros);
    part = count < precision - zeros ? count : precision - zeros;
    __print(output, digits, (size_t)part);
    __print_fill(output, '0', precision - zeros - part);
    __print(output, at, (size_t)(end - at));
    if (conversion->left)
        __print_fill(output, ' ', conversion->width - length);
}

/* %g: as %e or %f, by the exponent, and without zeros at the end. */
static char general(const struct conversion *conversion, const struct decimal *decimal, char kind,
                    int *precision)
{
    int digits = *precision, exponent = decimal->count ? decimal->point - 1 : 0;
    int count = decimal->count;
    while (count > 0 && decimal->digits[count - 1] == '0')
        count--;
    int fixed = exponent >= -4 && exponent < digits;
    *precision = fixed ? digits - 1 - exponent : digits - 1;
    if (!conversion->alternate) {
        int needed = fixed ? count - 1 - exponent : count - 1;
        if (needed < *precision)
            *precision = needed > 0 ? needed : 0;
    }
    return fixed ? 'f' : (char)(kind - 'g' + 'e');
}

static void print_decimal(struct output *output, struct conversion *conversion, const char *sign,
                          union parts parts, char kind)
{
    char lower = (char)(kind | 0x20);
    int exponent = parts.sign_exponent & EXPONENT_MASK;
    int shift = (exponent ? exponent : 1) - EXPONENT_BIAS - 63; /* value = mantissa * 2^shift */
    int precision = conversion->precision < 0 ? 6 : conversion->precision;
    if (lower == 'g' && precision == 0)
        precision = 1;
    int places = lower == 'e' ? precision + 1 : precision, from_point = lower == 'f';

    int below = shift < 0 ? (31 - shift) / 32 : 0, above = (shift < 0 ? 64 : shift + 64) / 32 + 2;
    uint32_t words[below + above];
    struct fixed fixed = {.words = words, .count = below + above, .point = below};
    fixed_set(&fixed, parts.mantissa, below * 32 + shift);

    int whole_size = above * 10 + 2 * GROUP_DIGITS; /* a word has not quite ten digits */
    int most = places < below * 32 ? places : below * 32;
    char text[whole_size + most + 3 * GROUP_DIGITS];
    struct decimal decimal;
    decimal_whole(&decimal, &fixed, text + whole_size);
    while (fixed.low < fixed.point && wanted(&decimal, places, from_point) >= decimal.count) {
        uint32_t group = fixed_multiply(&fixed);
        if (decimal.count == 0)
            decimal.digits = text + whole_size;
        put_group(decimal.digits + decimal.count, group);
        decimal.count += GROUP_DIGITS;
        if (decimal.count == GROUP_DIGITS)
            decimal_trim(&decimal);
    }
    decimal_round(&decimal, wanted(&decimal, places, from_point), fixed.low < fixed.point);
    if (lower == 'g')
        kind = general(conversion, &decimal, kind, &precision);
    print_exact(output, conversion, sign, &decimal, kind, precision);
}

/* 0x1.89abcp+3: the mantissa as it is, rounded where a precision says so. */
static void print_hexadecimal(struct output *output, struct conversion *conversion, const char *sign,
                              union parts parts, char kind)
{
    char text[48], prefix[5];
    int exponent = parts.mantissa ? (parts.sign_exponent & EXPONENT_MASK) - EXPONENT_BIAS : 0;
    uint64_t mantissa = parts.mantissa;
    int digits = conversion->precision;
    unsigned whole = mantissa != 0;
    mantissa <<= 1; /* what is behind the point */
    if (digits >= 0 && digits < 16) {
        uint64_t unit = digits ? (uint64_t)1 << (64 - 4 * digits) : 0;
        uint64_t rest = digits ? mantissa & (unit - 1) : mantissa;
        uint64_t half = digits ? unit / 2 : (uint64_t)1 << 63;
        int odd = digits ? (mantissa & unit) != 0 : whole & 1;
        mantissa -= rest;
        if (rest > half || (rest == half && odd)) {
            mantissa += unit;
            whole += mantissa == 0;
        }
    }
    char *at = text;
    *at++ = (char)('0' + whole);
    if (mantissa || digits > 0 || conversion->alternate)
        *at++ = '.';
    const char *numerals = kind == 'A' ? "0123456789ABCDEF" : "0123456789abcdef";
    for (int i = 0; digits < 0 ? mantissa != 0 : i < digits && i < 16; i++, mantissa <<= 4)
        *at++ = numerals[mantissa >> 60];
    int zeros_behind = digits > 16 ? digits - 16 : 0;
    char tail[8], *end = tail + sizeof(tail), *start = end;
    unsigned size = (unsigned)(exponent < 0 ? -exponent : exponent);
    do
        *--start = (char)('0' + size % 10);
    while (size /= 10);
    *--start = exponent < 0 ? '-' : '+';
    *--start = kind == 'A' ? 'P' : 'p';
    strcpy(stpcpy(prefix, sign), kind == 'A' ? "0X" : "0x");
    int length = (int)(strlen(prefix) + (size_t)(at - text) + (size_t)(end - start)) + zeros_behind;
    int pad = conversion->width - length;
    __print_fill(output, ' ', conversion->left || conversion->zero ? 0 : pad);
    __print(output, prefix, strlen(prefix));
    __print_fill(output, '0', conversion->zero && !conversion->left ? pad : 0);
    __print(output, text, (size_t)(at - text));
    __print_fill(output, '0', zeros_behind);
    __print(output, start, (size_t)(end - start));
    __print_fill(output, ' ', conversion->left ? pad : 0);
}

void __print_float(struct output *output, struct conversion *conversion, long double value, char kind)
{
    union parts parts = {.value = value};
    const char *sign = parts.sign_exponent & 0x8000 ? "-"
                       : conversion->plus           ? "+"
                       : conversion->space          ? " "
                                                    : "";
    if ((parts.sign_exponent & EXPONENT_MASK) == EXPONENT_MASK) {
        int upper = kind < 'a', infinite = parts.mantissa << 1 == 0;
        const char *text = infinite ? (upper ? "INF" : "inf") : (upper ? "NAN" : "nan");
        __print_padded(output, conversion, sign, 0, text, 3);
    } else if (kind == 'a' || kind == 'A') {
        print_hexadecimal(output, conversion, sign, parts, kind);
    } else {
        print_decimal(output, conversion, sign, parts, kind);
    }
}
