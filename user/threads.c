/*
 * threads [seconds]: four threads in one process, for loom. Each works, then waits; the first works most. One
 * of them also waits for the others: all four add to one counter, which only one may touch at a time.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define THREADS 4

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long counter; /* guarded by lock */
static int seconds = 60;

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

/* Uses the CPU for so many milliseconds of the thread's own time. */
static void work(int ms)
{
    double end = now(CLOCK_THREAD_CPUTIME_ID) + ms * 1e-3;
    while (now(CLOCK_THREAD_CPUTIME_ID) < end)
        continue;
}

static void rest(int ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static void *worker(void *argument)
{
    int number = *(int *)argument;
    double end = now(CLOCK_MONOTONIC) + seconds;
    while (now(CLOCK_MONOTONIC) < end) {
        work(160 - 40 * number);
        pthread_mutex_lock(&lock);
        counter++;
        pthread_mutex_unlock(&lock);
        rest(100 + 100 * number);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    int numbers[THREADS] = {0, 1, 2, 3};
    if (argc > 1)
        seconds = atoi(argv[1]);
    for (int i = 1; i < THREADS; i++) {
        rest(300);
        pthread_create(&threads[i], NULL, worker, &numbers[i]);
    }
    worker(&numbers[0]);
    for (int i = 1; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("one counter, four threads: %ld\n", counter);
    return 0;
}
