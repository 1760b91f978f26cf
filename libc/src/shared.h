/*
 * Objects that processes share by a file of /dev/shm: the library's message queues, and System V's
 * semaphores, messages and memory. Each user maps the file; at its beginning stands what makes them take
 * turns.
 */
#pragma once
#include <pthread.h>
#include <sys/types.h>

struct shared {
    pthread_mutex_t lock; /* robust: a user that is killed while it holds it does not stop the others */
    unsigned changed;     /* futex: moves on when somebody who waits should look again */
    unsigned waiters;
};

/*
 * Makes a file of this size, full of zeros but for the struct shared at its beginning, without a name that
 * others would look for. Returns the address where it is mapped, its descriptor in *fd, and its path in
 * `path`; NULL and errno.
 */
#define SHARED_PATH 64
void *__shared_make(size_t size, mode_t mode, int *fd, char path[SHARED_PATH]);

void __shared_lock(struct shared *shared);
void __shared_unlock(struct shared *shared);

/* Lets go of the lock, sleeps until somebody calls __shared_wake(), and takes it again. A cancellation
 * point, which does not hold the lock in clean-up handlers. Returns 0, EINTR, ETIMEDOUT or EINVAL. */
int __shared_wait(struct shared *shared, clockid_t clock, const struct timespec *until);

/* The lock is held. */
void __shared_wake(struct shared *shared);

/* Whether the process is there and has not ended. */
int __process_lives(pid_t pid);
