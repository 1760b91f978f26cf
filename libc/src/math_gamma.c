/*
 * The gamma and the error function (<math.h>): Lanczos' approximation with g = 7 and nine coefficients, which
 * is good to about 15 digits; the series of erf near 0 and the continued fraction of erfc beyond.
 */
#include <math.h>

int signgam;

static const double lanczos[] = {
    0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
    771.32342877765313,   -176.61502916214059,   12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
};

/* The series for x - 1, x at least 0.5. */
static long double sum(long double x)
{
    long double result = lanczos[0];
    for (int i = 1; i < 9; i++)
        result += lanczos[i] / (x - 1 + i);
    return result;
}

double lgamma(double x)
{
    signgam = 1;
    if (isnan(x) || isinf(x))
        return x * x;
    if (x < 0.5) {
        long double sine = sinl(M_PI * (long double)x);
        if (x <= 0 && floor(x) == x)
            return HUGE_VAL;
        double other = lgamma(1 - x);
        signgam = sine < 0 ? -1 : 1;
        return (double)(logl(M_PI / fabsl(sine)) - other);
    }
    if (x == 1 || x == 2)
        return 0;
    long double t = (long double)x + 6.5L;
    return (double)(0.918938533204672741780L + (x - 0.5L) * logl(t) - t + logl(sum(x)));
}

double tgamma(double x)
{
    if (x == floor(x) && x > 0 && x < 24) {
        long double product = 1;
        for (int i = 2; i < (int)x; i++)
            product *= i;
        return (double)product;
    }
    if (x <= 0 && x == floor(x))
        return x == 0 ? copysign(HUGE_VAL, x) : NAN;
    if (x < 0.5)
        return (double)(M_PI / (sinl(M_PI * (long double)x) * tgamma(1 - x)));
    long double t = (long double)x + 6.5L;
    return (double)(2.50662827463100050242L * powl(t, (x - 0.5L)) * expl(-t) * sum(x));
}

/* x below 2.5 in size */
static long double error_series(long double x)
{
    long double term = x, result = x;
    for (int n = 1; n < 100; n++) {
        term *= -x * x / n;
        result += term / (2 * n + 1);
    }
    return result * 1.12837916709551257390L;
}

/* x at least 2.5 */
static long double error_fraction(long double x)
{
    long double result = x;
    for (int n = 100; n > 0; n--)
        result = x + n / 2.0L / result;
    return expl(-x * x) / (result * 1.77245385090551602730L);
}

double erf(double x)
{
    if (isnan(x))
        return x;
    if (fabs(x) < 2.5)
        return (double)error_series(x);
    return x > 6    ? 1
           : x < -6 ? -1
           : x > 0  ? (double)(1 - error_fraction(x))
                    : (double)(error_fraction(-x) - 1);
}

double erfc(double x)
{
    if (isnan(x))
        return x;
    if (x < 2.5)
        return x < -6 ? 2 : x < -2.5 ? (double)(2 - error_fraction(-x)) : (double)(1 - error_series(x));
    return x > 28 ? 0 : (double)error_fraction(x);
}

float erff(float x)
{
    return (float)erf(x);
}

float tgammaf(float x)
{
    return (float)tgamma(x);
}

float lgammaf(float x)
{
    return (float)lgamma(x);
}

double exp10(double x)
{
    return pow(10, x);
}

double drem(double x, double y)
{
    return remainder(x, y);
}

double nan(const char *tag)
{
    return NAN;
}
