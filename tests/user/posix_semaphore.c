/* runs on Linux */
/* <semaphore.h>: unnamed and named semaphores, between threads and processes, and their error returns. */
#include "libc_test.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>

#define NAME "/weft.test"

static int value_of(sem_t *semaphore)
{
    int value = -1;
    sem_getvalue(semaphore, &value);
    return value;
}

static void *post_later(void *semaphore)
{
    usleep(20000);
    sem_post(semaphore);
    return NULL;
}

static void on_alarm(int signal)
{
}

static void unnamed(void)
{
    sem_t semaphore;
    pthread_t thread;
    struct timespec until, bad = {0, -1};
    ok(sem_init(&semaphore, 0, 2) == 0 && value_of(&semaphore) == 2, "sem_init");
    errno = 0;
    ok(sem_init(&semaphore, 0, SEM_VALUE_MAX + 1u) == -1 && errno == EINVAL, "too great a value: EINVAL");
    sem_init(&semaphore, 0, 1);
    ok(sem_wait(&semaphore) == 0 && value_of(&semaphore) == 0, "sem_wait");
    ok(sem_trywait(&semaphore) == -1 && errno == EAGAIN, "sem_trywait: EAGAIN");
    ok(sem_post(&semaphore) == 0 && sem_trywait(&semaphore) == 0, "sem_post, sem_trywait");
    pthread_create(&thread, NULL, post_later, &semaphore);
    ok(sem_wait(&semaphore) == 0, "sem_wait until another thread posts");
    pthread_join(thread, NULL);
    clock_gettime(CLOCK_REALTIME, &until);
    ok(sem_timedwait(&semaphore, &until) == -1 && errno == ETIMEDOUT, "sem_timedwait: ETIMEDOUT");
    ok(sem_timedwait(&semaphore, &bad) == -1 && errno == EINVAL, "a time that is none: EINVAL");
    sem_post(&semaphore);
    ok(sem_timedwait(&semaphore, &bad) == 0, "but not if there is no need to wait");
    clock_gettime(CLOCK_MONOTONIC, &until);
    ok(sem_clockwait(&semaphore, CLOCK_MONOTONIC, &until) == -1 && errno == ETIMEDOUT, "sem_clockwait");
    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    ok(sem_wait(&semaphore) == -1 && errno == EINTR, "a handler interrupts sem_wait: EINTR");
    sem_init(&semaphore, 0, SEM_VALUE_MAX);
    ok(sem_post(&semaphore) == -1 && errno == EOVERFLOW, "sem_post: EOVERFLOW");
    ok(sem_destroy(&semaphore) == 0, "sem_destroy");
}

static void named(void)
{
    sem_unlink(NAME);
    ok(sem_open(NAME, 0) == SEM_FAILED && errno == ENOENT, "sem_open: ENOENT");
    sem_t *semaphore = sem_open(NAME, O_CREAT, 0600, 1);
    ok(semaphore != SEM_FAILED && value_of(semaphore) == 1, "sem_open creates");
    ok(sem_open(NAME, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED && errno == EEXIST, "O_EXCL: EEXIST");
    ok(sem_open(NAME, O_CREAT, 0600, 77) == semaphore && value_of(semaphore) == 1,
       "one address for each name");
    ok(sem_open(NAME, O_CREAT, 0600, SEM_VALUE_MAX + 1u) == SEM_FAILED && errno == EINVAL,
       "sem_open: EINVAL");
    pid_t pid = fork();
    if (pid == 0) {
        sem_t *same = sem_open(NAME, 0);
        usleep(20000);
        sem_post(same);
        _exit(0);
    }
    ok(sem_wait(semaphore) == 0 && sem_wait(semaphore) == 0, "a child posts");
    waitpid(pid, NULL, 0);
    sem_post(semaphore);
    ok(sem_close(semaphore) == 0 && sem_trywait(semaphore) == 0,
       "open twice, closed once, it is still there");
    ok(sem_unlink(NAME) == 0 && sem_open(NAME, 0) == SEM_FAILED && errno == ENOENT,
       "sem_unlink takes the name");
    ok(sem_post(semaphore) == 0 && value_of(semaphore) == 1, "who has it open keeps it");
    ok(sem_close(semaphore) == 0, "sem_close");
    ok(sem_unlink(NAME) == -1 && errno == ENOENT, "sem_unlink: ENOENT");
    char name[NAME_MAX + 3];
    memset(name, 'x', sizeof(name));
    name[0] = '/';
    name[sizeof(name) - 1] = 0;
    ok(sem_open(name, O_CREAT, 0600, 1) == SEM_FAILED && errno == ENAMETOOLONG, "sem_open: ENAMETOOLONG");
}

static void tests(void)
{
    unnamed();
    named();
}

int main(void)
{
    alarm(1); /* the first one ever starts a thread of the kernel of Weft, which stays */
    alarm(0);
    return libc_run(tests);
}
