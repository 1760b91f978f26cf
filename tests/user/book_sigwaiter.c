/* runs on Linux */
/* A thread that takes the signals of all. */
#include "book.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static void *sig_thread(void *arg)
{
    sigset_t *set = arg;
    int s, sig;
    for (;;) {
        s = sigwait(set, &sig);
        if (s != 0)
            exit(1);
        printf("Signal handling thread got signal %d\n", sig);
        if (sig == SIGTERM)
            return NULL;
    }
}
int main(void)
{
    pthread_t thread;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&thread, NULL, &sig_thread, (void *)&set);
    kill(getpid(), SIGUSR1);
    usleep(10000);
    kill(getpid(), SIGTERM);
    return pthread_join(thread, NULL);
}

#undef main

int main(void)
{
    return book_run(program, "Signal handling thread got signal 10\nSignal handling thread got signal 15\n");
}
