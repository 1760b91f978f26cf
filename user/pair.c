/*
 * pair threads | pair processes: two flows of execution that stay, to be looked at. Two threads of one
 * process, or a process and its child; before it became two it has written 1000 to a counter that has a page
 * to itself. Then both sleep. Signal USR1 has the second one write to the counter; TERM ends both.
 *
 *     pair -r ...   they run, for ever, in place of sleeping: then CR3 can be seen in QEMU's monitor
 *     pair -w ...   the second has written to the counter by the time the line is printed
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    volatile long value;
    char rest[4096 - sizeof(long)];
} counter __attribute__((aligned(4096)));

static bool running, writing;
static int ready[2]; /* the pipe through which the second one says its number */

static void write_counter(int signal)
{
    counter.value = counter.value + 1;
}

/* Sleeps or runs; what it is told to do comes by signals. */
static void stay(void)
{
    for (;;)
        if (!running)
            pause();
}

static void *second(void *unused)
{
    sigset_t set;
    int number = (int)syscall(SYS_gettid);

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    if (writing)
        write_counter(0);
    write(ready[1], &number, sizeof number);
    stay();
    return NULL;
}

static int start_second(bool thread)
{
    pthread_t other;
    pid_t child;
    int number = -1;

    if (pipe(ready) != 0)
        return -1;
    if (thread) {
        if (pthread_create(&other, NULL, second, NULL) != 0)
            return -1;
    } else if ((child = fork()) == 0) {
        signal(SIGTERM, SIG_DFL);
        second(NULL);
    } else if (child < 0) {
        return -1;
    }
    read(ready[0], &number, sizeof number);
    return number;
}

static volatile int child;

static void end(int signal)
{
    if (child > 0)
        kill(child, SIGTERM);
    _exit(0);
}

int main(int argc, char **argv)
{
    int word = 1, number;

    for (; word < argc && argv[word][0] == '-'; word++) {
        running |= strcmp(argv[word], "-r") == 0;
        writing |= strcmp(argv[word], "-w") == 0;
        if (strcmp(argv[word], "-r") != 0 && strcmp(argv[word], "-w") != 0)
            argc = 0; /* not understood */
    }
    bool thread = word < argc && strcmp(argv[word], "threads") == 0;
    if (word + 1 != argc || (!thread && strcmp(argv[word], "processes") != 0)) {
        fputs("usage: pair [-r] [-w] threads | processes\n", stderr);
        return 2;
    }
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGUSR1, write_counter);
    signal(SIGTERM, end);
    signal(SIGINT, end);
    counter.value = 1000;
    number = start_second(thread);
    if (number < 0) {
        fprintf(stderr, "pair: %s\n", strerror(errno));
        return 1;
    }
    if (!thread)
        child = number;
    if (thread)
        printf("threads %d and %d of process %d; counter at %08lx.  Look: vmmap -t %d %d\n", getpid(), number,
               getpid(), (unsigned long)&counter, getpid(), number);
    else
        printf("processes %d and %d; counter at %08lx.  Look: vmmap %d %d\n", getpid(), number,
               (unsigned long)&counter, getpid(), number);
    printf("The second writes to it: kill -USR1 %d   Both end: kill %d\n", thread ? getpid() : number,
           getpid());
    fflush(stdout);
    stay();
}
