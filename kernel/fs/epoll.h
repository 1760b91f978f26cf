/*
 * epoll: files that are waited for again and again are named to the kernel once (man 7 epoll). An instance is
 * an open file; what it watches are other open files, by the numbers under which they were added.
 */
#pragma once

#include "fs/file.h"

struct epoll_event;

/* Of an instance; it has no data. */
extern const struct file_ops epoll_ops;

/* man 2 epoll_ctl: returns 0, or -EINVAL, -EPERM (a file that is always ready), -EEXIST, -ENOENT, -ENOMEM. An
 * instance can't be watched by another: -EINVAL. */
int epoll_control(struct file *epoll, int operation, int fd, struct file *file,
                  const struct epoll_event *event);

/* man 2 epoll_wait, with a deadline in cycles: how many events were written to user memory, 0 at the
 * deadline, or -EINVAL, -EFAULT, -EINTR. */
int epoll_wait(struct file *epoll, struct epoll_event *user_events, int limit, uint64_t deadline);

/* The file, which may be an instance, is about to go: it is neither watched nor does it watch any longer. For
 * file_close(). */
void epoll_forget(struct file *file);
