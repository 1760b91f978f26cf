/*
 * processes [seconds]: four processes, for loom: a parent and three children, each with a counter of its own.
 * Each works, then waits; the first works most.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES 4

static long counter;
static int seconds = 60;

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

/* Uses the CPU for so many milliseconds of the process's own time. */
static void work(int ms)
{
    double end = now(CLOCK_PROCESS_CPUTIME_ID) + ms * 1e-3;
    while (now(CLOCK_PROCESS_CPUTIME_ID) < end)
        continue;
}

static void rest(int ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static void worker(int number)
{
    double end = now(CLOCK_MONOTONIC) + seconds;
    while (now(CLOCK_MONOTONIC) < end) {
        work(160 - 40 * number);
        counter++;
        rest(100 + 100 * number);
    }
    printf("process %d counted to %ld\n", (int)getpid(), counter);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        seconds = atoi(argv[1]);
    for (int i = 1; i < PROCESSES; i++) {
        rest(300);
        if (fork() == 0) {
            worker(i);
            _exit(0);
        }
    }
    worker(0);
    while (wait(NULL) > 0)
        continue;
    return 0;
}
