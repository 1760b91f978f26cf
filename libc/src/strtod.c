/*
 * Floating point from text, correctly rounded (<stdlib.h>). The digits become one big integer and the
 * power of ten another; dividing them bit by bit gives a mantissa, and what is left over rounds it.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_DIGITS 800  /* enough to tell any tie between two doubles; what follows counts as "more" */
#define MOST_TENS   5000 /* beyond 10 to this power, numbers are zero or infinite */
#define WORDS       640  /* 10^(MOST_TENS + MOST_DIGITS) */

struct big {
    int count; /* words; the highest is not zero */
    uint32_t words[WORDS];
};

/* What a type holds: so many bits, the lowest of them worth at least 2^lowest and at most 2^highest. */
struct format {
    int bits;
    int lowest;
    int highest;
};

/* A number as found in text: mantissa * 2^exponent, the mantissa's top bit set, and a bit more. */
struct binary {
    uint64_t mantissa;
    int exponent;
    int half; /* the next bit */
    int more; /* whether there is anything behind that */
};

static void big_multiply_add(struct big *big, uint32_t factor, uint32_t carry)
{
    for (int i = 0; i < big->count; i++) {
        uint64_t value = (uint64_t)big->words[i] * factor + carry;
        big->words[i] = (uint32_t)value;
        carry = (uint32_t)(value >> 32);
    }
    if (carry)
        big->words[big->count++] = carry;
}

static void big_multiply_tens(struct big *big, int power)
{
    for (; power >= 9; power -= 9)
        big_multiply_add(big, 1000000000, 0);
    for (; power > 0; power--)
        big_multiply_add(big, 10, 0);
}

static int big_bits(const struct big *big)
{
    return big->count * 32 - __builtin_clz(big->words[big->count - 1]);
}

static void big_shift(struct big *big, int bits)
{
    int words = bits / 32;
    memmove(big->words + words, big->words, (size_t)big->count * sizeof(uint32_t));
    memset(big->words, 0, (size_t)words * sizeof(uint32_t));
    big->count += words;
    big_multiply_add(big, 1u << bits % 32, 0);
}

static int big_less(const struct big *a, const struct big *b)
{
    if (a->count != b->count)
        return a->count < b->count;
    for (int i = a->count - 1; i >= 0; i--)
        if (a->words[i] != b->words[i])
            return a->words[i] < b->words[i];
    return 0;
}

/* a -= b, which is not bigger. */
static void big_subtract(struct big *a, const struct big *b)
{
    uint32_t borrow = 0;
    for (int i = 0; i < a->count; i++) {
        uint64_t value = (uint64_t)a->words[i] - (i < b->count ? b->words[i] : 0) - borrow;
        a->words[i] = (uint32_t)value;
        borrow = (uint32_t)(value >> 32) & 1;
    }
    while (a->count > 0 && a->words[a->count - 1] == 0)
        a->count--;
}

/* One bit of the quotient; doubles the rest. */
static int big_divide_step(struct big *rest, const struct big *divisor)
{
    int bit = !big_less(rest, divisor);
    if (bit)
        big_subtract(rest, divisor);
    big_multiply_add(rest, 2, 0);
    return bit;
}

/* digits * 10^tens, for digits that are not zero. */
static struct binary from_decimal(struct big *rest, int tens)
{
    struct big divisor = {.count = 1, .words = {1}};
    big_multiply_tens(tens < 0 ? &divisor : rest, abs(tens));
    int exponent = big_bits(rest) - big_bits(&divisor);
    big_shift(exponent < 0 ? rest : &divisor, abs(exponent));
    if (big_less(rest, &divisor)) {
        big_multiply_add(rest, 2, 0);
        exponent--;
    }
    struct binary binary = {.exponent = exponent - 63};
    for (int i = 0; i < 64; i++)
        binary.mantissa = binary.mantissa << 1 | (unsigned)big_divide_step(rest, &divisor);
    binary.half = big_divide_step(rest, &divisor);
    binary.more = rest->count > 0;
    return binary;
}

/* Rounds to nearest, ties to even. The result fits the type, so turning it into one is exact. */
static long double round_to(struct binary binary, const struct format *format)
{
    int drop = 64 - format->bits;
    int denormal = binary.exponent + drop < format->lowest;
    if (denormal)
        drop = format->lowest - binary.exponent;
    uint64_t mantissa = drop > 63 ? 0 : binary.mantissa >> drop;
    int half = binary.half, more = binary.more;
    if (drop > 0) {
        more |= half;
        half = drop > 64 ? 0 : binary.mantissa >> (drop - 1) & 1;
        uint64_t below = drop > 64 ? binary.mantissa : binary.mantissa & (((uint64_t)1 << (drop - 1)) - 1);
        more |= below != 0;
    }
    int exponent = binary.exponent + drop;
    if (half && (more || mantissa & 1) && ++mantissa == 0) {
        mantissa = (uint64_t)1 << 63; /* it was all ones */
        exponent++;
    }
    if (denormal && (half || more))
        errno = ERANGE;
    int bits = mantissa ? 64 - __builtin_clzll(mantissa) : 0;
    if (bits + exponent > format->highest + format->bits) {
        errno = ERANGE;
        return __builtin_infl();
    }
    long double value = mantissa;
    __asm__("fscale" : "+t"(value) : "u"((long double)exponent));
    return value;
}

/* "e-12" and the like; the end moves only if there are digits. */
static int parse_exponent(const char **text, char letter)
{
    const char *at = *text + 1;
    if ((**text | 0x20) != letter)
        return 0;
    if (*at == '+' || *at == '-')
        at++;
    if (!isdigit((unsigned char)*at))
        return 0;
    int value = 0;
    for (; isdigit((unsigned char)*at); at++)
        value = value < 100000 ? value * 10 + (*at - '0') : value;
    if ((*text)[1] == '-')
        value = -value;
    *text = at;
    return value;
}

static long double parse_hexadecimal(const char **text, const struct format *format)
{
    struct binary binary = {0};
    const char *at = *text;
    int behind = 0;
    for (; isxdigit((unsigned char)*at) || (*at == '.' && !behind); at++) {
        if (*at == '.') {
            behind = 1;
            continue;
        }
        unsigned digit = isdigit((unsigned char)*at) ? *at - '0' : (*at | 0x20) - 'a' + 10;
        if (binary.mantissa >> 60) {
            binary.more |= digit != 0;
            binary.exponent += behind ? 0 : 4;
        } else {
            binary.mantissa = binary.mantissa << 4 | digit;
            binary.exponent -= behind ? 4 : 0;
        }
    }
    *text = at;
    binary.exponent += parse_exponent(text, 'p');
    if (binary.mantissa == 0)
        return 0;
    int zeros = __builtin_clzll(binary.mantissa);
    binary.mantissa <<= zeros;
    binary.exponent -= zeros;
    return round_to(binary, format);
}

static long double parse_decimal(const char **text, const struct format *format)
{
    struct big number = {0};
    const char *at = *text;
    int behind = 0, digits = 0, tens = 0, more = 0;
    for (; isdigit((unsigned char)*at) || (*at == '.' && !behind); at++) {
        if (*at == '.') {
            behind = 1;
        } else if (digits < MOST_DIGITS) {
            if (number.count == 0 && *at != '0')
                number = (struct big){.count = 1};
            big_multiply_add(&number, 10, (uint32_t)(*at - '0'));
            digits += number.count > 0;
            tens -= behind;
        } else {
            more |= *at != '0';
            tens += !behind;
        }
    }
    *text = at;
    tens += parse_exponent(text, 'e');
    if (number.count == 0)
        return 0;
    if (digits + tens > MOST_TENS || digits + tens < -MOST_TENS) {
        errno = ERANGE;
        return tens > 0 ? __builtin_infl() : 0;
    }
    struct binary binary = from_decimal(&number, tens);
    binary.more |= more;
    return round_to(binary, format);
}

static long double parse(const char *text, char **end, const struct format *format)
{
    const char *at = text;
    long double value;
    while (isspace((unsigned char)*at))
        at++;
    int negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    const char *digits = at + (*at == '.');
    if (isdigit((unsigned char)*digits)) {
        const char *hexadecimal = at + 2 + (at[0] == '0' && at[2] == '.');
        if (at[0] == '0' && (at[1] | 0x20) == 'x' && isxdigit((unsigned char)*hexadecimal)) {
            at += 2;
            value = parse_hexadecimal(&at, format);
        } else {
            value = parse_decimal(&at, format);
        }
    } else if (strncasecmp(at, "inf", 3) == 0) {
        at += strncasecmp(at, "infinity", 8) == 0 ? 8 : 3;
        value = __builtin_infl();
    } else if (strncasecmp(at, "nan", 3) == 0) {
        at += 3;
        value = __builtin_nanl("");
        const char *inside = at + 1; /* "nan(12)" is one as well (ISO C 7.22.1.3) */
        while (*at == '(' && (isalnum((unsigned char)*inside) || *inside == '_'))
            inside++;
        if (*at == '(' && *inside == ')')
            at = inside + 1;
    } else {
        at = text;
        value = 0;
        negative = 0;
    }
    if (end)
        *end = (char *)at;
    return negative ? -value : value;
}

float strtof(const char *restrict text, char **restrict end)
{
    static const struct format format = {24, -149, 104};
    return (float)parse(text, end, &format);
}

double strtod(const char *restrict text, char **restrict end)
{
    static const struct format format = {53, -1074, 971};
    return (double)parse(text, end, &format);
}

long double strtold(const char *restrict text, char **restrict end)
{
    static const struct format format = {64, -16445, 16320};
    return parse(text, end, &format);
}

double atof(const char *text)
{
    return strtod(text, NULL);
}
