/* Complex numbers (ISO C 7.3), computed with 64 bits of mantissa by their textbook formulas. */
#include <complex.h>
#include <math.h>

typedef long double real;
typedef long double _Complex number;

real creall(number z)
{
    return __real__ z;
}

real cimagl(number z)
{
    return __imag__ z;
}

real cabsl(number z)
{
    return hypotl(creall(z), cimagl(z));
}

real cargl(number z)
{
    return atan2l(cimagl(z), creall(z));
}

number conjl(number z)
{
    return CMPLXL(creall(z), -cimagl(z));
}

number cprojl(number z)
{
    if (isinf(creall(z)) || isinf(cimagl(z)))
        return CMPLXL(INFINITY, copysignl(0, cimagl(z)));
    return z;
}

number cexpl(number z)
{
    real size = expl(creall(z));
    if (cimagl(z) == 0)
        return CMPLXL(size, cimagl(z));
    return CMPLXL(size * cosl(cimagl(z)), size * sinl(cimagl(z)));
}

number clogl(number z)
{
    return CMPLXL(logl(cabsl(z)), cargl(z));
}

/* The root of the larger part is taken by addition, so that nothing cancels; the other part follows. */
number csqrtl(number z)
{
    real x = creall(z), y = cimagl(z);
    if (x == 0 && y == 0)
        return CMPLXL(0, y);
    real root = sqrtl((cabsl(z) + fabsl(x)) / 2);
    if (x >= 0)
        return CMPLXL(root, y / (2 * root));
    return CMPLXL(fabsl(y) / (2 * root), copysignl(root, y));
}

number csinhl(number z)
{
    return CMPLXL(sinhl(creall(z)) * cosl(cimagl(z)), coshl(creall(z)) * sinl(cimagl(z)));
}

number ccoshl(number z)
{
    return CMPLXL(coshl(creall(z)) * cosl(cimagl(z)), sinhl(creall(z)) * sinl(cimagl(z)));
}

/* As sinh 2x and sin 2y over cosh 2x + cos 2y, which stays finite: for large x it is 1. */
number ctanhl(number z)
{
    real x = 2 * creall(z), y = 2 * cimagl(z);
    if (fabsl(x) > 100)
        return CMPLXL(copysignl(1, x), copysignl(0, sinl(y)));
    real below = coshl(x) + cosl(y);
    return CMPLXL(sinhl(x) / below, sinl(y) / below);
}

/* i z and -i z, by exchange of the parts: no sign of a zero is lost. */
static number times_i(number z)
{
    return CMPLXL(-cimagl(z), creall(z));
}

static number over_i(number z)
{
    return CMPLXL(cimagl(z), -creall(z));
}

number csinl(number z)
{
    return over_i(csinhl(times_i(z)));
}

number ccosl(number z)
{
    return ccoshl(times_i(z));
}

number ctanl(number z)
{
    return over_i(ctanhl(times_i(z)));
}

number casinhl(number z)
{
    return over_i(casinl(times_i(z)));
}

/* W. Kahan's forms, which keep clear of the branch cuts. */
number casinl(number z)
{
    number a = csqrtl(1 - z), b = csqrtl(1 + z);
    return CMPLXL(atan2l(creall(z), creall(a * b)), asinhl(cimagl(conjl(a) * b)));
}

number cacosl(number z)
{
    number a = csqrtl(1 - z), b = csqrtl(1 + z);
    return CMPLXL(2 * atan2l(creall(a), creall(b)), asinhl(cimagl(conjl(b) * a)));
}

number cacoshl(number z)
{
    number a = csqrtl(z - 1), b = csqrtl(z + 1);
    return CMPLXL(asinhl(creall(conjl(a) * b)), 2 * atan2l(cimagl(a), creall(b)));
}

number catanhl(number z)
{
    return (clogl(1 + z) - clogl(1 - z)) / 2;
}

number catanl(number z)
{
    return over_i(catanhl(times_i(z)));
}

number cpowl(number x, number y)
{
    if (x == 0)
        return y == 0 ? 1 : 0;
    return cexpl(y * clogl(x));
}

#define REAL(name)                  \
    double name(double _Complex z)  \
    {                               \
        return (double)name##l(z);  \
    }                               \
    float name##f(float _Complex z) \
    {                               \
        return (float)name##l(z);   \
    }
#define COMPLEX(name)                        \
    double _Complex name(double _Complex z)  \
    {                                        \
        return (double _Complex)name##l(z);  \
    }                                        \
    float _Complex name##f(float _Complex z) \
    {                                        \
        return (float _Complex)name##l(z);   \
    }

REAL(creal)
REAL(cimag)
REAL(cabs)
REAL(carg)
COMPLEX(conj)
COMPLEX(cproj)
COMPLEX(cexp)
COMPLEX(clog)
COMPLEX(csqrt)
COMPLEX(csin)
COMPLEX(ccos)
COMPLEX(ctan)
COMPLEX(csinh)
COMPLEX(ccosh)
COMPLEX(ctanh)
COMPLEX(casin)
COMPLEX(cacos)
COMPLEX(catan)
COMPLEX(casinh)
COMPLEX(cacosh)
COMPLEX(catanh)

double _Complex cpow(double _Complex x, double _Complex y)
{
    return (double _Complex)cpowl(x, y);
}

float _Complex cpowf(float _Complex x, float _Complex y)
{
    return (float _Complex)cpowl(x, y);
}
