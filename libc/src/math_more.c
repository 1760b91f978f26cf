/* The functions of <math.h> that are seldom asked for, by way of others. */
#include <math.h>
#include <stdint.h>
#include <string.h>

/* The mantissa is an integer with its top bit written out, and the exponent lies behind it. */
long double nextafterl(long double x, long double y)
{
    struct {
        uint64_t mantissa;
        uint16_t exponent;
    } parts = {0};
    if (isnan(x) || isnan(y))
        return x + y;
    if (x == y)
        return y;
    if (x == 0)
        return copysignl(0x1p-16445L, y);
    memcpy(&parts, &x, 10);
    if ((x < y) == (x > 0)) {
        if (++parts.mantissa << 1 == 0) { /* past the largest of this exponent, or the largest denormal */
            parts.mantissa = (uint64_t)1 << 63;
            parts.exponent++;
        }
    } else if (parts.mantissa-- << 1 == 0 && (parts.exponent & 0x7fff) > 0) {
        parts.exponent--;
        if (parts.exponent & 0x7fff)
            parts.mantissa = UINT64_MAX;
    }
    memcpy(&x, &parts, 10);
    return x;
}

long double nexttowardl(long double x, long double y)
{
    return nextafterl(x, y);
}

/* The direction is all that y is for; it may be nearer to x than any double. */
double nexttoward(double x, long double y)
{
    if (isnan(x) || isnan(y))
        return (double)(x + y);
    return x == y ? (double)y : nextafter(x, x < y ? HUGE_VAL : -HUGE_VAL);
}

float nexttowardf(float x, long double y)
{
    if (isnan(x) || isnan(y))
        return (float)(x + y);
    return x == y ? (float)y : nextafterf(x, x < y ? HUGE_VALF : -HUGE_VALF);
}

/* The quotient's lowest three bits come in the status word, as they are worked out last: C0, C3, C1. */
long double remquol(long double x, long double y, int *quotient)
{
    unsigned short status;
    int negative = signbit(x) != signbit(y);
    do
        __asm__("fprem1\n\tfnstsw %1" : "+t"(x), "=a"(status) : "u"(y) : "cc");
    while (status & 0x400);
    *quotient = (status >> 8 & 1) << 2 | (status >> 14 & 1) << 1 | (status >> 9 & 1);
    if (negative)
        *quotient = -*quotient;
    return x;
}

double remquo(double x, double y, int *quotient)
{
    return (double)remquol(x, y, quotient);
}

float remquof(float x, float y, int *quotient)
{
    return (float)remquol(x, y, quotient);
}

/* With the precision of double. */
long double erfl(long double x)
{
    return erf((double)x);
}

long double erfcl(long double x)
{
    return erfc((double)x);
}

float erfcf(float x)
{
    return (float)erfc(x);
}

long double tgammal(long double x)
{
    return tgamma((double)x);
}

long double lgammal(long double x)
{
    return lgamma((double)x);
}

double lgamma_r(double x, int *sign)
{
    double result = lgamma(x);
    *sign = signgam;
    return result;
}

float nanf(const char *tag)
{
    return __builtin_nanf("");
}

long double nanl(const char *tag)
{
    return __builtin_nanl("");
}

int finite(double x)
{
    return isfinite(x);
}

int finitef(float x)
{
    return isfinite(x);
}

double scalb(double x, double exponent)
{
    return x * exp2(exponent);
}

double significand(double x)
{
    return scalbn(x, -ilogb(x));
}

/* Ties go to the even neighbour: that is how rint() rounds unless it was told otherwise. */
double roundeven(double x)
{
    double whole = trunc(x), rest = fabs(x - whole);
    int up = rest > 0.5 || (rest == 0.5 && fmod(whole, 2) != 0);
    return copysign(fabs(whole) + up, x);
}

float exp10f(float x)
{
    return (float)exp10(x);
}

void sincosf(float x, float *sine, float *cosine)
{
    *sine = sinf(x);
    *cosine = cosf(x);
}
