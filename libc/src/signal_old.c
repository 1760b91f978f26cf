/* Signals as System V and 4.2BSD had them (<signal.h>). */
#include "syscall.h"
#include <errno.h>
#include <signal.h>
#include <unistd.h>

void (*sigset(int signal, void (*handler)(int)))(int)
{
    struct sigaction action = {.sa_handler = handler}, old;
    sigset_t set, before;
    if (sigaction(signal, handler == SIG_HOLD ? NULL : &action, &old) != 0)
        return SIG_ERR;
    if (handler == SIG_HOLD && (signal == SIGKILL || signal == SIGSTOP)) {
        errno = EINVAL;
        return SIG_ERR;
    }
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigprocmask(handler == SIG_HOLD ? SIG_BLOCK : SIG_UNBLOCK, &set, &before);
    return sigismember(&before, signal) ? SIG_HOLD : old.sa_handler;
}

int sigpause(int signal)
{
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    return sigdelset(&mask, signal) == 0 ? sigsuspend(&mask) : -1;
}

/* The first 31 signals, as bits of a word. */
static int change_mask(int how, int bits)
{
    sigset_t set, before;
    int result = 0;
    sigemptyset(&set);
    for (int signal = 1; signal < 32; signal++)
        if (bits & sigmask(signal))
            sigaddset(&set, signal);
    sigprocmask(how, &set, &before);
    for (int signal = 1; signal < 32; signal++)
        if (sigismember(&before, signal))
            result |= sigmask(signal);
    return result;
}

int sigblock(int mask)
{
    return change_mask(SIG_BLOCK, mask);
}

int sigsetmask(int mask)
{
    return change_mask(SIG_SETMASK, mask);
}

int siggetmask(void)
{
    return change_mask(SIG_BLOCK, 0);
}
