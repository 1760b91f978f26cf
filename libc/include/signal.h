/* Signals (POSIX). */
#pragma once
#include <abi/siginfo.h>
#include <abi/signal.h>
#include <sys/types.h>

#define NSIG  (SIGNALS + 1)
#define _NSIG NSIG
#ifndef SIGPOLL
#define SIGPOLL SIGIO
#endif
#ifndef SIGIOT
#define SIGIOT SIGABRT
#endif
#define SIGRTMIN 34 /* those below are the library's */
#define SIGRTMAX 64

typedef int sig_atomic_t;
typedef union sigval sigval_t;
typedef void (*sighandler_t)(int);
typedef sighandler_t __sighandler_t;

/* How a timer, a message queue or asynchronous input and output tell that something happened. */
#define SIGEV_SIGNAL    0
#define SIGEV_NONE      1
#define SIGEV_THREAD    2
#define SIGEV_THREAD_ID 4
typedef struct sigevent {
    union sigval sigev_value;
    int sigev_signo;
    int sigev_notify;
    union {
        int __room[13];
        pid_t sigev_notify_thread_id;
        struct {
            void (*sigev_notify_function)(union sigval);
            pthread_attr_t *sigev_notify_attributes;
        };
    };
} sigevent_t;

typedef sighandler_t sig_t;

#define SIGCLD       SIGCHLD
#define SI_SIGIO     (-5)
#define ILL_ILLADR   3
#define ILL_ILLTRP   4
#define ILL_PRVOPC   5
#define ILL_PRVREG   6
#define ILL_COPROC   7
#define ILL_BADSTK   8
#define FPE_FLTSUB   8
#define BUS_OBJERR   3
#define POLL_IN      1
#define POLL_OUT     2
#define POLL_MSG     3
#define POLL_ERR     4
#define POLL_PRI     5
#define POLL_HUP     6
#define NGREG        19
#define SA_INTERRUPT 0x20000000
#define SA_STACK     SA_ONSTACK
#define SA_NOMASK    SA_NODEFER
#define SA_ONESHOT   SA_RESETHAND

struct sigaction {
    union {
        void (*sa_handler)(int);
        void (*sa_sigaction)(int, siginfo_t *, void *);
    };
    sigset_t sa_mask;
    int sa_flags;
    void (*sa_restorer)(void);
};

int kill(pid_t pid, int signal);
int killpg(pid_t group, int signal);
int raise(int signal);
#ifdef _GNU_SOURCE
int tgkill(pid_t pid, pid_t tid, int signal);
#endif
int sigqueue(pid_t pid, int signal, const union sigval value);

void (*signal(int signal, void (*handler)(int)))(int);
int sigaction(int signal, const struct sigaction *__restrict action, struct sigaction *__restrict old);
int siginterrupt(int signal, int interrupt);
int sigaltstack(const stack_t *__restrict stack, stack_t *__restrict old);

int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int signal);
int sigdelset(sigset_t *set, int signal);
int sigismember(const sigset_t *set, int signal);
int sigisemptyset(const sigset_t *set);
int sigorset(sigset_t *to, const sigset_t *a, const sigset_t *b);
int sigandset(sigset_t *to, const sigset_t *a, const sigset_t *b);

int sigprocmask(int how, const sigset_t *__restrict set, sigset_t *__restrict old);
int pthread_sigmask(int how, const sigset_t *__restrict set, sigset_t *__restrict old);
int sigpending(sigset_t *set);
int sigsuspend(const sigset_t *mask);
int sigwait(const sigset_t *__restrict set, int *__restrict signal);
int sigwaitinfo(const sigset_t *__restrict set, siginfo_t *__restrict info);
int sigtimedwait(const sigset_t *__restrict set, siginfo_t *__restrict info,
                 const struct timespec *__restrict timeout);
int sighold(int signal);
int sigrelse(int signal);
int sigignore(int signal);
int sigpause(int signal);
#define SIG_HOLD ((void (*)(int))2)
void (*sigset(int signal, void (*handler)(int)))(int);
#define sigmask(signal) (1 << ((signal)-1))
int sigblock(int mask);
int sigsetmask(int mask);
int siggetmask(void);

int pthread_kill(pthread_t thread, int signal);
int pthread_sigqueue(pthread_t thread, int signal, const union sigval value);

void psignal(int signal, const char *text);
void psiginfo(const siginfo_t *info, const char *text);
