/* <tgmath.h>, and the functions of <math.h> that are seldom asked for. runs on Linux */
#include "libc_test.h"

#include <float.h>
#include <tgmath.h>

static void types(void)
{
    float f = 4;
    long double l = 4;
    ok(sizeof(sqrt(f)) == sizeof(float) && sizeof(sqrt(4)) == sizeof(double) &&
           sizeof(sqrt(l)) == sizeof(long double),
       "the type is the argument's");
    ok(sizeof(pow(f, f)) == sizeof(float) && sizeof(pow(f, 2)) == sizeof(double) &&
           sizeof(fmax(2.0, l)) == sizeof(l) && sizeof(fma(f, f, l)) == sizeof(l),
       "the wider of several");
    double complex minus = -4;
    ok(cimag(sqrt(minus)) == 2 && creal(conj(minus)) == -4 && fabs(minus) == 4 &&
           sizeof(exp(minus)) == sizeof(minus) && sqrt(f) == 2 && fabs(-3.0f) == 3,
       "complex numbers");
}

static void neighbours(void)
{
    ok(nextafter(1.0L, 2.0L) == 1 + LDBL_EPSILON && nextafter(1.0L, 0.0L) == 1 - LDBL_EPSILON / 2 &&
           nextafter(0.0L, 1.0L) > 0 && nextafter(nextafter(0.0L, 1.0L), 0.0L) == 0 &&
           nextafter(LDBL_MAX, (long double)INFINITY) == (long double)INFINITY &&
           nextafter(nextafter(LDBL_MIN, 0.0L), 1.0L) == LDBL_MIN &&
           nextafter(-1.0L, 0.0L) == -1 + LDBL_EPSILON / 2,
       "nextafterl");
    ok(nexttoward(1.0, 1 + LDBL_EPSILON) == 1 + DBL_EPSILON &&
           nexttoward(1.0f, 0.0L) == 1 - FLT_EPSILON / 2 && nexttoward(5.0, 5.0L) == 5 &&
           isnan(nexttoward(5.0, (long double)NAN)),
       "nexttoward");
}

static void others(void)
{
    int q;
    ok(remquo(10.0, 3.0, &q) == 1 && (q & 7) == 3 && remquo(-10.0, 3.0, &q) == -1 && q < 0 && (-q & 7) == 3 &&
           remquo(11.0f, 4.0f, &q) == -1 && (q & 7) == 3,
       "remquo");
    ok(fabs(erf(0.5L) - 0.5204998778130465L) < 1e-14L && fabs(erfc(0.5f) - 0.47950012f) < 1e-6f &&
           tgamma(5.0L) == 24 && fabs(lgamma(10.0L) - 12.801827480081469L) < 1e-13L,
       "erf, erfc, tgamma, lgamma of other types");
    ok(isnan(nanf("")) && isnan(nanl("1")) && finite(1.0) && !finite(INFINITY) && scalb(3.0, 2.0) == 12 &&
           significand(12.0) == 1.5,
       "nan, finite, scalb, significand");
    float sine, cosine;
    sincosf(0, &sine, &cosine);
    ok(roundeven(2.5) == 2 && roundeven(3.5) == 4 && roundeven(-0.5) == 0 && signbit(roundeven(-0.5)) &&
           roundeven(2.6) == 3 && sine == 0 && cosine == 1,
       "roundeven, sincosf");
    int sign;
    ok(lgamma_r(-0.5, &sign) > 1 && sign == -1, "lgamma_r");
}

static void tests(void)
{
    types();
    neighbours();
    others();
}

int main(void)
{
    return libc_run(tests);
}
