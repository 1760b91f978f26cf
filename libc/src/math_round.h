/* Results of the x87 in the two shorter types: by way of memory, or they would keep bits that the type has
 * not. */
#pragma once
#include <math.h>

typedef long double real;

static inline double to_double(real x)
{
    double result = (double)x;
    __asm__("" : "+m"(result));
    return result;
}

static inline float to_float(real x)
{
    float result = (float)x;
    __asm__("" : "+m"(result));
    return result;
}

/* The variants for double and float of a function that is written for long double. */
#define VARIANTS1(name)               \
    double name(double x)             \
    {                                 \
        return to_double(name##l(x)); \
    }                                 \
    float name##f(float x)            \
    {                                 \
        return to_float(name##l(x));  \
    }
#define VARIANTS2(name)                  \
    double name(double x, double y)      \
    {                                    \
        return to_double(name##l(x, y)); \
    }                                    \
    float name##f(float x, float y)      \
    {                                    \
        return to_float(name##l(x, y));  \
    }
