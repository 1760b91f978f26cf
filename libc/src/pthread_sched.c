/*
 * Scheduling policies and priorities (<pthread.h>, <sched.h>). They are stored, and checked as POSIX
 * says; every thread gets the same turns whatever they are. A process's are those of its first setting.
 */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#define PRIORITY_LEAST 1
#define PRIORITY_MOST  99

static int process_policy, process_priority;

static int is_real_time(int policy)
{
    return policy == SCHED_FIFO || policy == SCHED_RR;
}

static int is_policy(int policy)
{
    return is_real_time(policy) || policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE;
}

static int is_bad(int policy, int priority)
{
    if (!is_policy(policy))
        return EINVAL;
    int bad = is_real_time(policy) ? priority < PRIORITY_LEAST || priority > PRIORITY_MOST : priority != 0;
    return bad ? EINVAL : 0;
}

int sched_get_priority_min(int policy)
{
    return is_policy(policy) ? is_real_time(policy) ? PRIORITY_LEAST : 0 : sys_result(-EINVAL);
}

int sched_get_priority_max(int policy)
{
    return is_policy(policy) ? is_real_time(policy) ? PRIORITY_MOST : 0 : sys_result(-EINVAL);
}

/* 0 for the caller; others have the default, and must exist. */
static int find(pid_t process, int *own)
{
    if (process < 0)
        return EINVAL;
    *own = process == 0 || process == getpid();
    return *own ? 0 : (int)-sys_kill(process, 0);
}

int sched_getscheduler(pid_t process)
{
    int own, error = find(process, &own);
    return error ? sys_result(-error) : own ? process_policy : SCHED_OTHER;
}

int sched_getparam(pid_t process, struct sched_param *parameters)
{
    int own, error = parameters ? find(process, &own) : EINVAL;
    if (error)
        return sys_result(-error);
    parameters->sched_priority = own ? process_priority : 0;
    return 0;
}

int sched_setscheduler(pid_t process, int policy, const struct sched_param *parameters)
{
    int own, error = parameters ? find(process, &own) : EINVAL;
    if (!error)
        error = is_bad(policy, parameters->sched_priority);
    if (!error && !own)
        error = EPERM;
    if (error)
        return sys_result(-error);
    process_policy = tcb_current()->policy = policy;
    process_priority = tcb_current()->priority = parameters->sched_priority;
    return 0;
}

int sched_setparam(pid_t process, const struct sched_param *parameters)
{
    int policy = sched_getscheduler(process);
    return policy < 0 ? -1 : sched_setscheduler(process, policy, parameters);
}

int sched_rr_get_interval(pid_t process, struct timespec *interval)
{
    return sys_result(process < 0 ? -EINVAL : sys_sched_rr_get_interval(process, interval));
}

int pthread_getschedparam(pthread_t thread, int *restrict policy, struct sched_param *restrict parameters)
{
    struct tcb *tcb = (struct tcb *)thread;
    if (tcb->state == THREAD_FREE)
        return ESRCH;
    *policy = tcb->policy;
    parameters->sched_priority = tcb->priority;
    return 0;
}

int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *parameters)
{
    struct tcb *tcb = (struct tcb *)thread;
    int error = tcb->state == THREAD_FREE ? ESRCH : is_bad(policy, parameters->sched_priority);
    if (error)
        return error;
    tcb->policy = policy;
    tcb->priority = parameters->sched_priority;
    return 0;
}

int pthread_setschedprio(pthread_t thread, int priority)
{
    struct sched_param parameters = {priority};
    return pthread_setschedparam(thread, ((struct tcb *)thread)->policy, &parameters);
}

int pthread_attr_getinheritsched(const pthread_attr_t *restrict attributes, int *restrict inherit)
{
    *inherit = attributes->__inherit;
    return 0;
}

int pthread_attr_setinheritsched(pthread_attr_t *attributes, int inherit)
{
    if (inherit != PTHREAD_INHERIT_SCHED && inherit != PTHREAD_EXPLICIT_SCHED)
        return EINVAL;
    attributes->__inherit = inherit;
    return 0;
}

int pthread_attr_getschedpolicy(const pthread_attr_t *restrict attributes, int *restrict policy)
{
    *policy = attributes->__policy;
    return 0;
}

int pthread_attr_setschedpolicy(pthread_attr_t *attributes, int policy)
{
    if (policy != SCHED_OTHER && !is_real_time(policy))
        return EINVAL;
    attributes->__policy = policy;
    return 0;
}

int pthread_attr_getschedparam(const pthread_attr_t *restrict attributes,
                               struct sched_param *restrict parameters)
{
    parameters->sched_priority = attributes->__priority;
    return 0;
}

int pthread_attr_setschedparam(pthread_attr_t *restrict attributes,
                               const struct sched_param *restrict parameters)
{
    int error = is_bad(attributes->__policy, parameters->sched_priority);
    if (!error)
        attributes->__priority = parameters->sched_priority;
    return error;
}

/* A thread competes with all threads of the machine. */
int pthread_attr_getscope(const pthread_attr_t *restrict attributes, int *restrict scope)
{
    *scope = attributes->__scope;
    return 0;
}

int pthread_attr_setscope(pthread_attr_t *attributes, int scope)
{
    if (scope == PTHREAD_SCOPE_PROCESS)
        return ENOTSUP;
    if (scope != PTHREAD_SCOPE_SYSTEM)
        return EINVAL;
    attributes->__scope = scope;
    return 0;
}

static int concurrency;

int pthread_getconcurrency(void)
{
    return concurrency;
}

int pthread_setconcurrency(int level)
{
    if (level < 0)
        return EINVAL;
    concurrency = level;
    return 0;
}
