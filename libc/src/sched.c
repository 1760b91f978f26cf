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
