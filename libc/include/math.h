/* Mathematics (ISO C 7.12). Computed by the x87 with 64 bits of mantissa; errno is not set. */
#pragma once

#define HUGE_VAL  __builtin_huge_val()
#define HUGE_VALF __builtin_huge_valf()
#define HUGE_VALL __builtin_huge_vall()
#define INFINITY  __builtin_inff()
#define NAN       __builtin_nanf("")

#define M_E        2.71828182845904523536
#define M_LOG2E    1.44269504088896340736
#define M_LOG10E   0.43429448190325182765
#define M_LN2      0.69314718055994530942
#define M_LN10     2.30258509299404568402
#define M_PI       3.14159265358979323846
#define M_PI_2     1.57079632679489661923
#define M_PI_4     0.78539816339744830962
#define M_1_PI     0.31830988618379067154
#define M_2_PI     0.63661977236758134308
#define M_2_SQRTPI 1.12837916709551257390
#define M_SQRT2    1.41421356237309504880
#define M_SQRT1_2  0.70710678118654752440
#define MAXFLOAT   3.40282346638528859812e+38F

#define FP_NAN       0
#define FP_INFINITE  1
#define FP_ZERO      2
#define FP_SUBNORMAL 3
#define FP_NORMAL    4
#define FP_ILOGB0    (-2147483647 - 1)
#define FP_ILOGBNAN  (-2147483647 - 1)

#define MATH_ERRNO       1
#define MATH_ERREXCEPT   2
#define math_errhandling MATH_ERREXCEPT

typedef long double double_t;
typedef long double float_t;

#define fpclassify(x)        __builtin_fpclassify(FP_NAN, FP_INFINITE, FP_NORMAL, FP_SUBNORMAL, FP_ZERO, x)
#define isfinite(x)          __builtin_isfinite(x)
#define isinf(x)             __builtin_isinf_sign(x)
#define isnan(x)             __builtin_isnan(x)
#define isnormal(x)          __builtin_isnormal(x)
#define signbit(x)           __builtin_signbit(x)
#define isgreater(x, y)      __builtin_isgreater(x, y)
#define isgreaterequal(x, y) __builtin_isgreaterequal(x, y)
#define isless(x, y)         __builtin_isless(x, y)
#define islessequal(x, y)    __builtin_islessequal(x, y)
#define islessgreater(x, y)  __builtin_islessgreater(x, y)
#define isunordered(x, y)    __builtin_isunordered(x, y)

/* Each function for the three types. */
#define __MATH1(name)       \
    double name(double x);  \
    float name##f(float x); \
    long double name##l(long double x);
#define __MATH2(name)                \
    double name(double x, double y); \
    float name##f(float x, float y); \
    long double name##l(long double x, long double y);

__MATH1(acos)
__MATH1(acosh)
__MATH1(asin)
__MATH1(asinh)
__MATH1(atan)
__MATH1(atanh)
__MATH1(cbrt)
__MATH1(ceil)
__MATH1(cos)
__MATH1(cosh)
__MATH1(exp)
__MATH1(exp2)
__MATH1(expm1)
__MATH1(fabs)
__MATH1(floor)
__MATH1(log)
__MATH1(log10)
__MATH1(log1p)
__MATH1(log2)
__MATH1(logb)
__MATH1(nearbyint)
__MATH1(rint)
__MATH1(round)
__MATH1(sin)
__MATH1(sinh)
__MATH1(sqrt)
__MATH1(tan)
__MATH1(tanh)
__MATH1(trunc)
__MATH2(atan2)
__MATH2(copysign)
__MATH2(fdim)
__MATH2(fmax)
__MATH2(fmin)
__MATH2(fmod)
__MATH2(hypot)
__MATH2(pow)
__MATH2(remainder)

#define __MATH_OTHER(type, f)               \
    type fma##f(type x, type y, type z);    \
    type frexp##f(type x, int *exponent);   \
    type ldexp##f(type x, int exponent);    \
    type scalbn##f(type x, int exponent);   \
    type scalbln##f(type x, long exponent); \
    type modf##f(type x, type *whole);      \
    int ilogb##f(type x);                   \
    long lrint##f(type x);                  \
    long long llrint##f(type x);            \
    long lround##f(type x);                 \
    long long llround##f(type x);

double erf(double x);
double erfc(double x);
double tgamma(double x);
double lgamma(double x);
double drem(double x, double y);
double nan(const char *tag);
float erff(float x);
float tgammaf(float x);
float lgammaf(float x);
extern int signgam;

__MATH_OTHER(double, )
__MATH_OTHER(float, f)
__MATH_OTHER(long double, l)

double nextafter(double x, double y);
float nextafterf(float x, float y);
long double nextafterl(long double x, long double y);
double nexttoward(double x, long double y);
float nexttowardf(float x, long double y);
long double nexttowardl(long double x, long double y);
double remquo(double x, double y, int *quotient);
float remquof(float x, float y, int *quotient);
long double remquol(long double x, long double y, int *quotient);
float erfcf(float x);
long double erfl(long double x);
long double erfcl(long double x);
long double tgammal(long double x);
long double lgammal(long double x);
double lgamma_r(double x, int *sign);
float nanf(const char *tag);
long double nanl(const char *tag);
int finite(double x);
int finitef(float x);
double scalb(double x, double exponent);
double significand(double x);
#ifdef _GNU_SOURCE
double exp10(double x);
float exp10f(float x);
double roundeven(double x);
void sincosf(float x, float *sine, float *cosine);
void sincos(double x, double *sine, double *cosine);
#endif
