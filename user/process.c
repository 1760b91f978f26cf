/*
 * A worker in a process. Python: p = multiprocessing.Process(target=worker); p.start(); p.join()
 * Read thread.c first: `diff user/thread.c user/process.c`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int counter = 0;

static void *worker(void *unused)
{
    counter = counter + 1;
    printf("worker: counter = %d\n", counter);
    return NULL;
}

int main(void)
{
    pid_t process = fork();
    if (process == 0) {
        worker(NULL);
        exit(0);
    }

    waitpid(process, NULL, 0);
    printf("main:   counter = %d\n", counter);
    return 0;
}
