/*
 * What compiled i386 code calls for 64-bit division, bits of 64-bit integers, powers, and conversions between
 * unsigned 64-bit integers and floating point, so that no compiler library is needed.
 */
#include <stdint.h>

uint64_t __udivmoddi4(uint64_t dividend, uint64_t divisor, uint64_t *remainder);
int64_t __divmoddi4(int64_t dividend, int64_t divisor, int64_t *remainder);
uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);
int64_t __divdi3(int64_t dividend, int64_t divisor);
int64_t __moddi3(int64_t dividend, int64_t divisor);
int __popcountsi2(uint32_t value);
int __popcountdi2(uint64_t value);
int __ffsdi2(uint64_t value);
int __ctzdi2(uint64_t value);
int __clzdi2(uint64_t value);
int __paritydi2(uint64_t value);
long double __powixf2(long double base, int exponent);
double __powidf2(double base, int exponent);
float __powisf2(float base, int exponent);
uint64_t __fixunsxfdi(long double value);
uint64_t __fixunsdfdi(double value);
uint64_t __fixunssfdi(float value);
long double __floatundixf(uint64_t value);
double __floatundidf(uint64_t value);
float __floatundisf(uint64_t value);

/* high:low / divisor by the machine's own instruction; high < divisor, or it traps. */
static uint32_t divide(uint32_t high, uint32_t low, uint32_t divisor, uint32_t *remainder)
{
    uint32_t quotient;
    __asm__("divl %4" : "=a"(quotient), "=d"(*remainder) : "a"(low), "d"(high), "rm"(divisor) : "cc");
    return quotient;
}

/*
 * A divisor of up to 32 bits takes two divisions. For a longer one, shift both until the divisor's
 * top bit is the top bit of its upper word; that word then gives a quotient at most one too big.
 */
uint64_t __udivmoddi4(uint64_t dividend, uint64_t divisor, uint64_t *remainder)
{
    uint32_t high = (uint32_t)(dividend >> 32), low = (uint32_t)dividend, rest;
    uint64_t quotient;
    if (divisor >> 32 == 0) {
        uint32_t quotient_high = divide(0, high, (uint32_t)divisor, &rest);
        quotient = (uint64_t)quotient_high << 32 | divide(rest, low, (uint32_t)divisor, &rest);
        dividend = rest;
    } else if (divisor > dividend) {
        quotient = 0;
    } else {
        unsigned shift = (unsigned)__builtin_clz((uint32_t)(divisor >> 32));
        uint64_t half = dividend >> 1; /* so that the upper word is below the divisor's */
        quotient = divide((uint32_t)(half >> 32), (uint32_t)half, (uint32_t)(divisor << shift >> 32), &rest);
        quotient >>= 31 - shift;
        if (quotient > 0)
            quotient--;
        dividend -= quotient * divisor;
        if (dividend >= divisor) {
            dividend -= divisor;
            quotient++;
        }
    }
    if (remainder)
        *remainder = dividend;
    return quotient;
}

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor)
{
    return __udivmoddi4(dividend, divisor, 0);
}

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t remainder;
    __udivmoddi4(dividend, divisor, &remainder);
    return remainder;
}

int64_t __divmoddi4(int64_t dividend, int64_t divisor, int64_t *remainder)
{
    uint64_t rest;
    uint64_t quotient = __udivmoddi4(dividend < 0 ? -(uint64_t)dividend : (uint64_t)dividend,
                                     divisor < 0 ? -(uint64_t)divisor : (uint64_t)divisor, &rest);
    if (remainder)
        *remainder = (int64_t)(dividend < 0 ? -rest : rest);
    return (int64_t)((dividend < 0) != (divisor < 0) ? -quotient : quotient);
}

int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    return __divmoddi4(dividend, divisor, 0);
}

int64_t __moddi3(int64_t dividend, int64_t divisor)
{
    int64_t remainder;
    __divmoddi4(dividend, divisor, &remainder);
    return remainder;
}

int __popcountsi2(uint32_t value)
{
    int count = 0;
    for (; value; value &= value - 1)
        count++;
    return count;
}

int __popcountdi2(uint64_t value)
{
    return __popcountsi2((uint32_t)value) + __popcountsi2((uint32_t)(value >> 32));
}

int __ffsdi2(uint64_t value)
{
    uint32_t low = (uint32_t)value, high = (uint32_t)(value >> 32);
    if (low)
        return __builtin_ctz(low) + 1;
    return high ? __builtin_ctz(high) + 33 : 0;
}

int __ctzdi2(uint64_t value)
{
    return __ffsdi2(value) - 1;
}

int __clzdi2(uint64_t value)
{
    uint32_t high = (uint32_t)(value >> 32);
    return high ? __builtin_clz(high) : 32 + __builtin_clz((uint32_t)value);
}

int __paritydi2(uint64_t value)
{
    return __popcountdi2(value) & 1;
}

/* By squares: one multiplication or two for each bit of the exponent. */
long double __powixf2(long double base, int exponent)
{
    long double result = 1;
    for (unsigned rest = exponent < 0 ? -(unsigned)exponent : (unsigned)exponent; rest; rest >>= 1) {
        if (rest & 1)
            result *= base;
        base *= base;
    }
    return exponent < 0 ? 1 / result : result;
}

double __powidf2(double base, int exponent)
{
    return (double)__powixf2(base, exponent);
}

float __powisf2(float base, int exponent)
{
    return (float)__powixf2(base, exponent);
}

/* The coprocessor converts signed 64-bit integers only: numbers past 2^63 move down and back. */
uint64_t __fixunsxfdi(long double value)
{
    if (value < 0x1p63L)
        return (uint64_t)(int64_t)value;
    return (uint64_t)(int64_t)(value - 0x1p63L) ^ (uint64_t)1 << 63;
}

uint64_t __fixunsdfdi(double value)
{
    return __fixunsxfdi(value);
}

uint64_t __fixunssfdi(float value)
{
    return __fixunsxfdi(value);
}

long double __floatundixf(uint64_t value)
{
    long double result = (long double)(int64_t)value;
    return result < 0 ? result + 0x1p64L : result;
}

double __floatundidf(uint64_t value)
{
    return (double)__floatundixf(value);
}

float __floatundisf(uint64_t value)
{
    return (float)__floatundixf(value);
}
