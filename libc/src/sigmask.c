/* Blocking signals and waiting for them (<signal.h>, <unistd.h>). */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <signal.h>
#include <unistd.h>

int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
    sigset_t allowed;
    if (set) {
        if ((unsigned)how > SIG_SETMASK)
            return EINVAL;
        allowed = *set;
        sigdelset(&allowed, SIGCANCEL);
    }
    return (int)-sys_rt_sigprocmask(how, set ? &allowed : NULL, old, sizeof(sigset_t));
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
    return sys_result(-pthread_sigmask(how, set, old));
}

static int mask_one(int how, int signal)
{
    sigset_t set;
    sigemptyset(&set);
    return sigaddset(&set, signal) == 0 ? sigprocmask(how, &set, NULL) : -1;
}

int sighold(int signal)
{
    return mask_one(SIG_BLOCK, signal);
}

int sigrelse(int signal)
{
    return mask_one(SIG_UNBLOCK, signal);
}

int sigpending(sigset_t *set)
{
    return sys_result(sys_rt_sigpending(set, sizeof(sigset_t)));
}

int sigsuspend(const sigset_t *mask)
{
    sigset_t allowed = *mask;
    sigdelset(&allowed, SIGCANCEL);
    return sys_result(sys_cancel(SYS_rt_sigsuspend, &allowed, sizeof(sigset_t), 0, 0));
}

int pause(void)
{
    return sys_result(sys_cancel(SYS_pause, 0, 0, 0, 0));
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
                 const struct timespec *restrict timeout)
{
    sigset_t allowed = *set;
    sigdelset(&allowed, SIGCANCEL);
    return sys_result(sys_cancel(SYS_rt_sigtimedwait, &allowed, info, timeout, sizeof(sigset_t)));
}

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
    return sigtimedwait(set, info, NULL);
}

/* Returns an error number. A handler that runs meanwhile doesn't end it. */
int sigwait(const sigset_t *restrict set, int *restrict signal)
{
    int error = errno, result;
    do
        result = sigtimedwait(set, NULL, NULL);
    while (result < 0 && errno == EINTR);
    if (result < 0) {
        result = errno;
        errno = error;
        return result;
    }
    *signal = result;
    return 0;
}
