/* What signals do (<signal.h>). */
#include "syscall.h"
#include "thread.h"
#include <abi/sigaction.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

void __signal_return(void);
void __signal_return_info(void);

int __sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
    struct kernel_sigaction new, before = {0};
    if (action) {
        new.handler = action->sa_handler;
        new.flags = (unsigned long)action->sa_flags | SA_RESTORER;
        new.restorer = action->sa_flags &SA_SIGINFO ? __signal_return_info : __signal_return;
        new.mask = action->sa_mask;
        sigdelset(&new.mask, SIGCANCEL);
    }
    long result = sys_rt_sigaction(signal, action ? &new : NULL, old ? &before : NULL, sizeof(sigset_t));
    if (result == 0 && old) {
        old->sa_handler = before.handler;
        old->sa_flags = (int)(before.flags & ~SA_RESTORER);
        old->sa_restorer = NULL;
        old->sa_mask = before.mask;
    }
    return sys_result(result);
}

int sigaction(int signal, const struct sigaction *restrict action, struct sigaction *restrict old)
{
    if (signal == SIGCANCEL)
        return sys_result(-EINVAL);
    return __sigaction(signal, action, old);
}

/* As BSD and Linux have it: calls go on after the handler, and the handler stays. */
void (*signal(int signal, void (*handler)(int)))(int)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, old = {0};
    return sigaction(signal, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}

int siginterrupt(int signal, int interrupt)
{
    struct sigaction action = {0};
    if (sigaction(signal, NULL, &action) != 0)
        return -1;
    action.sa_flags &= ~SA_RESTART;
    if (!interrupt)
        action.sa_flags |= SA_RESTART;
    return sigaction(signal, &action, NULL);
}

int sigignore(int number)
{
    return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0;
}

int sigaltstack(const stack_t *restrict stack, stack_t *restrict old)
{
    return sys_result(sys_sigaltstack(stack, old));
}
