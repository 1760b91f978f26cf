/* One thread asks about another, or signals it (<pthread.h>, <signal.h>). */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/user.h>
#include <unistd.h>

#define NAME_SIZE       16
#define CPUCLOCK_THREAD 6 /* the clock of a thread, below its tid's complement */

static int is_self(pthread_t thread)
{
    return (struct tcb *)thread == tcb_current();
}

static int tid_of(pthread_t thread)
{
    return is_self(thread) ? (int)sys_gettid()
                           : __atomic_load_n(&((struct tcb *)thread)->tid, __ATOMIC_RELAXED);
}

/* A thread that has ended but was not joined yet is signalled in vain. */
int pthread_kill(pthread_t thread, int signal)
{
    if ((unsigned)signal > SIGNALS)
        return EINVAL;
    if (((struct tcb *)thread)->state == THREAD_FREE)
        return ESRCH;
    int tid = tid_of(thread);
    int error = tid ? (int)-sys_tgkill(getpid(), tid, signal) : 0;
    return error == ESRCH ? 0 : error;
}

int pthread_getcpuclockid(pthread_t thread, clockid_t *clock)
{
    if (((struct tcb *)thread)->state == THREAD_FREE)
        return ESRCH;
    *clock = is_self(thread) ? CLOCK_THREAD_CPUTIME_ID
                             : (clockid_t)(~(unsigned)tid_of(thread) << 3 | CPUCLOCK_THREAD);
    return 0;
}

/* The first thread's stack ends behind the program's name, or the kernel's random bytes, and grows down to
 * its limit. */
static void first_stack(pthread_attr_t *attributes)
{
    struct rlimit limit;
    uintptr_t top = getauxval(AT_EXECFN) ? getauxval(AT_EXECFN) : getauxval(AT_RANDOM);
    size_t size = 8u << 20;
    top = (top + PAGE_SIZE - 1) & -(uintptr_t)PAGE_SIZE;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < 1u << 30)
        size = limit.rlim_cur & -(size_t)PAGE_SIZE;
    attributes->__stack = (void *)(top - size);
    attributes->__stack_size = size;
}

int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    const struct tcb *tcb = (const struct tcb *)thread;
    pthread_attr_init(attributes);
    attributes->__detach_state = tcb->state == THREAD_DETACHED;
    attributes->__policy = tcb->policy;
    attributes->__priority = tcb->priority;
    attributes->__guard_size = tcb->guard_size + 1;
    attributes->__stack = tcb->stack;
    attributes->__stack_size = tcb->stack_size;
    if (!tcb->stack)
        first_stack(attributes);
    return 0;
}

static int name_file(pthread_t thread, int flags)
{
    char path[48];
    snprintf(path, sizeof(path), "/proc/self/task/%d/comm", tid_of(thread));
    return (int)sys_open(path, flags, 0);
}

int pthread_setname_np(pthread_t thread, const char *name)
{
    size_t length = strlen(name);
    if (length >= NAME_SIZE)
        return ERANGE;
    int fd = name_file(thread, O_WRONLY);
    if (fd < 0)
        return -fd;
    long written = sys_write(fd, name, length);
    sys_close(fd);
    return written < 0 ? (int)-written : 0;
}

int pthread_getname_np(pthread_t thread, char *name, size_t size)
{
    if (size < NAME_SIZE)
        return ERANGE;
    int fd = name_file(thread, O_RDONLY);
    if (fd < 0)
        return -fd;
    long length = sys_read(fd, name, NAME_SIZE);
    sys_close(fd);
    if (length <= 0)
        return length < 0 ? (int)-length : EIO;
    name[length - 1] = 0; /* in place of the newline */
    return 0;
}

int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *set)
{
    return (int)-sys_sched_setaffinity(tid_of(thread), size, &set->bits);
}

int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set)
{
    long result = sys_sched_getaffinity(tid_of(thread), size, &set->bits);
    return result < 0 ? (int)-result : 0;
}

int pthread_yield(void)
{
    return sched_yield();
}

/* Linux asks for the number that rt_tgsigqueueinfo has; where there is none, the value is lost. */
int pthread_sigqueue(pthread_t thread, int signal, const union sigval value)
{
    siginfo_t info = {.si_signo = signal, .si_code = SI_QUEUE};
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value = value;
    long result = syscall4(335, getpid(), tid_of(thread), signal, (long)&info);
    return result == -ENOSYS ? pthread_kill(thread, signal) : (int)-result;
}
