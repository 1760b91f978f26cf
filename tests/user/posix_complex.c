/* runs on Linux */
/* Complex numbers and the floating-point environment (ISO C 7.3, 7.6). */
#include "tap.h"

#include <complex.h>
#include <fenv.h>
#include <math.h>

static int near(double complex a, double complex b)
{
    return cabs(a - b) <= 1e-12 * (1 + cabs(b));
}

static void test_complex(void)
{
    volatile double complex z = 3 + 4 * I, w = -1 + 2 * I, zero = 0;
    ok(creal(z) == 3 && cimag(z) == 4 && cabs(z) == 5, "creal, cimag, cabs");
    ok(z * w == CMPLX(-11, 2), "a product");
    ok(near(z / w * w, z), "a quotient");
    ok(conj(z) == 3 - 4 * I && fabs(carg(I) - M_PI / 2) < 1e-15, "conj, carg");
    ok(near(csqrt(z), 2 + I) && near(csqrt(conj(z)), 2 - I) && near(csqrt(-1), I), "csqrt");
    ok(near(cexp(I * M_PI), -1) && near(clog(cexp(w)), w), "cexp, clog");
    ok(near(cpow(z, 2), z * z) && near(cpow(I, I), exp(-M_PI / 2)), "cpow");
    ok(near(csin(z) * csin(z) + ccos(z) * ccos(z), 1) && near(ctan(z), csin(z) / ccos(z)),
       "csin, ccos, ctan");
    ok(near(ccosh(w) * ccosh(w) - csinh(w) * csinh(w), 1) && near(ctanh(w), csinh(w) / ccosh(w)),
       "csinh, ccosh, ctanh");
    ok(near(csin(casin(w)), w) && near(ccos(cacos(w)), w) && near(ctan(catan(w)), w), "casin, cacos, catan");
    ok(near(csinh(casinh(w)), w) && near(ccosh(cacosh(w)), w) && near(ctanh(catanh(w)), w),
       "casinh, cacosh, catanh");
    volatile double complex infinite = CMPLX(INFINITY, NAN);
    ok(isinf(creal(infinite * z)) && isinf(cabs(infinite)), "infinite with a NaN part is infinite");
    ok(isinf(cabs(z / zero)) && z / infinite == 0, "quotients with 0 and infinity");
    volatile double complex huge = CMPLX(1e300, 1e300);
    ok(near(huge / huge, 1), "no overflow on the way");
    ok(creal(cproj(CMPLX(-INFINITY, -1))) == INFINITY, "cproj");
    float complex f = 1.5f + 2.5if;
    ok(crealf(f * f) == -4 && cimagf(f * f) == 7.5f, "float");
}

static void test_environment(void)
{
    volatile double one = 1, zero = 0, three = 3;
    fenv_t kept;
    ok(fegetround() == FE_TONEAREST, "rounding begins with to nearest");
    feclearexcept(FE_ALL_EXCEPT);
    volatile double result = one / zero;
    ok(isinf(result) && fetestexcept(FE_ALL_EXCEPT) == FE_DIVBYZERO, "division by zero is flagged");
    feclearexcept(FE_DIVBYZERO);
    result = zero / zero;
    ok(fetestexcept(FE_ALL_EXCEPT) == FE_INVALID, "cleared; and an invalid operation is flagged");
    feclearexcept(FE_ALL_EXCEPT);
    fesetround(FE_UPWARD);
    volatile double up = one / three;
    fesetround(FE_DOWNWARD);
    volatile double down = one / three;
    ok(up > down && lrint(2.5) == 2 && lrint(-2.5) == -3, "rounding up and down differ");
    fesetround(FE_TOWARDZERO);
    ok(lrint(2.9) == 2 && lrint(-2.9) == -2, "towards zero");
    ok(fesetround(1) != 0 && fegetround() == FE_TOWARDZERO, "a bad mode is refused");
    fesetround(FE_TONEAREST);
    feraiseexcept(FE_OVERFLOW);
    ok(fetestexcept(FE_OVERFLOW | FE_UNDERFLOW) == FE_OVERFLOW, "feraiseexcept");
    fesetround(FE_UPWARD);
    feholdexcept(&kept);
    ok(fetestexcept(FE_ALL_EXCEPT) == 0, "feholdexcept clears");
    fesetround(FE_TONEAREST);
    result = one / zero;
    feupdateenv(&kept);
    ok(fetestexcept(FE_DIVBYZERO) && fetestexcept(FE_OVERFLOW) && fegetround() == FE_UPWARD, "feupdateenv");
    fesetenv(FE_DFL_ENV);
    ok(fetestexcept(FE_ALL_EXCEPT) == 0 && fegetround() == FE_TONEAREST, "the default environment");
}

int main(void)
{
    test_complex();
    test_environment();
    return done_testing();
}
