/* The other functions of <math.h>, made from those that the processor has. */
#include "math_round.h"
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* In the exponential's domain a power would lose the bits that its exponent takes: the logarithm is
 * split, the part that is a whole number kept exact. */
static real power(real x, real y)
{
    real product = y * log2l(x);
    if (product > 17000 || product < -17000)
        return exp2l(product);
    int exponent;
    real mantissa = frexpl(x, &exponent);
    if (mantissa < 0.70710678118654752440L) {
        mantissa *= 2;
        exponent--;
    }
    real small = y * log2l(mantissa), large = y * exponent, whole = rintl(large);
    return scalblnl(exp2l(small + (large - whole)), (long)whole);
}

/* Small whole exponents by multiplication: exact where the result is. */
static real whole_power(real x, unsigned count)
{
    real result = 1;
    for (; count; count >>= 1, x *= x)
        if (count & 1)
            result *= x;
    return result;
}

real powl(real x, real y)
{
    if (y == 0 || x == 1)
        return 1;
    if (isnan(x) || isnan(y))
        return x + y;
    real magnitude = fabsl(x);
    int whole = truncl(y) == y, odd = whole && fabsl(y) < 0x1p64L && fmodl(y, 2) != 0;
    if (isinf(y))
        return magnitude == 1 ? 1 : (magnitude > 1) == (y > 0) ? INFINITY : 0;
    if (x == 0 || isinf(x)) {
        real result = (x == 0) == (y > 0) ? 0 : INFINITY;
        return odd ? copysignl(result, x) : result;
    }
    if (x < 0 && !whole)
        return NAN;
    real result =
        whole && fabsl(y) <= 64 ? whole_power(magnitude, (unsigned)fabsl(y)) : power(magnitude, fabsl(y));
    if (y < 0)
        result = 1 / result;
    return x < 0 && odd ? -result : result;
}
VARIANTS2(pow)

real cbrtl(real x)
{
    if (x == 0 || isinf(x) || isnan(x))
        return x;
    real root = powl(fabsl(x), 1 / 3.0L);
    root -= (root - fabsl(x) / (root * root)) / 3; /* one step of Newton's */
    return copysignl(root, x);
}
VARIANTS1(cbrt)

/* The exponent's range is wide enough for the squares of doubles. */
real hypotl(real x, real y)
{
    if (isinf(x) || isinf(y))
        return INFINITY;
    return sqrtl(x * x + y * y);
}
VARIANTS2(hypot)

real sinhl(real x)
{
    real change = expm1l(fabsl(x));
    return copysignl(isinf(change) ? change : (change + change / (change + 1)) / 2, x);
}
VARIANTS1(sinh)

real coshl(real x)
{
    real power_of_e = expl(fabsl(x));
    return (power_of_e + 1 / power_of_e) / 2;
}
VARIANTS1(cosh)

real tanhl(real x)
{
    if (fabsl(x) > 50)
        return copysignl(1, x);
    real change = expm1l(2 * fabsl(x));
    return copysignl(change / (change + 2), x);
}
VARIANTS1(tanh)

real asinhl(real x)
{
    real a = fabsl(x);
    return copysignl(log1pl(a + a * a / (1 + sqrtl(a * a + 1))), x);
}
VARIANTS1(asinh)

real acoshl(real x)
{
    return logl(x + sqrtl(x * x - 1));
}
VARIANTS1(acosh)

real atanhl(real x)
{
    real a = fabsl(x);
    return copysignl(log1pl(2 * a / (1 - a)) / 2, x);
}
VARIANTS1(atanh)

real fminl(real x, real y)
{
    return isnan(x) ? y : isnan(y) || x < y ? x : y;
}
VARIANTS2(fmin)

real fmaxl(real x, real y)
{
    return isnan(x) ? y : isnan(y) || x > y ? x : y;
}
VARIANTS2(fmax)

real fdiml(real x, real y)
{
    return isnan(x) || isnan(y) ? x + y : x > y ? x - y : 0;
}
VARIANTS2(fdim)

real copysignl(real x, real y)
{
    return __builtin_copysignl(x, y);
}
VARIANTS2(copysign)

/* Exact for the products of floats; else rounded to 64 bits before the sum. */
real fmal(real x, real y, real z)
{
    return x * y + z;
}

double fma(double x, double y, double z)
{
    return to_double(fmal(x, y, z));
}

float fmaf(float x, float y, float z)
{
    return to_float(fmal(x, y, z));
}

real frexpl(real x, int *exponent)
{
    *exponent = 0;
    if (x == 0 || !isfinite(x))
        return x;
    real mantissa, power;
    __asm__("fxtract" : "=t"(mantissa), "=u"(power) : "0"(x));
    *exponent = (int)power + 1;
    return mantissa / 2;
}

double frexp(double x, int *exponent)
{
    return to_double(frexpl(x, exponent));
}

float frexpf(float x, int *exponent)
{
    return to_float(frexpl(x, exponent));
}

#define SCALE(name, type, f)                \
    type name##f(type x, int exponent)      \
    {                                       \
        return (type)scalblnl(x, exponent); \
    }
SCALE(ldexp, double, )
SCALE(ldexp, float, f)
SCALE(ldexp, real, l)
SCALE(scalbn, double, )
SCALE(scalbn, float, f)
SCALE(scalbn, real, l)

double scalbln(double x, long exponent)
{
    return to_double(scalblnl(x, exponent));
}

float scalblnf(float x, long exponent)
{
    return to_float(scalblnl(x, exponent));
}

real logbl(real x)
{
    if (x == 0)
        return -INFINITY;
    if (!isfinite(x))
        return x * x;
    int exponent;
    frexpl(x, &exponent);
    return exponent - 1;
}
VARIANTS1(logb)

#define FOR_TYPE(type, f)                                                                        \
    type modf##f(type x, type *whole)                                                            \
    {                                                                                            \
        *whole = (type)truncl(x);                                                                \
        return (type)copysignl(isinf(x) ? 0 : x - *whole, x);                                    \
    }                                                                                            \
    int ilogb##f(type x)                                                                         \
    {                                                                                            \
        return x == 0 ? FP_ILOGB0 : isnan(x) ? FP_ILOGBNAN : isinf(x) ? INT_MAX : (int)logbl(x); \
    }                                                                                            \
    long lrint##f(type x)                                                                        \
    {                                                                                            \
        return (long)rintl(x);                                                                   \
    }                                                                                            \
    long long llrint##f(type x)                                                                  \
    {                                                                                            \
        return (long long)rintl(x);                                                              \
    }                                                                                            \
    long lround##f(type x)                                                                       \
    {                                                                                            \
        return (long)roundl(x);                                                                  \
    }                                                                                            \
    long long llround##f(type x)                                                                 \
    {                                                                                            \
        return (long long)roundl(x);                                                             \
    }
FOR_TYPE(double, )
FOR_TYPE(float, f)
FOR_TYPE(real, l)

/* The bits of a number, read as an integer, count its neighbours. */
double nextafter(double x, double y)
{
    int64_t bits;
    if (isnan(x) || isnan(y))
        return x + y;
    if (x == y)
        return y;
    if (x == 0)
        return copysign(0x1p-1074, y);
    memcpy(&bits, &x, sizeof(bits));
    bits += (x < y) == (x > 0) ? 1 : -1;
    memcpy(&x, &bits, sizeof(bits));
    return x;
}

float nextafterf(float x, float y)
{
    int32_t bits;
    if (isnan(x) || isnan(y))
        return x + y;
    if (x == y)
        return y;
    if (x == 0)
        return copysignf(0x1p-149f, y);
    memcpy(&bits, &x, sizeof(bits));
    bits += (x < y) == (x > 0) ? 1 : -1;
    memcpy(&x, &bits, sizeof(bits));
    return x;
}
