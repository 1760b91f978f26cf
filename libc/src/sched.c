/* Scheduling (<sched.h>). */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <sched.h>
#include <stdarg.h>

int sched_yield(void)
{
    return sys_result(sys_sched_yield());
}

int sched_setaffinity(pid_t thread, size_t size, const cpu_set_t *set)
{
    return sys_result(sys_sched_setaffinity(thread, size, &set->bits));
}

int sched_getaffinity(pid_t thread, size_t size, cpu_set_t *set)
{
    long result = sys_sched_getaffinity(thread, size, &set->bits);
    return result < 0 ? sys_result(result) : 0;
}

int sched_getcpu(void)
{
    unsigned cpu;
    long result = sys_getcpu(&cpu, NULL, NULL);
    return result < 0 ? sys_result(result) : (int)cpu;
}

int clone(int (*function)(void *), void *stack_top, int flags, void *argument, ...)
{
    if (!function || !stack_top)
        return sys_result(-EINVAL);
    va_list arguments;
    va_start(arguments, argument);
    pid_t *parent_tid = va_arg(arguments, pid_t *);
    void *tls = va_arg(arguments, void *);
    pid_t *child_tid = va_arg(arguments, pid_t *);
    va_end(arguments);
    return sys_result(__clone(function, stack_top, flags, argument, parent_tid, tls, child_tid));
}
