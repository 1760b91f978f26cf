/* The floating-point environment (ISO C 7.6): the x87's control and status words. */
#include <fenv.h>

#define DEFAULT_CONTROL 0x37f /* 64 bits of mantissa, to nearest, nothing traps: as fninit has it */
#define ROUNDING        0xc00

static unsigned short control(void)
{
    unsigned short word;
    __asm__ volatile("fnstcw %0" : "=m"(word));
    return word;
}

static void set_control(int word)
{
    unsigned short value = (unsigned short)word;
    __asm__ volatile("fldcw %0" : : "m"(value));
}

int fetestexcept(int exceptions)
{
    unsigned short status;
    __asm__ volatile("fnstsw %0" : "=a"(status));
    return status & exceptions & FE_ALL_EXCEPT;
}

/* Replaces those flags of the status word that `exceptions` names. */
static void set_flags(int flags, int exceptions)
{
    fenv_t environment;
    __asm__ volatile("fnstenv %0" : "=m"(environment));
    environment.__status = (environment.__status & ~(unsigned)exceptions) | (unsigned)(flags & exceptions);
    __asm__ volatile("fldenv %0" : : "m"(environment));
}

int feclearexcept(int exceptions)
{
    set_flags(0, exceptions & FE_ALL_EXCEPT);
    return 0;
}

/* Where one of them traps, it does so at the next instruction that waits for the x87. */
int feraiseexcept(int exceptions)
{
    set_flags(exceptions, exceptions & FE_ALL_EXCEPT);
    __asm__ volatile("fwait");
    return 0;
}

int fegetexceptflag(fexcept_t *flag, int exceptions)
{
    *flag = (fexcept_t)fetestexcept(exceptions);
    return 0;
}

int fesetexceptflag(const fexcept_t *flag, int exceptions)
{
    set_flags(*flag, exceptions & FE_ALL_EXCEPT);
    return 0;
}

int fegetround(void)
{
    return control() & ROUNDING;
}

int fesetround(int mode)
{
    if (mode & ~ROUNDING)
        return 1;
    set_control((control() & ~ROUNDING) | mode);
    return 0;
}

int fegetenv(fenv_t *environment)
{
    __asm__ volatile("fnstenv %0\n\tfldenv %0" : "+m"(*environment)); /* fnstenv masks all exceptions */
    return 0;
}

int feholdexcept(fenv_t *environment)
{
    fegetenv(environment);
    feclearexcept(FE_ALL_EXCEPT);
    fedisableexcept(FE_ALL_EXCEPT);
    return 0;
}

int fesetenv(const fenv_t *environment)
{
    if (environment == FE_DFL_ENV) {
        set_flags(0, FE_ALL_EXCEPT);
        set_control(DEFAULT_CONTROL);
    } else {
        __asm__ volatile("fldenv %0" : : "m"(*environment));
    }
    return 0;
}

int feupdateenv(const fenv_t *environment)
{
    int raised = fetestexcept(FE_ALL_EXCEPT);
    fesetenv(environment);
    return feraiseexcept(raised);
}

int fegetexcept(void)
{
    return ~control() & FE_ALL_EXCEPT;
}

int feenableexcept(int exceptions)
{
    int old = fegetexcept();
    set_control(control() & ~(exceptions & FE_ALL_EXCEPT));
    return old;
}

int fedisableexcept(int exceptions)
{
    int old = fegetexcept();
    set_control(control() | (exceptions & FE_ALL_EXCEPT));
    return old;
}
