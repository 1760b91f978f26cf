/* Resources, limits, and what the system is (<sys/resource.h>, <sys/times.h>, <sys/utsname.h>). */
#include "syscall.h"
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <unistd.h>

int getrusage(int who, struct rusage *usage)
{
    return sys_result(sys_getrusage(who, usage));
}

/* The kernel's limits have 64 bits; what doesn't fit into 32 is none at all. */
int getrlimit(int which, struct rlimit *limit)
{
    unsigned long long raw[2];
    long result = sys_prlimit64(0, which, NULL, raw);
    if (result == 0) {
        limit->rlim_cur = raw[0] < RLIM_INFINITY ? (rlim_t)raw[0] : RLIM_INFINITY;
        limit->rlim_max = raw[1] < RLIM_INFINITY ? (rlim_t)raw[1] : RLIM_INFINITY;
    }
    return sys_result(result);
}

int setrlimit(int which, const struct rlimit *limit)
{
    unsigned long long raw[2] = {limit->rlim_cur, limit->rlim_max};
    for (int i = 0; i < 2; i++)
        if (raw[i] == RLIM_INFINITY)
            raw[i] = ~0ull;
    return sys_result(sys_prlimit64(0, which, raw, NULL));
}

/* The kernel returns 20 minus the value, so that it is never negative. */
int getpriority(int which, id_t who)
{
    long result = sys_getpriority(which, who);
    return result < 0 ? sys_result(result) : 20 - (int)result;
}

int setpriority(int which, id_t who, int value)
{
    return sys_result(sys_setpriority(which, who, value));
}

int nice(int change)
{
    int error = errno;
    errno = 0;
    int value = getpriority(PRIO_PROCESS, 0);
    if (errno)
        return -1;
    errno = error;
    if (setpriority(PRIO_PROCESS, 0, value + change) != 0) {
        if (errno == EACCES)
            errno = EPERM;
        return -1;
    }
    return getpriority(PRIO_PROCESS, 0);
}

clock_t times(struct tms *times)
{
    return sys_times(times);
}

int uname(struct utsname *name)
{
    return sys_result(sys_uname(name));
}

int gethostname(char *name, size_t size)
{
    struct utsname system;
    if (uname(&system) != 0)
        return -1;
    return strlcpy(name, system.nodename, size) < size ? 0 : sys_result(-ENAMETOOLONG);
}

int prctl(int option, ...)
{
    long a[4];
    va_list arguments;
    va_start(arguments, option);
    for (int i = 0; i < 4; i++)
        a[i] = va_arg(arguments, long);
    va_end(arguments);
    return sys_result(sys_prctl(option, a[0], a[1], a[2], a[3]));
}

ssize_t getrandom(void *to, size_t count, unsigned flags)
{
    return sys_result(sys_getrandom(to, count, flags));
}

int getentropy(void *to, size_t count)
{
    if (count > 256)
        return sys_result(-EIO);
    return getrandom(to, count, 0) == (ssize_t)count ? 0 : -1;
}

int prlimit(pid_t pid, int which, const struct rlimit *limit, struct rlimit *old)
{
    uint64_t wanted[2], before[2];
    for (int i = 0; i < 2 && limit; i++) {
        rlim_t value = i == 0 ? limit->rlim_cur : limit->rlim_max;
        wanted[i] = value == RLIM_INFINITY ? UINT64_MAX : value;
    }
    long result = sys_prlimit64(pid, (unsigned)which, limit ? wanted : NULL, old ? before : NULL);
    if (result == 0 && old) {
        old->rlim_cur = before[0] > RLIM_INFINITY ? RLIM_INFINITY : (rlim_t)before[0];
        old->rlim_max = before[1] > RLIM_INFINITY ? RLIM_INFINITY : (rlim_t)before[1];
    }
    return sys_result(result);
}
