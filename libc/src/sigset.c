/* Sets of signals (<signal.h>). */
#include "syscall.h"
#include <errno.h>
#include <signal.h>

#define BIT(signal)       (1ul << ((signal)-1) % 32)
#define WORD(set, signal) ((set)->__bits[((signal)-1) / 32])

static int is_bad(int signal)
{
    return signal < 1 || signal > SIGNALS;
}

int sigemptyset(sigset_t *set)
{
    set->__bits[0] = set->__bits[1] = 0;
    return 0;
}

int sigfillset(sigset_t *set)
{
    set->__bits[0] = set->__bits[1] = ~0ul;
    return 0;
}

int sigaddset(sigset_t *set, int signal)
{
    if (is_bad(signal))
        return sys_result(-EINVAL);
    WORD(set, signal) |= BIT(signal);
    return 0;
}

int sigdelset(sigset_t *set, int signal)
{
    if (is_bad(signal))
        return sys_result(-EINVAL);
    WORD(set, signal) &= ~BIT(signal);
    return 0;
}

int sigismember(const sigset_t *set, int signal)
{
    if (is_bad(signal))
        return sys_result(-EINVAL);
    return (WORD(set, signal) & BIT(signal)) != 0;
}

int sigisemptyset(const sigset_t *set)
{
    return (set->__bits[0] | set->__bits[1]) == 0;
}

int sigorset(sigset_t *to, const sigset_t *a, const sigset_t *b)
{
    for (int i = 0; i < 2; i++)
        to->__bits[i] = a->__bits[i] | b->__bits[i];
    return 0;
}

int sigandset(sigset_t *to, const sigset_t *a, const sigset_t *b)
{
    for (int i = 0; i < 2; i++)
        to->__bits[i] = a->__bits[i] & b->__bits[i];
    return 0;
}
