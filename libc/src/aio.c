/*
 * Asynchronous input and output (<aio.h>), on threads.
 *
 * Each file that has requests has a queue of them. A worker takes a queue that nobody serves, does what is in
 * it one by one, and looks for the next; without one it sleeps until there is. There are as many workers as
 * there were queues at one time. One lock guards all of it. A request is done when its __error is no longer
 * EINPROGRESS: that is the last that is written to it.
 */
#include "sigevent.h"
#include "syscall.h"
#include "thread.h"
#include <aio.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { OPERATION_FSYNC = 100, OPERATION_FDATASYNC };

/* The requests of one lio_listio that tells when all are done. */
struct group {
    int left;
    struct sigevent event;
};

struct request {
    struct request *next;
    struct aiocb *block;
    int operation;
    struct group *group; /* or NULL */
    sigset_t mask;       /* of the thread that asked */
};

struct queue {
    struct queue *next;
    int fd;
    int served; /* by a worker, whose request is not in the list any more */
    struct request *first, **last;
};

static int lock;
static struct queue *queues;
static int idle;          /* workers that sleep or were just woken */
static int work, results; /* futexes: count what was asked for, and what was done */

static void tell(const struct sigevent *event, const sigset_t *mask)
{
    siginfo_t info = {.si_code = SI_ASYNCIO, .si_pid = getpid()};
    if (event->sigev_notify != SIGEV_SIGNAL || event->sigev_signo != 0)
        __sigevent_notify(event, &info, mask);
}

/* The end of a request; the lock is not held. */
static void finish(struct request *request, ssize_t result, int error)
{
    struct aiocb *block = request->block;
    struct sigevent event = block->aio_sigevent;
    block->__result = result;
    __atomic_store_n(&block->__error, error, __ATOMIC_RELEASE); /* from here on the block may be gone */
    __atomic_add_fetch(&results, 1, __ATOMIC_RELEASE);
    __futex_wake(&results, INT_MAX, 1);
    tell(&event, &request->mask);
    if (request->group && __atomic_sub_fetch(&request->group->left, 1, __ATOMIC_ACQ_REL) == 0) {
        tell(&request->group->event, &request->mask);
        free(request->group);
    }
    free(request);
}

/* A file without places, such as a pipe, is read and written where it is; so is one that is appended to. */
static ssize_t transfer(struct aiocb *block, int operation)
{
    void *buffer = (void *)block->aio_buf;
    ssize_t result = -1;
    errno = ESPIPE;
    if (operation == LIO_READ)
        result = pread(block->aio_fildes, buffer, block->aio_nbytes, block->aio_offset);
    else if (!(fcntl(block->aio_fildes, F_GETFL) & O_APPEND))
        result = pwrite(block->aio_fildes, buffer, block->aio_nbytes, block->aio_offset);
    if (result >= 0 || errno != ESPIPE)
        return result;
    return operation == LIO_READ ? read(block->aio_fildes, buffer, block->aio_nbytes)
                                 : write(block->aio_fildes, buffer, block->aio_nbytes);
}

static void serve(struct request *request)
{
    ssize_t result;
    if (request->operation == OPERATION_FSYNC)
        result = fsync(request->block->aio_fildes);
    else if (request->operation == OPERATION_FDATASYNC)
        result = fdatasync(request->block->aio_fildes);
    else
        result = transfer(request->block, request->operation);
    finish(request, result, result < 0 ? errno : 0);
}

static struct request *queue_take(struct queue *queue)
{
    struct request *request = queue->first;
    if (request) {
        queue->first = request->next;
        if (!queue->first)
            queue->last = &queue->first;
    }
    return request;
}

static void queue_free(struct queue *queue)
{
    struct queue **link = &queues;
    while (*link != queue)
        link = &(*link)->next;
    *link = queue->next;
    free(queue);
}

static struct queue *queue_unserved(void)
{
    struct queue *queue = queues;
    while (queue && queue->served)
        queue = queue->next;
    return queue;
}

static void *worker(void *unused)
{
    lock_take(&lock);
    for (;;) {
        struct queue *queue = queue_unserved();
        if (!queue) {
            int seen = __atomic_load_n(&work, __ATOMIC_ACQUIRE);
            idle++;
            lock_drop(&lock);
            __futex_wait(&work, seen, 1, CLOCK_MONOTONIC, NULL);
            lock_take(&lock);
            idle--;
            continue;
        }
        queue->served = 1;
        for (struct request *request; (request = queue_take(queue));) {
            lock_drop(&lock);
            serve(request);
            lock_take(&lock);
        }
        queue_free(queue);
    }
    return unused;
}

static struct queue *queue_find(int fd)
{
    struct queue *queue = queues;
    while (queue && queue->fd != fd)
        queue = queue->next;
    return queue;
}

/* Wakes a worker for each queue that waits for one, or starts one. The lock is held. */
static int workers_ready(void)
{
    int waiting = 0;
    for (struct queue *queue = queues; queue; queue = queue->next)
        waiting += !queue->served;
    int error = waiting > idle ? __helper_start(worker, "aio") : 0;
    __atomic_add_fetch(&work, 1, __ATOMIC_RELEASE);
    __futex_wake(&work, INT_MAX, 1);
    return error && waiting > 0 && idle == 0 ? error : 0;
}

/* Puts a request into its file's queue: 0, or -1 and errno. */
static int enqueue(struct aiocb *block, int operation, struct group *group)
{
    struct request *request = malloc(sizeof(*request));
    struct queue *made = malloc(sizeof(*made));
    int error = block->aio_reqprio < 0 || block->aio_reqprio > AIO_PRIO_DELTA_MAX ? EINVAL : 0;
    if (!error && (!request || !made))
        error = EAGAIN;
    if (error) {
        free(request);
        free(made);
        block->__error = error;
        block->__result = -1;
        errno = error;
        return -1;
    }
    *request = (struct request){.block = block, .operation = operation, .group = group};
    pthread_sigmask(SIG_SETMASK, NULL, &request->mask);
    __atomic_store_n(&block->__error, EINPROGRESS, __ATOMIC_RELEASE);
    lock_take(&lock);
    struct queue *queue = queue_find(block->aio_fildes);
    if (!queue) {
        queue = made;
        made = NULL;
        *queue = (struct queue){.next = queues, .fd = block->aio_fildes, .last = &queue->first};
        queues = queue;
    }
    *queue->last = request;
    queue->last = &request->next;
    if (workers_ready() != 0) { /* it is the only one of its queue */
        queue_free(queue);
        free(request);
        block->__error = errno = EAGAIN;
        lock_drop(&lock);
        return -1;
    }
    lock_drop(&lock);
    free(made);
    return 0;
}

int aio_read(struct aiocb *request)
{
    return enqueue(request, LIO_READ, NULL);
}

int aio_write(struct aiocb *request)
{
    return enqueue(request, LIO_WRITE, NULL);
}

int aio_fsync(int operation, struct aiocb *request)
{
    if (operation != O_SYNC && operation != O_DSYNC) {
        errno = EINVAL;
        return -1;
    }
    if (fcntl(request->aio_fildes, F_GETFL) < 0)
        return -1;
    return enqueue(request, operation == O_SYNC ? OPERATION_FSYNC : OPERATION_FDATASYNC, NULL);
}

int aio_error(const struct aiocb *request)
{
    return __atomic_load_n(&request->__error, __ATOMIC_ACQUIRE);
}

ssize_t aio_return(struct aiocb *request)
{
    return request->__result;
}

/* Takes out of the queue what nobody has begun; returns that list. */
static struct request *cancel_from(struct queue *queue, const struct aiocb *block)
{
    struct request *cancelled = NULL, **link = &queue->first;
    while (*link) {
        struct request *request = *link;
        if (block && request->block != block) {
            link = &request->next;
            continue;
        }
        *link = request->next;
        request->next = cancelled;
        cancelled = request;
    }
    queue->last = link;
    return cancelled;
}

int aio_cancel(int fd, struct aiocb *block)
{
    struct request *cancelled = NULL;
    int result = AIO_ALLDONE;
    if (fcntl(fd, F_GETFL) < 0)
        return -1;
    if (block && block->aio_fildes != fd) {
        errno = EINVAL;
        return -1;
    }
    lock_take(&lock);
    struct queue *queue = queue_find(fd);
    if (queue) {
        cancelled = cancel_from(queue, block);
        int running = queue->served && (!block || (!cancelled && aio_error(block) == EINPROGRESS));
        result = running ? AIO_NOTCANCELED : cancelled ? AIO_CANCELED : AIO_ALLDONE;
    }
    lock_drop(&lock);
    while (cancelled) {
        struct request *next = cancelled->next;
        finish(cancelled, -1, ECANCELED);
        cancelled = next;
    }
    return result;
}

static int all_done(struct aiocb *const list[], int count)
{
    for (int i = 0; i < count; i++)
        if (list[i] && list[i]->aio_lio_opcode != LIO_NOP && aio_error(list[i]) == EINPROGRESS)
            return 0;
    return 1;
}

static int any_done(const struct aiocb *const list[], int count)
{
    int any = 0;
    for (int i = 0; i < count; i++) {
        if (list[i] && aio_error(list[i]) != EINPROGRESS)
            return 1;
        any |= list[i] != NULL;
    }
    return !any;
}

int aio_suspend(const struct aiocb *const list[], int count, const struct timespec *timeout)
{
    struct timespec until;
    if (timeout) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += timeout->tv_sec + (until.tv_nsec + timeout->tv_nsec) / 1000000000;
        until.tv_nsec = (until.tv_nsec + timeout->tv_nsec) % 1000000000;
    }
    for (;;) {
        int seen = __atomic_load_n(&results, __ATOMIC_ACQUIRE);
        if (any_done(list, count))
            return 0;
        int error = __futex_wait_cancel(&results, seen, 1, CLOCK_MONOTONIC, timeout ? &until : NULL);
        if (error == 0 || error == EAGAIN)
            continue;
        errno = error == ETIMEDOUT ? EAGAIN : error;
        return -1;
    }
}

/* Waits for all of a list: 0, or -1 and EINTR, or EIO if one of them failed. */
static int wait_for(struct aiocb *const list[], int count)
{
    for (;;) {
        int seen = __atomic_load_n(&results, __ATOMIC_ACQUIRE);
        if (all_done(list, count))
            break;
        if (__futex_wait_cancel(&results, seen, 1, CLOCK_MONOTONIC, NULL) == EINTR) {
            errno = EINTR;
            return -1;
        }
    }
    for (int i = 0; i < count; i++)
        if (list[i] && list[i]->aio_lio_opcode != LIO_NOP && aio_error(list[i]) != 0) {
            errno = EIO;
            return -1;
        }
    return 0;
}

int lio_listio(int mode, struct aiocb *const list[], int count, struct sigevent *restrict event)
{
    struct group *group = NULL;
    sigset_t mask;
    int failed = 0;
    if ((mode != LIO_WAIT && mode != LIO_NOWAIT) || count < 0) {
        errno = EINVAL;
        return -1;
    }
    if (mode == LIO_NOWAIT && event && !(group = malloc(sizeof(*group)))) {
        errno = EAGAIN;
        return -1;
    }
    if (group)
        *group = (struct group){.left = 1, .event = *event};
    for (int i = 0; i < count; i++) {
        if (!list[i] || list[i]->aio_lio_opcode == LIO_NOP)
            continue;
        if (group)
            __atomic_add_fetch(&group->left, 1, __ATOMIC_RELAXED);
        if (list[i]->aio_lio_opcode != LIO_READ && list[i]->aio_lio_opcode != LIO_WRITE) {
            list[i]->__error = EINVAL;
            list[i]->__result = -1;
            failed = EIO;
        } else if (enqueue(list[i], list[i]->aio_lio_opcode, group) == 0) {
            continue;
        } else {
            failed = errno == EINVAL ? EIO : errno;
        }
        if (group)
            __atomic_sub_fetch(&group->left, 1, __ATOMIC_RELAXED);
    }
    if (group && __atomic_sub_fetch(&group->left, 1, __ATOMIC_ACQ_REL) == 0) {
        pthread_sigmask(SIG_SETMASK, NULL, &mask);
        tell(&group->event, &mask);
        free(group);
    }
    if (mode == LIO_WAIT && wait_for(list, count) != 0)
        return -1;
    if (failed)
        errno = failed;
    return failed ? -1 : 0;
}

/* The child has no workers, and none of the parent's requests. */
void __aio_fork(enum fork_phase phase)
{
    if (phase == FORK_PREPARE) {
        lock_take(&lock);
        return;
    }
    if (phase == FORK_CHILD) {
        queues = NULL;
        idle = 0;
    }
    lock_drop(&lock);
}
