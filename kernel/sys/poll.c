/*
 * System calls that wait for several files: poll, select, epoll.
 */
#include "abi/poll.h"
#include "abi/epoll.h"
#include "abi/errno.h"
#include "abi/eventfd.h"
#include "abi/fcntl.h"
#include "abi/time.h"
#include "fs/epoll.h"
#include "fs/eventfd.h"
#include "fs/poll.h"
#include "lib/string.h"
#include "mm/user.h"
#include "sys/files.h"
#include "sys/signal.h"
#include "sys/syscalls.h"
#include "sys/time.h"

#define READABLE (POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR)
#define WRITABLE (POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR)

/* What a descriptor is ready for; POLLNVAL: it is none. */
static int events_of(int fd)
{
    AUTO_FILE file = file_of(fd);
    uint32_t count;
    return file ? poll_events(file, &count) : POLLNVAL;
}

/* --- poll --- */

struct poll_request {
    struct pollfd *user;
    unsigned count;
};

/* Returns how many are ready, or -EFAULT. */
static int check_poll(void *argument)
{
    const struct poll_request *request = argument;
    int ready = 0;
    for (unsigned i = 0; i < request->count; i++) {
        struct pollfd entry;
        if (copy_from_user(&entry, &request->user[i], sizeof(entry)))
            return -EFAULT;
        entry.revents = 0;
        if (entry.fd >= 0)
            entry.revents = (short)(events_of(entry.fd) & (entry.events | POLLERR | POLLHUP | POLLNVAL));
        ready += entry.revents != 0;
        if (copy_to_user(&request->user[i], &entry, sizeof(entry)))
            return -EFAULT;
    }
    return ready;
}

static long poll_until(void *files, unsigned count, uint64_t deadline)
{
    struct poll_request request = {files, count};
    return count > FILES_MAX ? -EINVAL : poll_wait(check_poll, &request, deadline);
}

long sys_poll(void *files, unsigned count, int timeout)
{
    return poll_until(files, count, time_deadline_ms(timeout));
}

long sys_ppoll(void *files, unsigned count, const struct timespec *timeout, const void *mask, size_t size)
{
    uint64_t deadline;
    int error = time_deadline_from_user(timeout, &deadline);
    if (!error)
        error = signal_mask_for_call(mask, size);
    return error ? error : signal_unmask_after_call(poll_until(files, count, deadline));
}

/* --- select --- */

enum { READ_SET, WRITE_SET, EXCEPTION_SET, SETS };

struct select_request {
    int count;
    uint32_t wanted[SETS][FILES_MAX / 32], ready[SETS][FILES_MAX / 32];
};

static int check_select(void *argument)
{
    static const int events[SETS] = {READABLE, WRITABLE, POLLPRI};
    struct select_request *request = argument;
    int ready = 0;
    memset(request->ready, 0, sizeof(request->ready));
    for (int fd = 0; fd < request->count; fd++) {
        uint32_t bit = 1u << fd % 32;
        int is = 0;
        for (unsigned set = 0; set < SETS; set++) {
            if (!(request->wanted[set][fd / 32] & bit))
                continue;
            if (!is)
                is = events_of(fd);
            if (is & POLLNVAL)
                return -EBADF;
            if (!(is & events[set]))
                continue;
            request->ready[set][fd / 32] |= bit;
            ready++;
        }
    }
    return ready;
}

static long select_until(int count, uint32_t *user_sets[SETS], uint64_t deadline)
{
    if (count < 0)
        return -EINVAL;
    struct select_request request = {.count = MIN(count, (int)FILES_MAX)};
    size_t size = ALIGN_UP((size_t)request.count, 32u) / 8;
    for (unsigned set = 0; set < SETS; set++)
        if (user_sets[set] && copy_from_user(request.wanted[set], user_sets[set], size))
            return -EFAULT;
    int result = poll_wait(check_select, &request, deadline);
    for (unsigned set = 0; set < SETS && result >= 0; set++)
        if (user_sets[set] && copy_to_user(user_sets[set], request.ready[set], size))
            return -EFAULT;
    return result;
}

long sys__newselect(int count, void *readable, void *writable, void *exceptional, struct timeval *timeout)
{
    struct timeval time;
    uint32_t *sets[SETS] = {readable, writable, exceptional};
    if (!timeout)
        return select_until(count, sets, DEADLINE_NEVER);
    if (copy_from_user(&time, timeout, sizeof(time)))
        return -EFAULT;
    if (time.tv_sec < 0 || time.tv_usec < 0)
        return -EINVAL;
    return select_until(count, sets, time_deadline(time.tv_sec * 1000000000ull + time.tv_usec * 1000ull));
}

/* The last argument points to the mask and its size. */
long sys_pselect6(int count, void *readable, void *writable, void *exceptional,
                  const struct timespec *timeout, const void *user_mask)
{
    uint64_t deadline;
    uint32_t *sets[SETS] = {readable, writable, exceptional};
    struct {
        const sigset_t *set;
        size_t size;
    } mask = {0};
    int error = time_deadline_from_user(timeout, &deadline);
    if (!error && user_mask)
        error = copy_from_user(&mask, user_mask, sizeof(mask));
    if (!error)
        error = signal_mask_for_call(mask.set, mask.size);
    return error ? error : signal_unmask_after_call(select_until(count, sets, deadline));
}

/* --- Files that are made to wait for, or with --- */

static long install(struct file *file, int flags)
{
    return file ? files_install(process_current()->files, file, 0, flags & O_CLOEXEC) : -ENOMEM;
}

long sys_eventfd2(unsigned value, int flags)
{
    if (flags & ~(EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC))
        return -EINVAL;
    return install(eventfd_create(value, flags), flags);
}

long sys_epoll_create1(int flags)
{
    return flags & ~EPOLL_CLOEXEC ? -EINVAL : install(file_create(&epoll_ops, NULL, O_RDWR), flags);
}

long sys_epoll_ctl(int epoll_fd, int operation, int fd, void *user_event)
{
    AUTO_FILE epoll = file_of(epoll_fd);
    AUTO_FILE file = file_of(fd);
    struct epoll_event event;
    if (operation != EPOLL_CTL_DEL && copy_from_user(&event, user_event, sizeof(event)))
        return -EFAULT;
    return epoll && file ? epoll_control(epoll, operation, fd, file, &event) : -EBADF;
}

long sys_epoll_pwait(int fd, void *events, int limit, int timeout, const void *mask, size_t size)
{
    AUTO_FILE epoll = file_of(fd);
    if (!epoll)
        return -EBADF;
    int error = signal_mask_for_call(mask, size);
    return error ? error
                 : signal_unmask_after_call(epoll_wait(epoll, events, limit, time_deadline_ms(timeout)));
}
