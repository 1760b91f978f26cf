/* What the system offers (sysconf). */
#include <errno.h>
#include <limits.h>
#include <unistd.h>

int getpagesize(void)
{
    return PAGE_SIZE;
}

long sysconf(int name)
{
    switch (name) {
    case _SC_ARG_MAX:
        return ARG_MAX;
    case _SC_CLK_TCK:
        return 100;
    case _SC_VERSION:
        return _POSIX_VERSION;
    case _SC_PAGESIZE:
        return PAGE_SIZE;
    case _SC_SEM_VALUE_MAX:
        return SEM_VALUE_MAX;
    case _SC_IOV_MAX:
        return IOV_MAX;
    case _SC_THREADS:
        return _POSIX_THREADS;
    case _SC_THREAD_DESTRUCTOR_ITERATIONS:
        return PTHREAD_DESTRUCTOR_ITERATIONS;
    case _SC_THREAD_KEYS_MAX:
        return PTHREAD_KEYS_MAX;
    case _SC_THREAD_STACK_MIN:
        return PTHREAD_STACK_MIN;
    case _SC_ATEXIT_MAX:
        return ATEXIT_MAX;
    case _SC_OPEN_MAX:           /* no fixed limit */
    case _SC_THREAD_THREADS_MAX: /* none but memory */
        return -1;
    }
    errno = EINVAL;
    return -1;
}
