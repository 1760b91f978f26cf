/*
 * Pipes: a ring of frames that are there only while bytes lie in them (and the one last written to).
 *
 * An open end, `struct ends`, reads from one pipe, writes to one, or both: then it is a socket, whose peer
 * has the same two the other way round.
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
#include "mm/heap.h"
#include "mm/user.h"
#include "thread/wait.h"

#define PIPE_FRAMES (PIPE_CAPACITY / PAGE_SIZE)

struct pipe {
    struct spinlock lock;
    uint32_t taken, written; /* bytes since the pipe was made, modulo 2^32 */
    bool has_reader, has_writer;
    unsigned ends; /* that are open, or were shut down only */
    struct wait_queue readers, writers;
    struct frame *frames[PIPE_FRAMES]; /* byte n lies in frame n / PAGE_SIZE, modulo their number */
};

struct ends {
    struct pipe *in, *out; /* NULL: no such end */
};

static HEAP_CACHE(pipe_cache, struct pipe);
static HEAP_CACHE(ends_cache, struct ends);

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
    while (pipe->written == pipe->taken && pipe->has_writer && pipe->has_reader && !result)
        result = wait ? wait_sleep(&pipe->readers, &pipe->lock, DEADLINE_NEVER, true) : -EAGAIN;
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
        wait_wake_all(&pipe->writers);
        poll_notify();
    }
    if (pipe->written != pipe->taken)
        wait_wake_one(&pipe->readers);
    spin_unlock(&pipe->lock);
    return done > 0 ? (ssize_t)done : result;
}

/* Puts `size` bytes in, for which there is room: at most a page, so that they lie in one frame or two. All or
 * nothing. */
static int put(struct pipe *pipe, const char *user_from, size_t size)
{
    uint32_t at = pipe->written;
    size_t first = MIN(size, PAGE_SIZE - at % PAGE_SIZE);
    if (!*place(pipe, at) && !(*place(pipe, at) = frame_alloc(FRAME_BUFFER, (uint32_t)pipe)))
        return -ENOMEM;
    if (copy_from_user(memory(pipe, at), user_from, first))
        return -EFAULT;
    if (first < size) {
        at += first;
        if (!*place(pipe, at) && !(*place(pipe, at) = frame_alloc(FRAME_BUFFER, (uint32_t)pipe)))
            return -ENOMEM;
        if (copy_from_user(memory(pipe, at), user_from + first, size - first))
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
        if (!pipe->has_reader || !pipe->has_writer) {
            error = -EPIPE;
        } else if (room < least) {
            error = wait ? wait_sleep(&pipe->writers, &pipe->lock, DEADLINE_NEVER, true) : -EAGAIN;
        } else {
            size_t piece = MIN(MIN(size - done, room), PAGE_SIZE);
            error = put(pipe, (const char *)user_from + done, piece);
            if (error)
                break;
            done += piece;
            wait_wake_one(&pipe->readers);
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

static void shut_down(struct pipe *pipe, bool *end)
{
    spin_lock(&pipe->lock);
    *end = false;
    wait_wake_all(&pipe->readers);
    wait_wake_all(&pipe->writers);
    poll_notify();
    spin_unlock(&pipe->lock);
}

/* One end is closed. The last one takes the pipe with it. */
static void close_end(struct pipe *pipe, bool *end)
{
    shut_down(pipe, end);
    if (__atomic_sub_fetch(&pipe->ends, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    for (unsigned i = 0; i < PIPE_FRAMES; i++)
        if (pipe->frames[i])
            frame_put(pipe->frames[i]);
    heap_cache_free(&pipe_cache, pipe);
}

static void ends_release(struct file *file)
{
    struct ends *ends = file->data;
    if (ends->in)
        close_end(ends->in, &ends->in->has_reader);
    if (ends->out)
        close_end(ends->out, &ends->out->has_writer);
    heap_cache_free(&ends_cache, ends);
}

static ssize_t ends_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    return pipe_read(((struct ends *)file->data)->in, user_to, size, !(file->flags & O_NONBLOCK));
}

static ssize_t ends_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    return pipe_write(((struct ends *)file->data)->out, user_from, size, !(file->flags & O_NONBLOCK));
}

static int ends_ioctl(struct file *file, unsigned request, uintptr_t argument)
{
    struct pipe *pipe = ((struct ends *)file->data)->in;
    if (request != FIONREAD || !pipe)
        return -ENOTTY;
    int waiting = (int)(pipe->written - pipe->taken);
    return copy_to_user((void *)argument, &waiting, sizeof(waiting));
}

static int ends_poll(struct file *file)
{
    const struct ends *ends = file->data;
    int events = 0;
    if (ends->in) {
        spin_lock(&ends->in->lock);
        if (ends->in->written != ends->in->taken || (ends->out && !ends->in->has_writer))
            events |= POLLIN | POLLRDNORM;
        if (!ends->in->has_writer)
            events |= ends->out ? POLLRDHUP : POLLHUP;
        spin_unlock(&ends->in->lock);
    }
    if (ends->out) {
        spin_lock(&ends->out->lock);
        if (PIPE_CAPACITY - (ends->out->written - ends->out->taken) >= PIPE_BUF || !ends->out->has_reader)
            events |= POLLOUT | POLLWRNORM;
        if (!ends->out->has_reader)
            events |= ends->in ? POLLHUP : POLLERR;
        spin_unlock(&ends->out->lock);
    }
    return events;
}

static const struct file_ops pipe_ops = {.mode = S_IFIFO | 0600,
                                         .read = ends_read,
                                         .write = ends_write,
                                         .ioctl = ends_ioctl,
                                         .poll = ends_poll,
                                         .release = ends_release};
static const struct file_ops socket_ops = {.mode = S_IFSOCK | 0777,
                                           .read = ends_read,
                                           .write = ends_write,
                                           .ioctl = ends_ioctl,
                                           .poll = ends_poll,
                                           .release = ends_release};

static struct pipe *create(void)
{
    struct pipe *pipe = heap_cache_alloc(&pipe_cache);
    if (!pipe)
        return NULL;
    *pipe = (struct pipe){.has_reader = true, .has_writer = true};
    spin_init(&pipe->lock, RANK_FILE);
    wait_init(&pipe->readers);
    wait_init(&pipe->writers);
    return pipe;
}

/* An open file on the ends; NULL when memory has run out. */
static struct file *open_ends(const struct file_ops *ops, struct pipe *in, struct pipe *out, int flags)
{
    struct ends *ends = heap_cache_alloc(&ends_cache);
    struct file *file = ends ? file_create(ops, ends,
                                           (flags & O_NONBLOCK) | (!out ? O_RDONLY
                                                                   : in ? O_RDWR
                                                                        : O_WRONLY))
                             : NULL;
    if (!file) {
        if (ends)
            heap_cache_free(&ends_cache, ends);
        return NULL;
    }
    *ends = (struct ends){in, out};
    file->number = (uint32_t)(in ? in : out);
    if (in)
        in->ends++;
    if (out)
        out->ends++;
    return file;
}

/* Two files; `there` and `back` are new pipes, `back` NULL for a pipe. */
static int open_both(const struct file_ops *ops, struct pipe *back, struct pipe *there, int flags,
                     struct file *files[2])
{
    files[0] = there ? open_ends(ops, there, back, flags) : NULL;
    files[1] = files[0] ? open_ends(ops, back, there, flags) : NULL;
    if (files[1])
        return 0;
    if (files[0]) {
        file_put(files[0]); /* takes the pipes with it */
    } else {
        if (back)
            heap_cache_free(&pipe_cache, back);
        if (there)
            heap_cache_free(&pipe_cache, there);
    }
    return -ENOMEM;
}

int pipe_create(int flags, struct file *ends[2])
{
    return open_both(&pipe_ops, NULL, create(), flags, ends);
}

int socket_create_pair(int flags, struct file *ends[2])
{
    struct pipe *back = create();
    return back ? open_both(&socket_ops, back, create(), flags, ends) : -ENOMEM;
}

static bool may_wait(const struct file *file, int flags)
{
    return !(file->flags & O_NONBLOCK) && !(flags & MSG_DONTWAIT);
}

ssize_t socket_send(struct file *file, const void *user_from, size_t size, int flags)
{
    if (file->ops != &socket_ops)
        return -ENOTSOCK;
    if (!user_range_ok(user_from, size))
        return -EFAULT;
    return pipe_write(((struct ends *)file->data)->out, user_from, size, may_wait(file, flags));
}

ssize_t socket_receive(struct file *file, void *user_to, size_t size, int flags)
{
    if (file->ops != &socket_ops)
        return -ENOTSOCK;
    if (flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL))
        return -EOPNOTSUPP;
    if (!user_range_ok(user_to, size))
        return -EFAULT;
    return pipe_read(((struct ends *)file->data)->in, user_to, size, may_wait(file, flags));
}

int socket_shut_down(struct file *file, int how)
{
    if (file->ops != &socket_ops)
        return -ENOTSOCK;
    if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR)
        return -EINVAL;
    struct ends *ends = file->data;
    if (how != SHUT_WR)
        shut_down(ends->in, &ends->in->has_reader);
    if (how != SHUT_RD)
        shut_down(ends->out, &ends->out->has_writer);
    return 0;
}
