/* Complex numbers (ISO C 7.3). */
#pragma once

#define complex      _Complex
#define _Complex_I   (__extension__ 1.0iF)
#define I            _Complex_I
#define CMPLX(x, y)  __builtin_complex((double)(x), (double)(y))
#define CMPLXF(x, y) __builtin_complex((float)(x), (float)(y))
#define CMPLXL(x, y) __builtin_complex((long double)(x), (long double)(y))

/* Each function for the three types. */
#define __COMPLEX_REAL(name)         \
    double name(double _Complex z);  \
    float name##f(float _Complex z); \
    long double name##l(long double _Complex z);
#define __COMPLEX1(name)                      \
    double _Complex name(double _Complex z);  \
    float _Complex name##f(float _Complex z); \
    long double _Complex name##l(long double _Complex z);

__COMPLEX_REAL(creal)
__COMPLEX_REAL(cimag)
__COMPLEX_REAL(cabs)
__COMPLEX_REAL(carg)
__COMPLEX1(conj)
__COMPLEX1(cproj)
__COMPLEX1(cexp)
__COMPLEX1(clog)
__COMPLEX1(csqrt)
__COMPLEX1(csin)
__COMPLEX1(ccos)
__COMPLEX1(ctan)
__COMPLEX1(csinh)
__COMPLEX1(ccosh)
__COMPLEX1(ctanh)
__COMPLEX1(casin)
__COMPLEX1(cacos)
__COMPLEX1(catan)
__COMPLEX1(casinh)
__COMPLEX1(cacosh)
__COMPLEX1(catanh)
double _Complex cpow(double _Complex x, double _Complex y);
float _Complex cpowf(float _Complex x, float _Complex y);
long double _Complex cpowl(long double _Complex x, long double _Complex y);
