/*
 * Event counters. The lock guards all of one; 0 <= value <= VALUE_MAX.
 */
#include "fs/eventfd.h"

#include "abi/errno.h"
#include "abi/eventfd.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "fs/poll.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "thread/wait.h"

#define VALUE_MAX (UINT64_MAX - 1)

struct eventfd {
    struct spinlock lock;
    uint64_t value;
    uint32_t changes;
    bool semaphore; /* a read takes one */
    struct wait_queue waiters;
};

/* Adds the user's number, or takes the value and gives it to the user; waits until that can be done. */
static ssize_t transfer(struct file *file, bool write, void *user)
{
    struct eventfd *event = file->data;
    uint64_t amount = 0;
    int error = write ? copy_from_user(&amount, user, sizeof(amount)) : 0;
    if (amount > VALUE_MAX)
        error = -EINVAL;
    spin_lock(&event->lock);
    while (!error && (write ? amount > VALUE_MAX - event->value : event->value == 0))
        error = file->flags & O_NONBLOCK ? -EAGAIN
                                         : wait_sleep(&event->waiters, &event->lock, DEADLINE_NEVER, true);
    if (!error) {
        if (!write)
            amount = event->semaphore ? 1 : event->value;
        event->value += write ? amount : -amount;
        event->changes++;
        wait_wake_all(&event->waiters);
        poll_notify();
    }
    spin_unlock(&event->lock);
    if (!error && !write)
        error = copy_to_user(user, &amount, sizeof(amount));
    return error ? error : (ssize_t)sizeof(amount);
}

static ssize_t event_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    return size < sizeof(uint64_t) ? -EINVAL : transfer(file, false, user_to);
}

static ssize_t event_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    return size < sizeof(uint64_t) ? -EINVAL : transfer(file, true, (void *)user_from);
}

static int event_poll(struct file *file, uint32_t *count)
{
    struct eventfd *event = file->data;
    spin_lock(&event->lock);
    *count = event->changes;
    int events = (event->value > 0 ? POLLIN : 0) | (event->value < VALUE_MAX ? POLLOUT : 0);
    spin_unlock(&event->lock);
    return events;
}

static void event_release(struct file *file)
{
    heap_free(file->data);
}

static const struct file_ops event_ops = {
    .mode = 0600, .read = event_read, .write = event_write, .poll = event_poll, .release = event_release};

struct file *eventfd_create(unsigned value, int flags)
{
    struct eventfd *event = heap_alloc_zeroed(sizeof(*event));
    struct file *file = event ? file_create(&event_ops, event, O_RDWR | (flags & EFD_NONBLOCK)) : NULL;
    if (!file) {
        heap_free(event);
        return NULL;
    }
    spin_init(&event->lock, RANK_FILE);
    event->value = value;
    event->semaphore = flags & EFD_SEMAPHORE;
    wait_init(&event->waiters);
    return file;
}
