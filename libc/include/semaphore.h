/* Counting semaphores (POSIX), unnamed, and named: those lie in /dev/shm. */
#pragma once
#include <fcntl.h>
#include <limits.h>
#include <sys/types.h>
#include <time.h>

typedef struct {
    int __value; /* futex: the count; -1: none, and somebody sleeps for one */
    unsigned __waiters;
    int __shared;
    int __room;
} sem_t;

#define SEM_FAILED ((sem_t *)0)

int sem_init(sem_t *semaphore, int shared, unsigned value);
int sem_destroy(sem_t *semaphore);
sem_t *sem_open(const char *name, int flags, ...);
int sem_close(sem_t *semaphore);
int sem_unlink(const char *name);
int sem_clockwait(sem_t *__restrict semaphore, clockid_t clock, const struct timespec *__restrict until);
int sem_wait(sem_t *semaphore);
int sem_trywait(sem_t *semaphore);
int sem_timedwait(sem_t *__restrict semaphore, const struct timespec *__restrict until);
int sem_post(sem_t *semaphore);
int sem_getvalue(sem_t *__restrict semaphore, int *__restrict value);
