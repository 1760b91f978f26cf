/*
 * System calls on signals.
 */
#include "sys/signal.h"
#include "abi/errno.h"
#include "abi/time.h"
#include "lib/format.h"
#include "mm/user.h"
#include "process/process.h"
#include "process/signal.h"
#include "sys/references.h"
#include "sys/syscalls.h"
#include "sys/time.h"
#include "thread/sched.h"
#include "x86/timer.h"

/* Sets are 64-bit numbers, as in process/signal.h; callers say what size they take them to have. */
_Static_assert(sizeof(sigset_t) == sizeof(uint64_t), "the same bits");

static int read_set(const sigset_t *user_set, size_t size, uint64_t *set)
{
    return size != sizeof(*set) ? -EINVAL : copy_from_user(set, user_set, sizeof(*set));
}

long sys_rt_sigaction(int signal, const struct kernel_sigaction *action, struct kernel_sigaction *old,
                      size_t size)
{
    struct kernel_sigaction wanted, before;
    if (size != sizeof(sigset_t) || signal < 1 || signal > SIGNALS)
        return -EINVAL;
    if (action && (signal == SIGKILL || signal == SIGSTOP))
        return -EINVAL;
    if (action && copy_from_user(&wanted, action, sizeof(wanted)))
        return -EFAULT;
    struct process *process = process_current();
    spin_lock(&process_lock);
    struct kernel_sigaction *kept = &process->actions->actions[signal - 1];
    before = *kept;
    if (action)
        *kept = wanted;
    if (action && wanted.handler == SIG_IGN) { /* what waits of it is gone (POSIX) */
        signal_forget_locked(&process->pending, SIGNAL_BIT(signal));
        signal_forget_locked(&thread_current()->pending, SIGNAL_BIT(signal));
    }
    spin_unlock(&process_lock);
    return old ? copy_to_user(old, &before, sizeof(before)) : 0;
}

static int change_blocked(int how, uint64_t value)
{
    const uint64_t before = thread_current()->blocked;
    if (how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
        return -EINVAL;
    spin_lock(&process_lock);
    signal_set_blocked_locked(how == SIG_BLOCK     ? before | value
                              : how == SIG_UNBLOCK ? before & ~value
                                                   : value);
    spin_unlock(&process_lock);
    return 0;
}

/* Of the old form, which knows signals 1 to 32 only, the others stay as they are. */
long signal_exchange_blocked(int how, const void *set, void *old, size_t size)
{
    const uint64_t before = thread_current()->blocked;
    uint64_t value = how == SIG_SETMASK ? before : 0;
    if (set && copy_from_user(&value, set, size))
        return -EFAULT;
    int error = set ? change_blocked(how, value) : 0;
    return error || !old ? error : copy_to_user(old, &before, size);
}

long sys_rt_sigprocmask(int how, const sigset_t *set, sigset_t *old, size_t size)
{
    return size != sizeof(sigset_t) ? -EINVAL : signal_exchange_blocked(how, set, old, size);
}

long sys_rt_sigpending(sigset_t *set, size_t size)
{
    if (size > sizeof(sigset_t))
        return -EINVAL;
    const struct thread *thread = thread_current();
    spin_lock(&process_lock);
    uint64_t waiting = (thread->pending.set | thread->process->pending.set) & thread->blocked;
    spin_unlock(&process_lock);
    return copy_to_user(set, &waiting, size);
}

static bool must_return(void)
{
    return process_current()->exiting || process_current()->exec_thread || signal_waits_locked();
}

/* Sleeps until a signal is to be acted on, or the deadline. The caller holds process_lock. */
static int sleep_for_signal(uint64_t deadline)
{
    if (!must_return())
        __atomic_and_fetch(&thread_current()->work, ~THREAD_WORK_SIGNAL, __ATOMIC_ACQ_REL);
    return sched_sleep(&process_lock, deadline, true);
}

long sys_pause(void)
{
    spin_lock(&process_lock);
    while (!must_return())
        sleep_for_signal(DEADLINE_NEVER);
    spin_unlock(&process_lock);
    return -EINTR;
}

int signal_mask_for_call(const sigset_t *user_set, size_t size)
{
    uint64_t set = thread_current()->blocked;
    int error = user_set ? read_set(user_set, size, &set) : 0;
    if (error)
        return error;
    spin_lock(&process_lock);
    thread_current()->mask_to_restore = thread_current()->blocked;
    signal_set_blocked_locked(set);
    spin_unlock(&process_lock);
    return 0;
}

long signal_unmask_after_call(long result)
{
    struct thread *thread = thread_current();
    spin_lock(&process_lock);
    thread->restore_mask = result == -EINTR;
    if (thread->restore_mask)
        __atomic_or_fetch(&thread->work, THREAD_WORK_SIGNAL, __ATOMIC_RELEASE);
    else
        signal_set_blocked_locked(thread->mask_to_restore);
    spin_unlock(&process_lock);
    return result;
}

long sys_rt_sigsuspend(const sigset_t *mask, size_t size)
{
    int error = mask ? signal_mask_for_call(mask, size) : -EFAULT;
    return error ? error : signal_unmask_after_call(sys_pause());
}

long sys_rt_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout, size_t size)
{
    uint64_t wanted, deadline;
    siginfo_t found;
    int error = read_set(set, size, &wanted);
    if (!error)
        error = time_deadline_from_user(timeout, &deadline);
    if (error)
        return error;
    struct thread *thread = thread_current();
    int signal;
    spin_lock(&process_lock);
    thread->awaited = wanted;
    while (!(signal = signal_take_locked(wanted, &found)) && !must_return() && error != -ETIMEDOUT)
        error = sleep_for_signal(deadline);
    thread->awaited = 0;
    spin_unlock(&process_lock);
    if (!signal)
        return error == -ETIMEDOUT ? -EAGAIN : -EINTR;
    return info && copy_to_user(info, &found, sizeof(found)) ? -EFAULT : signal;
}

long sys_rt_sigqueueinfo(int pid, int signal, const siginfo_t *info)
{
    siginfo_t given;
    if (copy_from_user(&given, info, sizeof(given)))
        return -EFAULT;
    if (signal < 0 || signal > SIGNALS)
        return -EINVAL;
    if (given.si_code >= 0 && (uint32_t)pid != process_current()->pid)
        return -EPERM;
    given.si_signo = signal;
    AUTO_PROCESS process = pid > 0 ? process_find((uint32_t)pid) : NULL;
    if (!process)
        return -ESRCH;
    spin_lock(&process_lock);
    signal_send_locked(process, NULL, &given);
    spin_unlock(&process_lock);
    return 0;
}

long sys_sigaltstack(const stack_t *stack, stack_t *old)
{
    struct thread *thread = thread_current();
    bool in_use = signal_on_handler_stack(thread, stack_trap_frame(thread->stack)->esp);
    stack_t wanted, before = {.ss_sp = (void *)thread->handler_stack,
                              .ss_size = thread->handler_stack_size,
                              .ss_flags = !thread->handler_stack_size ? SS_DISABLE
                                          : in_use                    ? SS_ONSTACK
                                                                      : 0};
    if (stack) {
        if (copy_from_user(&wanted, stack, sizeof(wanted)))
            return -EFAULT;
        bool enabled = !(wanted.ss_flags & SS_DISABLE);
        if (in_use)
            return -EPERM;
        if (wanted.ss_flags & ~(SS_DISABLE | SS_ONSTACK))
            return -EINVAL;
        if (enabled && wanted.ss_size < MINSIGSTKSZ)
            return -ENOMEM;
        thread->handler_stack = (uintptr_t)wanted.ss_sp;
        thread->handler_stack_size = enabled ? wanted.ss_size : 0;
    }
    return old ? copy_to_user(old, &before, sizeof(before)) : 0;
}

/* --- Alarms --- */

long sys_alarm(unsigned seconds)
{
    uint64_t left, every;
    int error = signal_set_alarm(timer_ns_to_cycles((uint64_t)seconds * NS_PER_SECOND), 0, &left, &every);
    return error ? error : (long)divide_64(timer_cycles_to_ns(left) + NS_PER_SECOND - 1, NS_PER_SECOND, NULL);
}

/* To the nearest microsecond. */
static struct timeval timeval_of(uint64_t cycles)
{
    return time_val(timer_cycles_to_ns(cycles) + 500);
}

/* In cycles; false if it is no time. */
static bool timeval_cycles(const struct timeval *time, uint64_t *cycles)
{
    *cycles = timer_ns_to_cycles((uint64_t)time->tv_sec * NS_PER_SECOND + (uint32_t)time->tv_usec * 1000u);
    return time->tv_sec >= 0 && (unsigned long)time->tv_usec < 1000000;
}

/* Of the three only ITIMER_REAL. */
long sys_getitimer(int which, struct itimerval *value)
{
    uint64_t after, every;
    if (which != ITIMER_REAL)
        return -EINVAL;
    signal_get_alarm(&after, &every);
    struct itimerval now = {.it_value = timeval_of(after), .it_interval = timeval_of(every)};
    return copy_to_user(value, &now, sizeof(now));
}

long sys_setitimer(int which, const struct itimerval *value, struct itimerval *old)
{
    struct itimerval wanted = {0};
    uint64_t after, every;
    if (which != ITIMER_REAL)
        return -EINVAL;
    if (value && copy_from_user(&wanted, value, sizeof(wanted)))
        return -EFAULT;
    if (!timeval_cycles(&wanted.it_value, &after) || !timeval_cycles(&wanted.it_interval, &every))
        return -EINVAL;
    int error = signal_set_alarm(after, every, &after, &every);
    struct itimerval before = {.it_value = timeval_of(after), .it_interval = timeval_of(every)};
    return !error && old ? copy_to_user(old, &before, sizeof(before)) : error;
}
