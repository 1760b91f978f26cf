/*
 * Pipes: a ring of frames that are there only while bytes lie in them (and the one last written to).
 *
 * Lock: the pipe's lock guards everything. User memory is copied while it is held: a page fault never sleeps.
 * A long transfer lets go of it after each page. Invariant: 0 <= written - taken <= PIPE_CAPACITY; the frame
 * of each byte between is there.
 */
#include "fs/pipe.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "thread/wait.h"

#define PIPE_FRAMES (PIPE_CAPACITY / PAGE_SIZE)

struct pipe {
    struct spinlock lock;
    uint32_t taken, written; /* bytes since the pipe was made, modulo 2^32 */
    bool has_reader, has_writer;
    struct wait_queue readers, writers;
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

static ssize_t pipe_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    struct pipe *pipe = file->data;
    size_t done = 0;
    ssize_t result = 0;
    if (size == 0)
        return 0;
    spin_lock(&pipe->lock);
    while (pipe->written == pipe->taken && pipe->has_writer && !result)
        result = file->flags & O_NONBLOCK ? -EAGAIN
                                          : wait_sleep(&pipe->readers, &pipe->lock, DEADLINE_NEVER, true);
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
    if (done > 0)
        wait_wake_all(&pipe->writers);
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
    if (!*place(pipe, at) && !(*place(pipe, at) = frame_alloc(FRAME_BUFFER, 0)))
        return -ENOMEM;
    if (copy_from_user(memory(pipe, at), user_from, first))
        return -EFAULT;
    if (first < size) {
        at += first;
        if (!*place(pipe, at) && !(*place(pipe, at) = frame_alloc(FRAME_BUFFER, 0)))
            return -ENOMEM;
        if (copy_from_user(memory(pipe, at), user_from + first, size - first))
            return -EFAULT;
    }
    pipe->written += size;
    return 0;
}

static ssize_t pipe_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    struct pipe *pipe = file->data;
    size_t done = 0, least = size <= PIPE_BUF ? size : 1;
    int error = 0;
    spin_lock(&pipe->lock);
    while (done < size && !error) {
        size_t room = PIPE_CAPACITY - (pipe->written - pipe->taken);
        if (!pipe->has_reader) {
            error = -EPIPE;
        } else if (room < least) {
            error = file->flags & O_NONBLOCK ? -EAGAIN
                                             : wait_sleep(&pipe->writers, &pipe->lock, DEADLINE_NEVER, true);
        } else {
            size_t piece = MIN(MIN(size - done, room), PAGE_SIZE);
            error = put(pipe, (const char *)user_from + done, piece);
            if (error)
                break;
            done += piece;
            wait_wake_one(&pipe->readers);
            if (done < size) {
                spin_unlock(&pipe->lock);
                spin_lock(&pipe->lock);
            }
        }
    }
    spin_unlock(&pipe->lock);
    return done > 0 ? (ssize_t)done : error;
}

/* One end is closed. The last one takes the pipe with it. */
static void close_end(struct pipe *pipe, bool *end)
{
    spin_lock(&pipe->lock);
    *end = false;
    bool last = !pipe->has_reader && !pipe->has_writer;
    wait_wake_all(&pipe->readers);
    wait_wake_all(&pipe->writers);
    spin_unlock(&pipe->lock);
    if (!last)
        return;
    for (unsigned i = 0; i < PIPE_FRAMES; i++)
        if (pipe->frames[i])
            frame_put(pipe->frames[i]);
    heap_cache_free(&pipe_cache, pipe);
}

static void release_reader(struct file *file)
{
    struct pipe *pipe = file->data;
    close_end(pipe, &pipe->has_reader);
}

static void release_writer(struct file *file)
{
    struct pipe *pipe = file->data;
    close_end(pipe, &pipe->has_writer);
}

static const struct file_ops read_ops = {.read = pipe_read, .release = release_reader};
static const struct file_ops write_ops = {.write = pipe_write, .release = release_writer};

int pipe_create(int flags, struct file **read_end, struct file **write_end)
{
    struct pipe *pipe = heap_cache_alloc(&pipe_cache);
    if (!pipe)
        return -ENOMEM;
    *pipe = (struct pipe){.has_reader = true, .has_writer = true};
    spin_init(&pipe->lock, RANK_FILE);
    wait_init(&pipe->readers);
    wait_init(&pipe->writers);
    *read_end = file_create(&read_ops, pipe, (flags & O_NONBLOCK) | O_RDONLY);
    if (!*read_end) {
        heap_cache_free(&pipe_cache, pipe);
        return -ENOMEM;
    }
    *write_end = file_create(&write_ops, pipe, (flags & O_NONBLOCK) | O_WRONLY);
    if (!*write_end) {
        pipe->has_writer = false; /* so that closing the other end frees the pipe */
        file_put(*read_end);
        return -ENOMEM;
    }
    return 0;
}
