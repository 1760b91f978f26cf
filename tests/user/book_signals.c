/* runs on Linux */
/* Handlers, an interval timer, sigsuspend, and a jump out of a handler. */
#include "book.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
static sigjmp_buf env;
static volatile sig_atomic_t alarms, usr;
void handler(int sig)
{
    if (sig == SIGALRM)
        alarms++;
    else
        usr++;
}
void timeout(int sig)
{
    siglongjmp(env, 1);
}
int main(void)
{
    struct sigaction sa;
    sigset_t mask, old;
    sa.sa_handler = handler;
    sigemptyset(&sa.sa_mask);
    sa.sa_flags = SA_RESTART;
    if (sigaction(SIGUSR1, &sa, NULL) == -1) {
        perror("sigaction");
        exit(EXIT_FAILURE);
    }
    sigaction(SIGALRM, &sa, NULL);
    struct itimerval it = {{0, 20000}, {0, 20000}};
    setitimer(ITIMER_REAL, &it, NULL);
    while (alarms < 5)
        pause();
    it.it_value.tv_usec = 0;
    setitimer(ITIMER_REAL, &it, NULL);
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigprocmask(SIG_BLOCK, &mask, &old);
    pid_t child = fork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        exit(0);
    }
    while (!usr)
        sigsuspend(&old);
    sigprocmask(SIG_SETMASK, &old, NULL);
    waitpid(child, NULL, 0);
    signal(SIGALRM, timeout);
    if (sigsetjmp(env, 1) == 0) {
        alarm(1);
        for (;;)
            ;
    }
    printf("%s alarms, %d usr\n", alarms >= 5 ? "enough" : "few", (int)usr);
    return 0;
}

#undef main

int main(void)
{
    alarm(1); /* the first one ever starts a thread of the kernel of Weft, which stays */
    alarm(0);
    return book_run(program, "enough alarms, 1 usr\n");
}
