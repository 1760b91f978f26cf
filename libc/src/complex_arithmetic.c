/*
 * What the compiler calls to multiply and divide complex numbers (ISO C, annex G.5.1): as in school, and
 * where that gives NaN in both parts, once more with infinities boxed.
 */
#include <math.h>

/* One of a product's factors that has an infinite part: 1 for it, 0 for the other part. */
#define BOX(x)      copysignl(isinf(x) ? 1 : 0, x)
#define ZERO_NAN(x) (isnan(x) ? copysignl(0, x) : (x))

static long double _Complex multiply(long double a, long double b, long double c, long double d)
{
    long double x = a * c - b * d, y = a * d + b * c;
    int first = isinf(a) || isinf(b), second = isinf(c) || isinf(d);
    int overflow = isinf(a * c) || isinf(b * d) || isinf(a * d) || isinf(b * c);
    if (isnan(x) && isnan(y) && (first || second || overflow)) {
        if (first)
            a = BOX(a), b = BOX(b);
        if (second)
            c = BOX(c), d = BOX(d);
        a = ZERO_NAN(a), b = ZERO_NAN(b), c = ZERO_NAN(c), d = ZERO_NAN(d);
        x = INFINITY * (a * c - b * d);
        y = INFINITY * (a * d + b * c);
    }
    return __builtin_complex(x, y);
}

/* The divisor is scaled by a power of two first, so that its square neither overflows nor vanishes. */
static long double _Complex divide(long double a, long double b, long double c, long double d)
{
    long double size = logbl(fmaxl(fabsl(c), fabsl(d)));
    int scale = isfinite(size) ? -(int)size : 0;
    c = scalbnl(c, scale);
    d = scalbnl(d, scale);
    long double square = c * c + d * d;
    long double x = scalbnl((a * c + b * d) / square, scale), y = scalbnl((b * c - a * d) / square, scale);
    if (!isnan(x) || !isnan(y))
        return __builtin_complex(x, y);
    if (square == 0 && (!isnan(a) || !isnan(b))) {
        x = copysignl(INFINITY, c) * a;
        y = copysignl(INFINITY, c) * b;
    } else if ((isinf(a) || isinf(b)) && isfinite(c) && isfinite(d)) {
        x = INFINITY * (BOX(a) * c + BOX(b) * d);
        y = INFINITY * (BOX(b) * c - BOX(a) * d);
    } else if (isinf(size) && size > 0 && isfinite(a) && isfinite(b)) {
        x = 0 * (a * BOX(c) + b * BOX(d));
        y = 0 * (b * BOX(c) - a * BOX(d));
    }
    return __builtin_complex(x, y);
}

#define PAIR(letter, real)                                           \
    real _Complex __mul##letter##c3(real a, real b, real c, real d); \
    real _Complex __div##letter##c3(real a, real b, real c, real d); \
    real _Complex __mul##letter##c3(real a, real b, real c, real d)  \
    {                                                                \
        return (real _Complex)multiply(a, b, c, d);                  \
    }                                                                \
    real _Complex __div##letter##c3(real a, real b, real c, real d)  \
    {                                                                \
        return (real _Complex)divide(a, b, c, d);                    \
    }

PAIR(s, float)
PAIR(d, double)
PAIR(x, long double)
