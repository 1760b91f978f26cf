/* Waiting for open files (<poll.h>, <sys/select.h>, <sys/epoll.h>, <sys/eventfd.h>). */
#include "syscall.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <unistd.h>

int poll(struct pollfd *fds, nfds_t count, int milliseconds)
{
    return sys_result(sys_cancel(168, fds, count, milliseconds, 0));
}

/* The kernel may write what is left of the time: not into what the caller gave. */
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    struct timespec left = timeout ? *timeout : (struct timespec){0};
    return sys_result(__cancel_call(309, (long)fds, (long)count, timeout ? (long)&left : 0, (long)mask,
                                    sizeof(sigset_t), 0));
}

int select(int count, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict except,
           struct timeval *restrict timeout)
{
    return sys_result(
        __cancel_call(142, count, (long)readable, (long)writable, (long)except, (long)timeout, 0));
}

int pselect(int count, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict except,
            const struct timespec *restrict timeout, const sigset_t *restrict mask)
{
    struct timespec left = timeout ? *timeout : (struct timespec){0};
    long mask_and_size[2] = {(long)mask, sizeof(sigset_t)};
    return sys_result(__cancel_call(308, count, (long)readable, (long)writable, (long)except,
                                    timeout ? (long)&left : 0, (long)mask_and_size));
}

int epoll_create(int size)
{
    return sys_result(sys_epoll_create(size));
}

int epoll_create1(int flags)
{
    return sys_result(sys_epoll_create1(flags));
}

int epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event)
{
    return sys_result(sys_epoll_ctl(epoll_fd, operation, fd, event));
}

int epoll_wait(int epoll_fd, struct epoll_event *events, int limit, int timeout)
{
    return epoll_pwait(epoll_fd, events, limit, timeout, NULL);
}

int epoll_pwait(int epoll_fd, struct epoll_event *events, int limit, int timeout, const sigset_t *mask)
{
    return sys_result(__cancel_call(319, epoll_fd, (long)events, limit, timeout, (long)mask, sizeof(*mask)));
}

int eventfd(unsigned value, int flags)
{
    return sys_result(sys_eventfd2(value, flags));
}

int eventfd_read(int fd, eventfd_t *value)
{
    return read(fd, value, sizeof(*value)) == sizeof(*value) ? 0 : -1;
}

int eventfd_write(int fd, eventfd_t value)
{
    return write(fd, &value, sizeof(value)) == sizeof(value) ? 0 : -1;
}
