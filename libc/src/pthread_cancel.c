/*
 * Cancelling threads (<pthread.h>). pthread_cancel sets a flag and sends SIGCANCEL; its handler ends the
 * thread if it may be cancelled at any time, or stands before a cancellation point's system call.
 */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

extern char __cancel_begin[], __cancel_end[], __cancel_landing[];

void __cancel_now(void)
{
    pthread_exit(PTHREAD_CANCELED);
}

static void cancel_arrives(int signal, siginfo_t *info, void *context)
{
    int cancel = tcb_current()->cancel;
    greg_t *at = &((ucontext_t *)context)->uc_mcontext.gregs[REG_EIP];
    if (cancel == (CANCEL_PENDING | CANCEL_ASYNCHRONOUS) ||
        (cancel == CANCEL_PENDING && *at >= (greg_t)__cancel_begin && *at < (greg_t)__cancel_end))
        *at = (greg_t)__cancel_landing;
}

static void act_if_pending(struct tcb *self)
{
    if ((__atomic_load_n(&self->cancel, __ATOMIC_RELAXED) & (CANCEL_PENDING | CANCEL_DISABLED)) ==
        CANCEL_PENDING)
        __cancel_now();
}

int pthread_cancel(pthread_t thread)
{
    static int handled;
    struct tcb *tcb = (struct tcb *)thread;
    if (tcb->state == THREAD_FREE)
        return ESRCH;
    if (!__atomic_exchange_n(&handled, 1, __ATOMIC_RELAXED)) {
        struct sigaction action = {.sa_sigaction = cancel_arrives, .sa_flags = SA_SIGINFO | SA_RESTART};
        sigfillset(&action.sa_mask);
        __sigaction(SIGCANCEL, &action, NULL);
    }
    __atomic_fetch_or(&tcb->cancel, CANCEL_PENDING, __ATOMIC_SEQ_CST);
    if (tcb == tcb_current()) {
        if (tcb->cancel == (CANCEL_PENDING | CANCEL_ASYNCHRONOUS))
            __cancel_now();
        return 0;
    }
    int tid = __atomic_load_n(&tcb->tid, __ATOMIC_RELAXED);
    if (tid)
        sys_tgkill(getpid(), tid, SIGCANCEL);
    return 0;
}

void pthread_testcancel(void)
{
    act_if_pending(tcb_current());
}

int pthread_setcancelstate(int state, int *old)
{
    struct tcb *self = tcb_current();
    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
        return EINVAL;
    int before = state == PTHREAD_CANCEL_DISABLE
                     ? __atomic_fetch_or(&self->cancel, CANCEL_DISABLED, __ATOMIC_SEQ_CST)
                     : __atomic_fetch_and(&self->cancel, ~CANCEL_DISABLED, __ATOMIC_SEQ_CST);
    if (old)
        *old = before & CANCEL_DISABLED ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE;
    if (self->cancel & CANCEL_ASYNCHRONOUS)
        act_if_pending(self);
    return 0;
}

int pthread_setcanceltype(int type, int *old)
{
    struct tcb *self = tcb_current();
    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
        return EINVAL;
    int before = type == PTHREAD_CANCEL_ASYNCHRONOUS
                     ? __atomic_fetch_or(&self->cancel, CANCEL_ASYNCHRONOUS, __ATOMIC_SEQ_CST)
                     : __atomic_fetch_and(&self->cancel, ~CANCEL_ASYNCHRONOUS, __ATOMIC_SEQ_CST);
    if (old)
        *old = before & CANCEL_ASYNCHRONOUS ? PTHREAD_CANCEL_ASYNCHRONOUS : PTHREAD_CANCEL_DEFERRED;
    if (type == PTHREAD_CANCEL_ASYNCHRONOUS)
        act_if_pending(self);
    return 0;
}
