/* 100 threads that meet, 100 children that are waited for, and pipes between them. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANY 100

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t start;
static __thread int own;
static int arrived, sum;

/* All begin together; each waits for its turn, and adds its number. */
static void *take_turn(void *argument)
{
    int number = (int)(long)argument;
    own = number;
    pthread_barrier_wait(&start);
    pthread_mutex_lock(&mutex);
    while (arrived != number)
        pthread_cond_wait(&changed, &mutex);
    sum += own;
    arrived++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    return (void *)(long)(number * 2);
}

static void threads(void)
{
    pthread_t all[MANY];
    long results = 0;
    pthread_barrier_init(&start, NULL, MANY);
    for (long i = 0; i < MANY; i++) {
        int error = pthread_create(&all[i], NULL, take_turn, (void *)i);
        if (error)
            printf("thread %ld: %s\n", i, strerror(error));
    }
    for (int i = 0; i < MANY; i++) {
        void *result;
        pthread_join(all[i], &result);
        results += (long)result;
    }
    printf("%d threads: sum %d, results %ld, own %d\n", arrived, sum, results, own);
}

static void children(void)
{
    pid_t pids[MANY];
    int results[2], ended = 0, status;
    unsigned char byte;
    unsigned total = 0;
    pipe(results);
    for (int i = 0; i < MANY; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            byte = (unsigned char)i;
            write(results[1], &byte, 1);
            _exit(i);
        }
        if (pids[i] < 0)
            printf("child %d: %s\n", i, strerror(errno));
    }
    close(results[1]);
    while (read(results[0], &byte, 1) == 1)
        total += byte;
    for (int i = 0; i < MANY; i++)
        if (waitpid(pids[i], &status, 0) == pids[i] && WIFEXITED(status) && WEXITSTATUS(status) == i)
            ended++;
    int none = wait(NULL) < 0 && errno == ECHILD;
    printf("%d children: total %u; then none is left: %d\n", ended, total, none);
    close(results[0]);
}

/* A child of a process with threads, which has threads itself. */
static void *nothing(void *argument)
{
    return argument;
}

static void child_with_threads(void)
{
    pthread_t thread;
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < MANY; i++)
            if (pthread_create(&thread, NULL, nothing, NULL) || pthread_join(thread, NULL))
                _exit(1);
        execl("/proc/self/exe", "many", "again", NULL);
        _exit(2);
    }
    waitpid(pid, &status, 0);
    printf("child with threads: status %d\n", WEXITSTATUS(status));
}

/* Numbers go through a ring of processes, in which each adds one. */
static void ring(void)
{
    int in = -1, ends[2], first[2], number = 0;
    pipe(first);
    in = first[0];
    for (int i = 0; i < 10; i++) {
        pipe(ends);
        if (fork() == 0) {
            close(first[1]);
            while (read(in, &number, sizeof number) == sizeof number) {
                number++;
                write(ends[1], &number, sizeof number);
            }
            _exit(0);
        }
        close(in);
        close(ends[1]);
        in = ends[0];
    }
    for (int i = 0; i < 50; i++) {
        write(first[1], &number, sizeof number);
        read(in, &number, sizeof number);
    }
    close(first[1]);
    while (wait(NULL) > 0)
        ;
    printf("a ring: %d\n", number);
}

/* Producers and consumers, with semaphores. */
static sem_t empty, full;
static int place;

static void *produce(void *argument)
{
    for (int i = 1; i <= 100; i++) {
        sem_wait(&empty);
        place = i;
        sem_post(&full);
    }
    return argument;
}

static void semaphores(void)
{
    pthread_t thread;
    int total = 0;
    sem_init(&empty, 0, 1);
    sem_init(&full, 0, 0);
    pthread_create(&thread, NULL, produce, NULL);
    for (int i = 0; i < 100; i++) {
        sem_wait(&full);
        total += place;
        sem_post(&empty);
    }
    pthread_join(thread, NULL);
    printf("semaphores: %d\n", total);
}

int main(int argc, char **argv)
{
    if (strcmp(argv[argc - 1], "again") == 0) {
        printf("executed anew: %s\n", argv[0]);
        return 5;
    }
    threads();
    children();
    child_with_threads();
    ring();
    semaphores();
    return 0;
}
