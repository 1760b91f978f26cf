/*
 * What the x87 computes (<math.h>): in its own format, rounded once at the end. Arguments past 2^63 are
 * reduced before sine and its kin, which the processor does with 66 bits of pi.
 */
#include "math_round.h"

static const real two_pi = 6.283185307179586476925286766559005768L;

static inline real partial_remainder(real x, real y)
{
    unsigned short status;
    do
        __asm__("fprem\n\tfnstsw %1" : "+t"(x), "=a"(status) : "u"(y) : "cc");
    while (status & 0x400); /* C2: not done yet */
    return x;
}

static inline real reduce(real x)
{
    return __builtin_fabsl(x) < 0x1p62L ? x : partial_remainder(x, two_pi);
}

real sinl(real x)
{
    x = reduce(x);
    __asm__("fsin" : "+t"(x));
    return x;
}
VARIANTS1(sin)

real cosl(real x)
{
    x = reduce(x);
    __asm__("fcos" : "+t"(x));
    return x;
}
VARIANTS1(cos)

real tanl(real x)
{
    x = reduce(x);
    real one, tangent; /* it pushes 1 behind its result */
    __asm__("fptan" : "=t"(one), "=u"(tangent) : "0"(x));
    return tangent;
}
VARIANTS1(tan)

void sincos(double x, double *sine, double *cosine)
{
    *sine = sin(x);
    *cosine = cos(x);
}

real atan2l(real y, real x)
{
    __asm__("fpatan" : "+t"(x) : "u"(y) : "st(1)");
    return x;
}
VARIANTS2(atan2)

real atanl(real x)
{
    return atan2l(x, 1);
}
VARIANTS1(atan)

real sqrtl(real x)
{
    __asm__("fsqrt" : "+t"(x));
    return x;
}

/* Doubles and floats are rounded from the longer root, which is exact enough for that. */
VARIANTS1(sqrt)

real asinl(real x)
{
    return atan2l(x, sqrtl((1 - x) * (1 + x)));
}
VARIANTS1(asin)

real acosl(real x)
{
    return 2 * atan2l(sqrtl(1 - x), sqrtl(1 + x));
}
VARIANTS1(acos)

/* y times the base 2 logarithm of x. */
static inline real y_log2_x(real y, real x)
{
    __asm__("fyl2x" : "+t"(x) : "u"(y) : "st(1)");
    return x;
}

static const real ln_2 = 0.693147180559945309417232121458176568L;
static const real log2_e = 1.442695040888963407359924681001892137L;
static const real log10_2 = 0.301029995663981195213738894724493027L;

real logl(real x)
{
    return y_log2_x(ln_2, x);
}
VARIANTS1(log)

real log2l(real x)
{
    return y_log2_x(1, x);
}
VARIANTS1(log2)

real log10l(real x)
{
    return y_log2_x(log10_2, x);
}
VARIANTS1(log10)

real log1pl(real x)
{
    if (__builtin_fabsl(x) > 0.29L)
        return logl(1 + x);
    real y = ln_2;
    __asm__("fyl2xp1" : "+t"(x) : "u"(y) : "st(1)");
    return x;
}
VARIANTS1(log1p)

static inline real scale(real x, real exponent)
{
    __asm__("fscale" : "+t"(x) : "u"(exponent));
    return x;
}

static inline real to_integer(real x)
{
    __asm__("frndint" : "+t"(x));
    return x;
}

/* 2^x - 1 for x from -1 to 1. */
static inline real power_of_2_less_1(real x)
{
    __asm__("f2xm1" : "+t"(x));
    return x;
}

real exp2l(real x)
{
    if (__builtin_isinf(x))
        return x > 0 ? x : 0;
    real whole = to_integer(x);
    return scale(power_of_2_less_1(x - whole) + 1, whole);
}
VARIANTS1(exp2)

/* log2(e) in two parts, so that large x lose no bits of the fraction. */
real expl(real x)
{
    static const real high = 0x1.715476p0L, low = 0x1.4ae0bf85ddf43ff6p-26L;
    if (__builtin_isinf(x) || __builtin_isnan(x))
        return x < 0 ? 0 : x;
    if (__builtin_fabsl(x) > 12000)
        return x > 0 ? scale(1, 32000) * scale(1, 32000) : 0;
    real whole = to_integer(x * log2_e);
    real fraction = (x * high - whole) + x * low;
    return scale(power_of_2_less_1(fraction) + 1, whole);
}
VARIANTS1(exp)

real expm1l(real x)
{
    return __builtin_fabsl(x) < 0.5L ? power_of_2_less_1(x * log2_e) : expl(x) - 1;
}
VARIANTS1(expm1)

real fmodl(real x, real y)
{
    return partial_remainder(x, y);
}
VARIANTS2(fmod)

real remainderl(real x, real y)
{
    unsigned short status;
    do
        __asm__("fprem1\n\tfnstsw %1" : "+t"(x), "=a"(status) : "u"(y) : "cc");
    while (status & 0x400);
    return x;
}
VARIANTS2(remainder)

/* Rounds with the control word's rounding bits (0xc00) as given. */
static inline real round_as(real x, unsigned short bits)
{
    unsigned short before, now;
    __asm__("fnstcw %0" : "=m"(before));
    now = (unsigned short)((before & ~0xc00) | bits);
    __asm__ volatile("fldcw %1\n\tfrndint\n\tfldcw %2" : "+t"(x) : "m"(now), "m"(before));
    return x;
}

real floorl(real x)
{
    return round_as(x, 0x400);
}
VARIANTS1(floor)

real ceill(real x)
{
    return round_as(x, 0x800);
}
VARIANTS1(ceil)

real truncl(real x)
{
    return round_as(x, 0xc00);
}
VARIANTS1(trunc)

real rintl(real x)
{
    return to_integer(x);
}
VARIANTS1(rint)

real nearbyintl(real x)
{
    return to_integer(x);
}
VARIANTS1(nearbyint)

/* Halves go away from zero. */
real roundl(real x)
{
    real whole = truncl(x), rest = __builtin_fabsl(x - whole);
    return rest >= 0.5L ? whole + __builtin_copysignl(1, x) : whole;
}
VARIANTS1(round)

real fabsl(real x)
{
    __asm__("fabs" : "+t"(x));
    return x;
}
VARIANTS1(fabs)

real scalblnl(real x, long exponent)
{
    return scale(x, exponent > 40000 ? 40000 : exponent < -40000 ? -40000 : exponent);
}
