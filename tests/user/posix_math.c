/* runs on Linux */
/* <math.h>: values known to 17 digits, special cases, identities. */
#include "libc_test.h"

#include <float.h>
#include <math.h>

static int near(double got, double expected)
{
    double error = fabs(got - expected), unit = fabs(expected) * DBL_EPSILON;
    if (!(error <= unit))
        printf("# %.17g, not %.17g\n", got, expected);
    return error <= unit;
}

static void values(void)
{
    volatile double one = 1, two = 2, half = 0.5;
    ok(near(sin(one), 0.84147098480789651) && near(cos(one), 0.54030230586813972) &&
           near(tan(one), 1.5574077246549022),
       "sin cos tan");
    ok(near(asin(half), 0.52359877559829887) && near(acos(half), 1.0471975511965979) &&
           near(atan(two), 1.1071487177940904),
       "asin acos atan");
    ok(near(atan2(one, -two), 2.677945044588987) && atan2(0.0, -1.0) == M_PI && atan2(-0.0, 1.0) == 0,
       "atan2");
    ok(near(exp(one), M_E) && near(exp(-two), 0.1353352832366127) &&
           near(exp(100 * one), 2.6881171418161356e43),
       "exp");
    ok(near(exp(700 * one), 1.0142320547350045e304) && near(exp(-700 * one), 9.8596765437597709e-305),
       "exp of large numbers");
    ok(near(log(two), M_LN2) && near(log10(two), 0.30102999566398120) && log2(8 * one) == 3,
       "log log10 log2");
    ok(near(pow(two, half), M_SQRT2) && pow(two, 10) == 1024 && pow(10 * one, 15) == 1e15 &&
           near(pow(1.1, 200 * one), 189905276.4604649),
       "pow");
    ok(near(pow(two, -half), M_SQRT1_2) && pow(-two, 3) == -8 && isnan(pow(-two, half)) && pow(0, 0) == 1,
       "pow's cases");
    ok(near(sqrt(two), M_SQRT2) && near(cbrt(27 * one), 3) && near(cbrt(-two), -1.2599210498948732) &&
           hypot(3 * one, 4) == 5,
       "sqrt cbrt hypot");
    ok(near(sinh(one), 1.1752011936438014) && near(cosh(one), 1.5430806348152437) &&
           near(tanh(half), 0.46211715726000976),
       "sinh cosh tanh");
    ok(near(asinh(one), 0.88137358701954303) && near(acosh(two), 1.3169578969248167) &&
           near(atanh(half), 0.54930614433405485),
       "asinh acosh atanh");
    ok(near(expm1(1e-10 * one), 1.00000000005e-10) && near(log1p(1e-10 * one), 9.9999999995e-11),
       "expm1 log1p");
    ok(sinf(1.0f) == 0.841470985f && sqrtf(2.0f) == 1.41421356f && powf(2.0f, 0.5f) == 1.41421356f, "floats");
}

static void rounding(void)
{
    volatile double x = 2.5, y = -2.5;
    ok(floor(x) == 2 && floor(y) == -3 && ceil(x) == 3 && ceil(y) == -2 && trunc(y) == -2,
       "floor ceil trunc");
    ok(round(x) == 3 && round(y) == -3 && rint(x) == 2 && lrint(3.5 * 1) == 4 && lround(y) == -3,
       "round rint lrint lround");
    ok(fmod(7.5, x) == 0 && fmod(-7, x) == -2 && remainder(7, x + 1.5) == -1, "fmod remainder");
    ok(fmax(x, y) == x && fmin(x, NAN) == x && fdim(x, y) == 5 && fma(x, 2, 1) == 6, "fmax fmin fdim fma");
    int exponent;
    double whole;
    ok(frexp(10, &exponent) == 0.625 && exponent == 4 && ldexp(0.625, 4) == 10 && scalbn(1, -3) == 0.125,
       "frexp ldexp scalbn");
    ok(modf(y, &whole) == -0.5 && whole == -2 && ilogb(10) == 3 && logb(10) == 3, "modf ilogb logb");
    ok(nextafter(1, 2) == 1 + DBL_EPSILON && copysign(3, -0.0) == -3 && fabs(y) == 2.5,
       "nextafter copysign fabs");
}

static void special(void)
{
    volatile double zero = 0, infinity = INFINITY;
    ok(isinf(1 / zero) && isnan(zero / zero) && !isfinite(infinity) && isnormal(1.0) && signbit(-zero),
       "classes");
    ok(fpclassify(zero) == FP_ZERO && fpclassify(5e-324) == FP_SUBNORMAL &&
           fpclassify(infinity) == FP_INFINITE,
       "fpclassify");
    ok(exp(infinity) == infinity && exp(-infinity) == 0 && exp(1000 + zero) == infinity &&
           exp(zero - 1000) == 0,
       "exp");
    ok(log(zero) == -infinity && isnan(log(-1 + zero)) && isnan(sqrt(-1 + zero)) && isnan(acos(2 + zero)),
       "domains");
    ok(pow(infinity, -1) == 0 && pow(zero, -1) == infinity && pow(0.5, infinity) == 0 &&
           pow(2, infinity) == infinity,
       "pow");
    ok(tanh(infinity) == 1 && atan(infinity) == M_PI_2 && cosh(-infinity) == infinity && isnan(fmod(1, zero)),
       "ends");
    int good = 1;
    for (double x = -20; x < 20; x += 0.37)
        good &= fabs(sin(x) * sin(x) + cos(x) * cos(x) - 1) < 4e-16 && fabs(log(exp(x)) - x) < 4e-15 &&
                fabs(tan(atan(x)) - x) < 1e-13;
    ok(good, "identities");
}

static void tests(void)
{
    values();
    rounding();
    special();
}

int main(void)
{
    return libc_run(tests);
}
