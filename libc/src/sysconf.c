/* What the system offers (sysconf). */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/user.h>
#include <unistd.h>

int getpagesize(void)
{
    return PAGE_SIZE;
}

/* Values that never change; -1: offered, but with no limit. Names that aren't here are unknown. */
static const struct {
    short name;
    long value;
} constants[] = {
    {_SC_ARG_MAX, ARG_MAX},
    {_SC_CLK_TCK, 100},
    {_SC_NGROUPS_MAX, NGROUPS_MAX},
    {_SC_STREAM_MAX, 1000},
    {_SC_TZNAME_MAX, 6},
    {_SC_JOB_CONTROL, _POSIX_JOB_CONTROL},
    {_SC_SAVED_IDS, 1},
    {_SC_REALTIME_SIGNALS, _POSIX_REALTIME_SIGNALS},
    {_SC_PRIORITY_SCHEDULING, _POSIX_PRIORITY_SCHEDULING},
    {_SC_TIMERS, _POSIX_TIMERS},
    {_SC_FSYNC, _POSIX_FSYNC},
    {_SC_MAPPED_FILES, _POSIX_MAPPED_FILES},
    {_SC_ASYNCHRONOUS_IO, _POSIX_ASYNCHRONOUS_IO},
    {_SC_PRIORITIZED_IO, _POSIX_PRIORITIZED_IO},
    {_SC_SYNCHRONIZED_IO, _POSIX_SYNCHRONIZED_IO},
    {_SC_AIO_LISTIO_MAX, -1},
    {_SC_AIO_MAX, -1},
    {_SC_AIO_PRIO_DELTA_MAX, AIO_PRIO_DELTA_MAX},
    {_SC_MQ_OPEN_MAX, -1},
    {_SC_MQ_PRIO_MAX, MQ_PRIO_MAX},
    {_SC_MEMLOCK, _POSIX_MEMLOCK},
    {_SC_MEMLOCK_RANGE, _POSIX_MEMLOCK_RANGE},
    {_SC_MEMORY_PROTECTION, _POSIX_MEMORY_PROTECTION},
    {_SC_MESSAGE_PASSING, _POSIX_MESSAGE_PASSING},
    {_SC_SEMAPHORES, _POSIX_SEMAPHORES},
    {_SC_SHARED_MEMORY_OBJECTS, _POSIX_SHARED_MEMORY_OBJECTS},
    {_SC_DELAYTIMER_MAX, DELAYTIMER_MAX},
    {_SC_VERSION, _POSIX_VERSION},
    {_SC_PAGESIZE, PAGE_SIZE},
    {_SC_RTSIG_MAX, RTSIG_MAX},
    {_SC_SEM_NSEMS_MAX, -1},
    {_SC_SEM_VALUE_MAX, SEM_VALUE_MAX},
    {_SC_SIGQUEUE_MAX, -1},
    {_SC_TIMER_MAX, 256},
    {_SC_LINE_MAX, LINE_MAX},
    {_SC_IOV_MAX, IOV_MAX},
    {_SC_THREADS, _POSIX_THREADS},
    {_SC_THREAD_SAFE_FUNCTIONS, _POSIX_THREAD_SAFE_FUNCTIONS},
    {_SC_GETGR_R_SIZE_MAX, 1024},
    {_SC_GETPW_R_SIZE_MAX, 1024},
    {_SC_LOGIN_NAME_MAX, LOGIN_NAME_MAX},
    {_SC_TTY_NAME_MAX, TTY_NAME_MAX},
    {_SC_THREAD_DESTRUCTOR_ITERATIONS, PTHREAD_DESTRUCTOR_ITERATIONS},
    {_SC_THREAD_KEYS_MAX, PTHREAD_KEYS_MAX},
    {_SC_THREAD_STACK_MIN, PTHREAD_STACK_MIN},
    {_SC_THREAD_THREADS_MAX, -1},
    {_SC_THREAD_ATTR_STACKADDR, _POSIX_THREAD_ATTR_STACKADDR},
    {_SC_THREAD_ATTR_STACKSIZE, _POSIX_THREAD_ATTR_STACKSIZE},
    {_SC_THREAD_PRIORITY_SCHEDULING, _POSIX_THREAD_PRIORITY_SCHEDULING},
    {_SC_THREAD_PRIO_INHERIT, _POSIX_THREAD_PRIO_INHERIT},
    {_SC_THREAD_PRIO_PROTECT, _POSIX_THREAD_PRIO_PROTECT},
    {_SC_THREAD_PROCESS_SHARED, _POSIX_THREAD_PROCESS_SHARED},
    {_SC_ATEXIT_MAX, ATEXIT_MAX},
    {_SC_BARRIERS, _POSIX_BARRIERS},
    {_SC_CLOCK_SELECTION, _POSIX_CLOCK_SELECTION},
    {_SC_CPUTIME, 200809L},
    {_SC_THREAD_CPUTIME, 200809L},
    {_SC_MONOTONIC_CLOCK, 200809L},
    {_SC_READER_WRITER_LOCKS, _POSIX_READER_WRITER_LOCKS},
    {_SC_SPIN_LOCKS, _POSIX_SPIN_LOCKS},
    {_SC_SPAWN, _POSIX_SPAWN},
    {_SC_TIMEOUTS, _POSIX_TIMEOUTS},
    {_SC_HOST_NAME_MAX, HOST_NAME_MAX},
};

static long limit_of(int which)
{
    struct rlimit limit;
    if (getrlimit(which, &limit) != 0 || limit.rlim_cur > LONG_MAX)
        return -1;
    return (long)limit.rlim_cur;
}

/* The CPUs that this process may run on. */
static long processors(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) ? CPU_COUNT(&set) : 1;
}

long sysconf(int name)
{
    int error = errno;
    long value;
    struct sysinfo info;
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
        if (constants[i].name == name)
            return constants[i].value;
    switch (name) {
    case _SC_OPEN_MAX:
        value = limit_of(RLIMIT_NOFILE);
        break;
    case _SC_CHILD_MAX:
        value = limit_of(RLIMIT_NPROC);
        break;
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN:
        value = processors();
        break;
    case _SC_PHYS_PAGES:
        value = sysinfo(&info) < 0 ? -1 : (long)((uint64_t)info.totalram * info.mem_unit / PAGE_SIZE);
        break;
    case _SC_AVPHYS_PAGES:
        value = sysinfo(&info) < 0 ? -1 : (long)((uint64_t)info.freeram * info.mem_unit / PAGE_SIZE);
        break;
    default:
        errno = EINVAL;
        return -1;
    }
    errno = error;
    return value;
}

int getdtablesize(void)
{
    return (int)sysconf(_SC_OPEN_MAX);
}
