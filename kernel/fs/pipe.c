/*
 * Pipes: a ring of frames that are there only while bytes lie in them (and the one last written to).
 *
 * An open end's data is the pipe that it reads from, and that pipe's `back` is the one that it writes to: the
 * same one, of which it has one end only; or another, and it is a socket, whose peer has the two the other
 * way round.
 *
 * Lock: the pipe's lock guards everything. User memory is copied while it is held: a page fault never sleeps.
 * A long transfer lets go of it after each page. Invariant: 0 <= written - taken <= PIPE_CAPACITY; the frame
 * of each byte between is there.
 */
#include "fs/pipe.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "abi/socket.h"
#include "abi/stat.h"
#include "abi/termios.h"
#include "fs/poll.h"
#include "fs/ramfs.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "thread/wait.h"

#define PIPE_FRAMES (PIPE_CAPACITY / PAGE_SIZE)

/* Those that read, or those that write. */
struct side {
    uint32_t open;   /* ends; without those that are shut down */
    uint32_t opened; /* ends, so far; modulo 2^32 */
    struct wait_queue queue;
};

struct pipe {
    struct spinlock lock;
    uint32_t taken, written; /* bytes since the pipe was made, modulo 2^32 */
    struct side readers, writers;
    struct pipe *back;   /* what a file that reads from this one writes to */
    uint32_t references; /* of ends that are open, though maybe shut down, and of a name; atomic */
    struct frame *frames[PIPE_FRAMES]; /* byte n lies in frame n / PAGE_SIZE, modulo their number */
};

static HEAP_CACHE(pipe_cache, struct pipe);

static struct frame **place(struct pipe *pipe, uint32_t byte)
{
    return &pipe->frames[byte / PAGE_SIZE % PIPE_FRAMES];
}

static char *memory(struct pipe *pipe, uint32_t byte)
{
    return (char *)frame_memory(*place(pipe, byte)) + byte % PAGE_SIZE;
}

/* Takes up to `size` bytes, no more than lie in one frame. Returns how many, or -EFAULT. */
static ssize_t take(struct pipe *pipe, char *user_to, size_t size)
{
    uint32_t at = pipe->taken;
    size = MIN(size, MIN(pipe->written - at, PAGE_SIZE - at % PAGE_SIZE));
    if (copy_to_user(user_to, memory(pipe, at), size))
        return -EFAULT;
    pipe->taken += size;
    /* Done with the frame, unless the ring is so full that its newest bytes lie there again. */
    if (pipe->taken % PAGE_SIZE == 0 && pipe->written - pipe->taken <= PIPE_CAPACITY - PAGE_SIZE) {
        frame_put(*place(pipe, at));
        *place(pipe, at) = NULL;
    }
    return size;
}

static ssize_t pipe_read(struct pipe *pipe, void *user_to, size_t size, bool wait)
{
    size_t done = 0;
    ssize_t result = 0;
    if (size == 0)
        return 0;
    spin_lock(&pipe->lock);
    while (pipe->written == pipe->taken && pipe->writers.open && pipe->readers.open && !result)
        result = wait ? wait_sleep(&pipe->readers.queue, &pipe->lock, DEADLINE_NEVER, true) : -EAGAIN;
    if (pipe->written != pipe->taken)
        result = 0;
    while (!result && done < size && pipe->written != pipe->taken) {
        ssize_t taken = take(pipe, (char *)user_to + done, size - done);
        if (taken < 0) {
            result = taken;
        } else if ((done += taken) < size) {
            spin_unlock(&pipe->lock);
            spin_lock(&pipe->lock);
        }
    }
    if (done > 0) {
        wait_wake_all(&pipe->writers.queue);
        poll_notify();
    }
    if (pipe->written != pipe->taken)
        wait_wake_one(&pipe->readers.queue);
    spin_unlock(&pipe->lock);
    return done > 0 ? (ssize_t)done : result;
}

/* Puts `size` bytes in, for which there is room. All or nothing. */
static int put(struct pipe *pipe, const char *user_from, size_t size)
{
    for (size_t done = 0, piece; done < size; done += piece) {
        uint32_t at = pipe->written + done;
        piece = MIN(size - done, PAGE_SIZE - at % PAGE_SIZE);
        struct frame **frame = place(pipe, at);
        if (!*frame && !(*frame = frame_alloc(FRAME_BUFFER, (uint32_t)pipe)))
            return -ENOMEM;
        if (copy_from_user(memory(pipe, at), user_from + done, piece))
            return -EFAULT;
    }
    pipe->written += size;
    return 0;
}

static ssize_t pipe_write(struct pipe *pipe, const void *user_from, size_t size, bool wait)
{
    size_t done = 0, least = size <= PIPE_BUF ? size : 1;
    int error = 0;
    spin_lock(&pipe->lock);
    while (done < size && !error) {
        size_t room = PIPE_CAPACITY - (pipe->written - pipe->taken);
        if (!pipe->readers.open || !pipe->writers.open) {
            error = -EPIPE;
        } else if (room < least) {
            error = wait ? wait_sleep(&pipe->writers.queue, &pipe->lock, DEADLINE_NEVER, true) : -EAGAIN;
        } else {
            size_t piece = MIN(MIN(size - done, room), PAGE_SIZE);
            error = put(pipe, (const char *)user_from + done, piece);
            if (error)
                break;
            done += piece;
            wait_wake_one(&pipe->readers.queue);
            poll_notify();
            if (done < size) {
                spin_unlock(&pipe->lock);
                spin_lock(&pipe->lock);
            }
        }
    }
    spin_unlock(&pipe->lock);
    return done > 0 ? (ssize_t)done : error;
}

static void free_frames(struct pipe *pipe)
{
    for (unsigned i = 0; i < PIPE_FRAMES; i++) {
        if (pipe->frames[i])
            frame_put(pipe->frames[i]);
        pipe->frames[i] = NULL;
    }
}

/* One end less; where it was not shut down before. What a pipe holds that nobody has open is lost. */
static void shut_down(struct pipe *pipe, struct side *side)
{
    spin_lock(&pipe->lock);
    side->open -= side->open > 0;
    if (pipe->back == pipe && !pipe->readers.open && !pipe->writers.open) {
        free_frames(pipe);
        pipe->taken = pipe->written;
        pipe->readers.opened = pipe->writers.opened = 0;
    }
    wait_wake_all(&pipe->readers.queue);
    wait_wake_all(&pipe->writers.queue);
    poll_notify();
    spin_unlock(&pipe->lock);
}

void pipe_put(struct pipe *pipe)
{
    if (!pipe || __atomic_sub_fetch(&pipe->references, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    free_frames(pipe);
    heap_cache_free(&pipe_cache, pipe);
}

/* What the file reads from, or NULL; and what it writes to. */
static struct pipe *input(const struct file *file)
{
    return (file->flags & O_ACCMODE) != O_WRONLY ? file->data : NULL;
}

static struct pipe *output(const struct file *file)
{
    return (file->flags & O_ACCMODE) != O_RDONLY ? ((struct pipe *)file->data)->back : NULL;
}

static void end_release(struct file *file)
{
    struct pipe *from = input(file), *to = output(file);
    if (from)
        shut_down(from, &from->readers);
    if (to)
        shut_down(to, &to->writers);
    pipe_put(from);
    pipe_put(to);
}

static ssize_t end_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    return pipe_read(file->data, user_to, size, !(file->flags & O_NONBLOCK));
}

static ssize_t end_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    const struct pipe *pipe = file->data;
    return pipe_write(pipe->back, user_from, size, !(file->flags & O_NONBLOCK));
}

static int end_ioctl(struct file *file, unsigned request, uintptr_t argument)
{
    const struct pipe *pipe = input(file);
    if (request != FIONREAD || !pipe)
        return -ENOTTY;
    int waiting = (int)(pipe->written - pipe->taken);
    return copy_to_user((void *)argument, &waiting, sizeof(waiting));
}

static int end_poll(struct file *file, uint32_t *count)
{
    struct pipe *from = input(file), *to = output(file);
    bool socket = from && to && from != to;
    int events = 0;
    *count = 0;
    if (from) {
        spin_lock(&from->lock);
        *count += from->written + from->writers.opened - from->writers.open;
        if (from->written != from->taken || (socket && !from->writers.open))
            events |= POLLIN | POLLRDNORM;
        if (!from->writers.open && from->writers.opened)
            events |= socket ? POLLRDHUP : POLLHUP;
        spin_unlock(&from->lock);
    }
    if (to) {
        spin_lock(&to->lock);
        *count += to->taken + to->readers.opened - to->readers.open;
        if (PIPE_CAPACITY - (to->written - to->taken) >= PIPE_BUF || !to->readers.open)
            events |= POLLOUT | POLLWRNORM;
        if (!to->readers.open)
            events |= socket ? POLLHUP : POLLERR;
        spin_unlock(&to->lock);
    }
    return events;
}

#define END_OPS(kind)                                                                               \
    {                                                                                               \
        .mode = (kind), .read = end_read, .write = end_write, .ioctl = end_ioctl, .poll = end_poll, \
        .release = end_release                                                                      \
    }
static const struct file_ops pipe_ops = END_OPS(S_IFIFO | 0600), socket_ops = END_OPS(S_IFSOCK | 0777);

struct pipe *pipe_new(void)
{
    struct pipe *pipe = heap_cache_alloc(&pipe_cache);
    if (!pipe)
        return NULL;
    *pipe = (struct pipe){.back = pipe, .references = 1};
    spin_init(&pipe->lock, RANK_FILE);
    wait_init(&pipe->readers.queue);
    wait_init(&pipe->writers.queue);
    return pipe;
}

static void enter(struct pipe *pipe, struct side *side)
{
    side->open++;
    side->opened++;
    __atomic_add_fetch(&pipe->references, 1, __ATOMIC_RELAXED);
}

/* An open end that reads from a pipe, or writes to its back, or both; NULL when memory has run out. The
 * caller holds the lock, or knows the pipes alone. */
static struct file *open_end(const struct file_ops *ops, struct pipe *pipe, int flags)
{
    struct file *file = file_create(ops, pipe, flags);
    if (file && input(file))
        enter(input(file), &input(file)->readers);
    if (file && output(file))
        enter(output(file), &output(file)->writers);
    return file;
}

int pipe_open(struct inode *inode, int flags, struct file **file)
{
    struct pipe *pipe = inode->pipe;
    int error = 0;
    spin_lock(&pipe->lock);
    *file = open_end(&pipe_ops, pipe, flags);
    if (!*file)
        error = -ENOMEM;
    else if ((*file)->flags & O_NONBLOCK && !input(*file) && !pipe->readers.open)
        error = -ENXIO;
    wait_wake_all(&pipe->readers.queue);
    wait_wake_all(&pipe->writers.queue);
    struct side *own = *file && input(*file) ? &pipe->readers : &pipe->writers;
    struct side *other = own == &pipe->readers ? &pipe->writers : &pipe->readers;
    uint32_t opened = other->opened; /* who has come and gone was there */
    while (!error && !(flags & O_NONBLOCK) && !other->open && other->opened == opened)
        error = wait_sleep(&own->queue, &pipe->lock, DEADLINE_NEVER, true);
    spin_unlock(&pipe->lock);
    if (error) {
        file_put(*file);
        *file = NULL; /* or the caller would put it again */
    }
    return error;
}

int pipe_create(bool socket, int flags, struct file *ends[2])
{
    const struct file_ops *ops = socket ? &socket_ops : &pipe_ops;
    struct pipe *there = pipe_new(), *back = socket ? pipe_new() : there;
    flags &= O_NONBLOCK;
    ends[0] = ends[1] = NULL;
    if (there && back) {
        there->back = back;
        back->back = there;
        ends[0] = open_end(ops, there, flags | (socket ? O_RDWR : O_RDONLY));
        ends[1] = open_end(ops, back, flags | (socket ? O_RDWR : O_WRONLY));
    }
    pipe_put(there); /* the ends hold them */
    if (socket)
        pipe_put(back);
    if (ends[0] && ends[1])
        return 0;
    file_put(ends[0]);
    file_put(ends[1]);
    return -ENOMEM;
}

ssize_t socket_transfer(struct file *file, bool send, void *user, size_t size, int flags)
{
    bool wait = !(file->flags & O_NONBLOCK) && !(flags & MSG_DONTWAIT);
    if (file->ops != &socket_ops)
        return -ENOTSOCK;
    if (!send && flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL))
        return -EOPNOTSUPP;
    if (!user_range_ok(user, size))
        return -EFAULT;
    return send ? pipe_write(output(file), user, size, wait) : pipe_read(input(file), user, size, wait);
}

int socket_shut_down(struct file *file, int how)
{
    if (file->ops != &socket_ops)
        return -ENOTSOCK;
    if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR)
        return -EINVAL;
    if (how != SHUT_WR)
        shut_down(input(file), &input(file)->readers);
    if (how != SHUT_RD)
        shut_down(output(file), &output(file)->writers);
    return 0;
}
