/* Objects that processes share by a file of /dev/shm. */
#include "shared.h"
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *__shared_make(size_t size, mode_t mode, int *fd, char path[SHARED_PATH])
{
    pthread_mutexattr_t attributes;
    snprintf(path, SHARED_PATH, "/dev/shm/new.%d.%lx", getpid(), (unsigned long)pthread_self());
    *fd = sys_result(sys_open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (*fd < 0)
        return NULL;
    struct shared *shared = MAP_FAILED;
    if (ftruncate(*fd, (off_t)size) == 0)
        shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
    if (shared == MAP_FAILED) {
        sys_close(*fd);
        sys_unlink(path);
        return NULL;
    }
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&shared->lock, &attributes);
    return shared;
}

/* What an owner that was killed had begun is left as it is: every change ends with the one that counts. */
void __shared_lock(struct shared *shared)
{
    if (pthread_mutex_lock(&shared->lock) == EOWNERDEAD)
        pthread_mutex_consistent(&shared->lock);
}

void __shared_unlock(struct shared *shared)
{
    pthread_mutex_unlock(&shared->lock);
}

static void waiter_leaves(void *shared)
{
    __atomic_sub_fetch(&((struct shared *)shared)->waiters, 1, __ATOMIC_SEQ_CST);
}

/* A sleep without an end would go on after a handler with SA_RESTART; these functions never do. */
int __shared_wait(struct shared *shared, clockid_t clock, const struct timespec *until)
{
    struct __cleanup cleanup;
    struct timespec far;
    if (!until && clock_gettime(clock, &far) == 0)
        far.tv_sec += 1000000;
    unsigned seen = __atomic_load_n(&shared->changed, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&shared->waiters, 1, __ATOMIC_SEQ_CST);
    __shared_unlock(shared);
    cleanup_push(&cleanup, waiter_leaves, shared);
    int error = __futex_wait_cancel(&shared->changed, (int)seen, 0, clock, until ? until : &far);
    cleanup_pop(&cleanup);
    waiter_leaves(shared);
    __shared_lock(shared);
    return error == EAGAIN || (!until && error == ETIMEDOUT) ? 0 : error;
}

void __shared_wake(struct shared *shared)
{
    __atomic_add_fetch(&shared->changed, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&shared->waiters, __ATOMIC_SEQ_CST))
        __futex_wake(&shared->changed, INT_MAX, 0);
}

int __process_lives(pid_t pid)
{
    char path[32], text[128];
    snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    int fd = (int)sys_open(path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return 0;
    long length = sys_read(fd, text, sizeof(text) - 1);
    sys_close(fd);
    text[length > 0 ? length : 0] = '\0';
    const char *state = strrchr(text, ')'); /* behind the name, which may hold anything */
    return state && state[1] && state[2] != 'Z' && state[2] != 'X';
}
