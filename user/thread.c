/*
 * A worker in a thread. Python: t = threading.Thread(target=worker); t.start(); t.join()
 * Read process.c next: `diff user/thread.c user/process.c`.
 */
#include <pthread.h>
#include <stdio.h>

static int counter = 0;

static void *worker(void *unused)
{
    counter = counter + 1;
    printf("worker: counter = %d\n", counter);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, worker, NULL);

    pthread_join(thread, NULL);
    printf("main:   counter = %d\n", counter);
    return 0;
}
