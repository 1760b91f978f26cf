/* Mathematics for any type (ISO C 7.25): sqrt(x) is sqrtf, sqrt, sqrtl, or for complex x csqrtf, csqrt,
 * csqrtl. */
#pragma once
#include <complex.h>
#include <math.h>

#define __REAL(x, name) _Generic((x), float : name##f, long double : name##l, default : name)
#define __BOTH(x, name)                     \
    _Generic((x), float                     \
             : name##f, long double         \
             : name##l, float complex       \
             : c##name##f, double complex   \
             : c##name, long double complex \
             : c##name##l, default          \
             : name)
#define __COMPLEX(x, name)                  \
    _Generic((x), float                     \
             : name##f, long double         \
             : name##l, float complex       \
             : name##f, long double complex \
             : name##l, default             \
             : name)

/* Two arguments: an integer counts as a double, and the wider type decides. */
#define __WIDER(x, y) (__WIDE(x) + __WIDE(y))
#define __WIDE(x)                                     \
    _Generic((x), float                               \
             : (float)0, long double                  \
             : (long double)0, float complex          \
             : (float complex)0, double complex       \
             : (double complex)0, long double complex \
             : (long double complex)0, default : 0.0)

#define acos(x)   __BOTH(x, acos)(x)
#define asin(x)   __BOTH(x, asin)(x)
#define atan(x)   __BOTH(x, atan)(x)
#define acosh(x)  __BOTH(x, acosh)(x)
#define asinh(x)  __BOTH(x, asinh)(x)
#define atanh(x)  __BOTH(x, atanh)(x)
#define cos(x)    __BOTH(x, cos)(x)
#define sin(x)    __BOTH(x, sin)(x)
#define tan(x)    __BOTH(x, tan)(x)
#define cosh(x)   __BOTH(x, cosh)(x)
#define sinh(x)   __BOTH(x, sinh)(x)
#define tanh(x)   __BOTH(x, tanh)(x)
#define exp(x)    __BOTH(x, exp)(x)
#define log(x)    __BOTH(x, log)(x)
#define sqrt(x)   __BOTH(x, sqrt)(x)
#define pow(x, y) __BOTH(__WIDER(x, y), pow)(x, y)
#define fabs(x)                          \
    _Generic((x), float                  \
             : fabsf, long double        \
             : fabsl, float complex      \
             : cabsf, double complex     \
             : cabs, long double complex \
             : cabsl, default            \
             : fabs)(x)

#define carg(x)  __COMPLEX(x, carg)(x)
#define cimag(x) __COMPLEX(x, cimag)(x)
#define conj(x)  __COMPLEX(x, conj)(x)
#define cproj(x) __COMPLEX(x, cproj)(x)
#define creal(x) __COMPLEX(x, creal)(x)

#define atan2(y, x)      __REAL(__WIDER(y, x), atan2)(y, x)
#define cbrt(x)          __REAL(x, cbrt)(x)
#define ceil(x)          __REAL(x, ceil)(x)
#define copysign(x, y)   __REAL(__WIDER(x, y), copysign)(x, y)
#define erf(x)           __REAL(x, erf)(x)
#define erfc(x)          __REAL(x, erfc)(x)
#define exp2(x)          __REAL(x, exp2)(x)
#define expm1(x)         __REAL(x, expm1)(x)
#define fdim(x, y)       __REAL(__WIDER(x, y), fdim)(x, y)
#define floor(x)         __REAL(x, floor)(x)
#define fma(x, y, z)     __REAL(__WIDER(x, y) + __WIDE(z), fma)(x, y, z)
#define fmax(x, y)       __REAL(__WIDER(x, y), fmax)(x, y)
#define fmin(x, y)       __REAL(__WIDER(x, y), fmin)(x, y)
#define fmod(x, y)       __REAL(__WIDER(x, y), fmod)(x, y)
#define frexp(x, e)      __REAL(x, frexp)(x, e)
#define hypot(x, y)      __REAL(__WIDER(x, y), hypot)(x, y)
#define ilogb(x)         __REAL(x, ilogb)(x)
#define ldexp(x, e)      __REAL(x, ldexp)(x, e)
#define lgamma(x)        __REAL(x, lgamma)(x)
#define llrint(x)        __REAL(x, llrint)(x)
#define llround(x)       __REAL(x, llround)(x)
#define log10(x)         __REAL(x, log10)(x)
#define log1p(x)         __REAL(x, log1p)(x)
#define log2(x)          __REAL(x, log2)(x)
#define logb(x)          __REAL(x, logb)(x)
#define lrint(x)         __REAL(x, lrint)(x)
#define lround(x)        __REAL(x, lround)(x)
#define nearbyint(x)     __REAL(x, nearbyint)(x)
#define nextafter(x, y)  __REAL(__WIDER(x, y), nextafter)(x, y)
#define nexttoward(x, y) __REAL(x, nexttoward)(x, y)
#define remainder(x, y)  __REAL(__WIDER(x, y), remainder)(x, y)
#define remquo(x, y, q)  __REAL(__WIDER(x, y), remquo)(x, y, q)
#define rint(x)          __REAL(x, rint)(x)
#define round(x)         __REAL(x, round)(x)
#define scalbln(x, e)    __REAL(x, scalbln)(x, e)
#define scalbn(x, e)     __REAL(x, scalbn)(x, e)
#define tgamma(x)        __REAL(x, tgamma)(x)
#define trunc(x)         __REAL(x, trunc)(x)
