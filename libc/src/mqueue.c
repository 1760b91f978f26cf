/*
 * Message queues (<mqueue.h>). A queue is a file /dev/shm/mq.NAME: its state, the order of its messages, and
 * room for each. A descriptor is that file, open for both, as sending and receiving both change it;
 * O_NONBLOCK is the file's own, so that who has it by fork shares that too.
 */
#include "shared.h"
#include "sigevent.h"
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mqueue.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MESSAGES    10 /* what a queue has if its maker does not say */
#define SIZE        8192
#define ROOM_MOST   (16u << 20)
#define PATH_PREFIX "/dev/shm/mq."

struct queue {
    struct shared shared;
    long most, size, count; /* messages; bytes of each; messages there are */
    unsigned receivers;     /* that wait */
    pid_t told;             /* the process that asked to be told of a message, or 0 */
    int told_by;            /* its descriptor */
    struct sigevent event;  /* how */
    unsigned request;       /* futex: moves on when a process asks to be told, is told, or asks no more */
    unsigned fulfilled;     /* the last request whose process was told */
    unsigned order[];       /* which room holds each message, next one first; behind them the free ones */
};

struct message {
    unsigned priority;
    unsigned size;
    char text[];
};

/* The queues that this process has mapped, by descriptor. `list_lock` guards the list. */
struct open_queue {
    struct open_queue *next;
    mqd_t descriptor;
    int access; /* O_RDONLY ... */
    int kept;   /* a thread looks at it: it stays mapped */
    struct queue *queue;
    size_t mapped;
    ino_t inode;
};

static int list_lock;
static struct open_queue *list;

static size_t room(long size)
{
    return sizeof(struct message) + (((size_t)size + 3) & ~(size_t)3);
}

static size_t file_size(long most, long size)
{
    return sizeof(struct queue) + (size_t)most * (sizeof(unsigned) + room(size));
}

static struct message *message_at(struct queue *queue, long place)
{
    return (struct message *)((char *)&queue->order[queue->most] + queue->order[place] * room(queue->size));
}

static int make_path(const char *name, char *path)
{
    if (*name != '/' || !name[1] || strchr(name + 1, '/'))
        return *name == '/' && !name[1] ? ENOENT : *name == '/' ? EACCES : EINVAL;
    if (strlen(name + 1) > NAME_MAX - 3)
        return ENAMETOOLONG;
    strcpy(stpcpy(path, PATH_PREFIX), name + 1);
    return 0;
}

/* Makes a queue of this name. Returns 0, EEXIST, or another error. */
static int create(const char *path, mode_t mode, const struct mq_attr *wanted)
{
    char other[SHARED_PATH];
    long most = wanted ? wanted->mq_maxmsg : MESSAGES, size = wanted ? wanted->mq_msgsize : SIZE;
    int fd;
    if (most <= 0 || size <= 0 || size > (long)ROOM_MOST || most > (long)(ROOM_MOST / room(size)))
        return EINVAL;
    struct queue *queue = __shared_make(file_size(most, size), mode, &fd, other);
    if (!queue)
        return errno;
    queue->most = most;
    queue->size = size;
    for (long i = 0; i < most; i++)
        queue->order[i] = (unsigned)i;
    int error = link(other, path) == 0 ? 0 : errno;
    sys_unlink(other);
    sys_close(fd);
    munmap(queue, file_size(most, size));
    return error;
}

/* list_lock is held. A descriptor that was closed, or that another file has now, is not that queue's. */
static struct open_queue *find_open(mqd_t descriptor)
{
    struct stat status;
    for (struct open_queue *entry = list; entry; entry = entry->next)
        if (entry->descriptor == descriptor)
            return fstat(descriptor, &status) == 0 && status.st_ino == entry->inode ? entry : NULL;
    return NULL;
}

static int map(mqd_t descriptor, int access)
{
    struct stat status;
    struct open_queue *entry = malloc(sizeof(*entry));
    if (!entry)
        return ENOMEM;
    void *at = MAP_FAILED;
    if (fstat(descriptor, &status) == 0)
        at = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (at == MAP_FAILED) {
        free(entry);
        return errno;
    }
    lock_take(&list_lock);
    *entry = (struct open_queue){list, descriptor, access, 0, at, (size_t)status.st_size, status.st_ino};
    list = entry;
    lock_drop(&list_lock);
    return 0;
}

mqd_t mq_open(const char *name, int flags, ...)
{
    char path[NAME_MAX + sizeof(PATH_PREFIX)];
    const struct mq_attr *attributes = NULL;
    mode_t mode = 0;
    int error = make_path(name, path), fd = -1;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        attributes = va_arg(arguments, const struct mq_attr *);
        va_end(arguments);
    }
    while (!error && fd < 0) {
        if (flags & O_CREAT)
            error = create(path, mode, attributes);
        if (error == EEXIST && !(flags & O_EXCL))
            error = 0;
        if (error)
            break;
        fd = (int)sys_open(path, O_RDWR | O_CLOEXEC | (flags & O_NONBLOCK), 0);
        if (fd != -ENOENT || !(flags & O_CREAT)) /* else: unlinked just now */
            error = fd < 0 ? -fd : map(fd, flags & O_ACCMODE);
    }
    if (error && fd >= 0)
        sys_close(fd);
    return error ? sys_result(-error) : fd;
}

int mq_unlink(const char *name)
{
    char path[NAME_MAX + sizeof(PATH_PREFIX)];
    int error = make_path(name, path);
    return error ? sys_result(error == EINVAL ? -ENOENT : -error) : unlink(path);
}

static void ask_no_more(struct queue *queue)
{
    queue->told = 0;
    __atomic_add_fetch(&queue->request, 1, __ATOMIC_SEQ_CST);
    __futex_wake(&queue->request, INT_MAX, 0);
}

int mq_close(mqd_t descriptor)
{
    lock_take(&list_lock);
    struct open_queue *entry = find_open(descriptor), **link = &list;
    while (entry && *link != entry)
        link = &(*link)->next;
    if (entry)
        *link = entry->next;
    lock_drop(&list_lock);
    if (!entry)
        return sys_result(-EBADF);
    __shared_lock(&entry->queue->shared);
    if (entry->queue->told == getpid() && entry->queue->told_by == descriptor)
        ask_no_more(entry->queue);
    __shared_unlock(&entry->queue->shared);
    if (!entry->kept)
        munmap(entry->queue, entry->mapped);
    free(entry);
    return sys_result(sys_close(descriptor));
}

/* The queue, locked, unless it was opened for nothing but `not_for`. */
static int lock_queue(mqd_t descriptor, int not_for, struct queue **queue, int *flags)
{
    lock_take(&list_lock);
    struct open_queue *entry = find_open(descriptor);
    lock_drop(&list_lock);
    if (!entry || entry->access == not_for)
        return EBADF;
    *flags = (int)sys_fcntl64(descriptor, F_GETFL, 0);
    *queue = entry->queue;
    __shared_lock(&(*queue)->shared);
    return 0;
}

/* Sleeps for a change, unless it must not. Returns 0 or an error number. */
static int wait_for_change(struct queue *queue, int flags, const struct timespec *until)
{
    if (flags & O_NONBLOCK)
        return EAGAIN;
    if (until && (until->tv_sec < 0 || (unsigned long)until->tv_nsec >= 1000000000))
        return EINVAL;
    return __shared_wait(&queue->shared, CLOCK_REALTIME, until);
}

/* A message came where there was none, and nobody waits: the process that asked is told, once. */
static void tell(struct queue *queue)
{
    siginfo_t info = {.si_signo = queue->event.sigev_signo, .si_code = SI_MESGQ};
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value = queue->event.sigev_value;
    if (queue->event.sigev_notify == SIGEV_SIGNAL)
        sys_rt_sigqueueinfo(queue->told, queue->event.sigev_signo, &info);
    queue->fulfilled = queue->request;
    ask_no_more(queue);
}

/* Behind all messages of its priority or a higher one. */
static void put(struct queue *queue, const char *text, size_t size, unsigned priority)
{
    struct message *message = message_at(queue, queue->count);
    unsigned which = queue->order[queue->count];
    message->priority = priority;
    message->size = size;
    memcpy(message->text, text, size);
    long place = queue->count;
    for (; place > 0 && message_at(queue, place - 1)->priority < priority; place--)
        queue->order[place] = queue->order[place - 1];
    queue->order[place] = which;
    queue->count++;
}

int mq_timedsend(mqd_t descriptor, const char *text, size_t size, unsigned priority,
                 const struct timespec *until)
{
    struct queue *queue;
    int flags;
    cancel_test();
    if (priority >= MQ_PRIO_MAX)
        return sys_result(-EINVAL);
    int error = lock_queue(descriptor, O_RDONLY, &queue, &flags);
    if (error)
        return sys_result(-error);
    if (size > (size_t)queue->size)
        error = EMSGSIZE;
    while (!error && queue->count == queue->most)
        error = wait_for_change(queue, flags, until);
    if (!error) {
        put(queue, text, size, priority);
        if (queue->count == 1 && queue->told && !queue->receivers)
            tell(queue);
        __shared_wake(&queue->shared);
    }
    __shared_unlock(&queue->shared);
    return sys_result(-error);
}

int mq_send(mqd_t descriptor, const char *text, size_t size, unsigned priority)
{
    return mq_timedsend(descriptor, text, size, priority, NULL);
}

static void receiver_leaves(void *queue)
{
    __atomic_sub_fetch(&((struct queue *)queue)->receivers, 1, __ATOMIC_SEQ_CST);
}

static int wait_for_message(struct queue *queue, int flags, const struct timespec *until)
{
    struct __cleanup cleanup;
    __atomic_add_fetch(&queue->receivers, 1, __ATOMIC_SEQ_CST);
    cleanup_push(&cleanup, receiver_leaves, queue);
    int error = wait_for_change(queue, flags, until);
    cleanup_pop(&cleanup);
    receiver_leaves(queue);
    return error;
}

ssize_t mq_timedreceive(mqd_t descriptor, char *restrict text, size_t size, unsigned *restrict priority,
                        const struct timespec *restrict until)
{
    struct queue *queue;
    int flags;
    cancel_test();
    int error = lock_queue(descriptor, O_WRONLY, &queue, &flags);
    if (error)
        return sys_result(-error);
    if (size < (size_t)queue->size)
        error = EMSGSIZE;
    while (!error && queue->count == 0)
        error = wait_for_message(queue, flags, until);
    if (!error) {
        const struct message *message = message_at(queue, 0);
        unsigned which = queue->order[0];
        size = message->size;
        memcpy(text, message->text, size);
        if (priority)
            *priority = message->priority;
        queue->count--;
        memmove(queue->order, queue->order + 1, (size_t)queue->count * sizeof(queue->order[0]));
        queue->order[queue->count] = which;
        __shared_wake(&queue->shared);
    }
    __shared_unlock(&queue->shared);
    return error ? sys_result(-error) : (ssize_t)size;
}

ssize_t mq_receive(mqd_t descriptor, char *text, size_t size, unsigned *priority)
{
    return mq_timedreceive(descriptor, text, size, priority, NULL);
}

int mq_getattr(mqd_t descriptor, struct mq_attr *attributes)
{
    struct queue *queue;
    int flags, error = lock_queue(descriptor, -1, &queue, &flags);
    if (error)
        return sys_result(-error);
    *attributes = (struct mq_attr){flags & O_NONBLOCK, queue->most, queue->size, queue->count};
    __shared_unlock(&queue->shared);
    return 0;
}

/* Only O_NONBLOCK can be changed. */
int mq_setattr(mqd_t descriptor, const struct mq_attr *restrict attributes, struct mq_attr *restrict old)
{
    struct mq_attr before;
    if (attributes->mq_flags & ~O_NONBLOCK)
        return sys_result(-EINVAL);
    if (mq_getattr(descriptor, &before) != 0)
        return -1;
    if (old)
        *old = before;
    long flags = sys_fcntl64(descriptor, F_GETFL, 0);
    return sys_result(
        sys_fcntl64(descriptor, F_SETFL, (unsigned long)((flags & ~O_NONBLOCK) | attributes->mq_flags)));
}

/* Waits in the process that asked until its function is to be called, or it asks no more. */
struct listener {
    struct queue *queue;
    unsigned request;
    struct sigevent event;
    sigset_t mask;
};
static int listener_lock;
static struct listener next_listener; /* for the thread that is being started; guarded by listener_lock */

static void *listen(void *argument)
{
    struct listener listener = next_listener;
    siginfo_t info = {.si_code = SI_MESGQ};
    lock_drop(&listener_lock);
    while (__atomic_load_n(&listener.queue->request, __ATOMIC_SEQ_CST) == listener.request)
        __futex_wait(&listener.queue->request, (int)listener.request, 0, CLOCK_REALTIME, NULL);
    if (listener.queue->fulfilled == listener.request)
        __sigevent_notify(&listener.event, &info, &listener.mask);
    return argument;
}

static int start_listener(mqd_t descriptor, struct queue *queue, const struct sigevent *event)
{
    lock_take(&list_lock);
    find_open(descriptor)->kept = 1;
    lock_drop(&list_lock);
    lock_take(&listener_lock);
    next_listener = (struct listener){.queue = queue, .request = queue->request, .event = *event};
    pthread_sigmask(SIG_BLOCK, NULL, &next_listener.mask);
    int error = __helper_start(listen, "mq_notify");
    if (error)
        lock_drop(&listener_lock);
    return error;
}

int mq_notify(mqd_t descriptor, const struct sigevent *event)
{
    struct queue *queue;
    int flags, error = lock_queue(descriptor, -1, &queue, &flags);
    if (error)
        return sys_result(-error);
    if (queue->told && !__process_lives(queue->told))
        queue->told = 0;
    if (!event) {
        if (queue->told == getpid())
            ask_no_more(queue);
    } else if (!__sigevent_ok(event)) {
        error = EINVAL;
    } else if (queue->told) {
        error = EBUSY;
    } else {
        queue->request++;
        error = event->sigev_notify == SIGEV_THREAD ? start_listener(descriptor, queue, event) : 0;
        if (!error) {
            queue->event = *event;
            queue->told_by = descriptor;
            queue->told = getpid();
        }
    }
    __shared_unlock(&queue->shared);
    return sys_result(-error);
}
