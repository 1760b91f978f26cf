/* runs on Linux */
/* <sched.h>, <sys/resource.h>, <unistd.h>: priorities, limits, what the system says of itself. */
#include "libc_test.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <time.h>

static void priorities(void)
{
    struct sched_param parameters = {-1};
    struct timespec interval;
    ok(sched_get_priority_min(SCHED_FIFO) < sched_get_priority_max(SCHED_FIFO) - 30,
       "32 priorities for SCHED_FIFO");
    ok(sched_get_priority_min(SCHED_RR) >= 1 && sched_get_priority_max(SCHED_OTHER) == 0, "for the others");
    errno = 0;
    ok(sched_get_priority_min(-1) == -1 && errno == EINVAL && sched_get_priority_max(99) == -1,
       "unknown: EINVAL");
    ok(sched_getscheduler(0) == SCHED_OTHER && sched_getscheduler(getpid()) == SCHED_OTHER,
       "sched_getscheduler");
    ok(sched_getscheduler(0x3fffffff) == -1 && errno == ESRCH && sched_getscheduler(-1) == -1 &&
           errno == EINVAL,
       "ESRCH, EINVAL");
    ok(sched_getparam(0, &parameters) == 0 && parameters.sched_priority == 0, "sched_getparam");
    ok(sched_getparam(0x3fffffff, &parameters) == -1 && errno == ESRCH, "sched_getparam: ESRCH");
    ok(sched_setparam(0, &parameters) == 0, "sched_setparam");
    parameters.sched_priority = 1000;
    ok(sched_setscheduler(0, SCHED_FIFO, &parameters) == -1 && errno == EINVAL,
       "a priority out of range: EINVAL");
    ok(sched_setscheduler(0, 99, &parameters) == -1 && errno == EINVAL, "an unknown policy: EINVAL");
    parameters.sched_priority = 0;
    ok(sched_setscheduler(0x3fffffff, SCHED_OTHER, &parameters) == -1 && errno == ESRCH,
       "sched_setscheduler: ESRCH");
    ok(sched_rr_get_interval(0, &interval) == 0 && interval.tv_nsec >= 0, "sched_rr_get_interval");
    ok(sched_yield() == 0, "sched_yield");
}

static void limits(void)
{
    struct rlimit limit, old;
    ok(getrlimit(RLIMIT_NOFILE, &old) == 0 && old.rlim_cur <= old.rlim_max, "getrlimit");
    limit = old;
    limit.rlim_cur = 10;
    ok(setrlimit(RLIMIT_NOFILE, &limit) == 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 10,
       "setrlimit");
    ok(dup2(0, 10) == -1 && errno == EBADF && dup2(0, 9) == 9 && close(9) == 0, "descriptors stay below it");
    ok(sysconf(_SC_OPEN_MAX) == 10, "sysconf knows");
    limit.rlim_cur = limit.rlim_max + 1;
    if (limit.rlim_max != RLIM_INFINITY)
        ok(setrlimit(RLIMIT_NOFILE, &limit) == -1 && errno == EINVAL, "past the most: EINVAL");
    setrlimit(RLIMIT_NOFILE, &old);
    ok(getrlimit(99, &limit) == -1 && errno == EINVAL, "getrlimit: EINVAL");
}

static void system_says(void)
{
    struct utsname name;
    struct rusage usage;
    struct tms ticks;
    ok(uname(&name) == 0 && name.sysname[0] && name.machine[0], "uname");
    ok(getrusage(RUSAGE_SELF, &usage) == 0 && getrusage(RUSAGE_CHILDREN, &usage) == 0, "getrusage");
    ok(getrusage(99, &usage) == -1 && errno == EINVAL, "getrusage: EINVAL");
    ok(times(&ticks) != (clock_t)-1, "times");
    ok(sysconf(_SC_PAGESIZE) == 4096 && sysconf(_SC_CLK_TCK) == 100 && sysconf(_SC_NPROCESSORS_ONLN) >= 1,
       "sysconf");
    errno = 0;
    ok(sysconf(_SC_THREAD_THREADS_MAX) == -1 && errno == 0, "no limit: -1, and errno as it was");
    ok(sysconf(-5) == -1 && errno == EINVAL, "sysconf: EINVAL");
}

static void tests(void)
{
    priorities();
    limits();
    system_says();
}

int main(void)
{
    return libc_run(tests);
}
