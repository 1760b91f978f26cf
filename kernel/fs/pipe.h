/*
 * Pipes (man 7 pipe), and pairs of sockets, which are two pipes (man 2 socketpair): PIPE_CAPACITY bytes at
 * most wait between the two ends; a write of at most PIPE_BUF bytes is never mixed with another's.
 */
#pragma once

#include "fs/file.h"

struct pipe;

#define PIPE_CAPACITY 65536u
#define PIPE_BUF      4096u

/*
 * Makes a pipe, or a pair of sockets, and opens both ends, with O_NONBLOCK if `flags` has it. Returns 0 or
 * -ENOMEM. A write() to a pipe that nobody reads returns -EPIPE; the signal is the caller's business.
 */
int pipe_create(bool socket, int flags, struct file *ends[2]);

/*
 * A pipe that has a name: its inode holds the reference. pipe_open() opens an end of it, and waits until
 * there is another to read what this one writes, or the other way round (man 7 fifo): 0 with the new file in
 * *file, -EINTR, -ENOMEM (with NULL); with O_NONBLOCK in `flags` it does not wait, but may return -ENXIO.
 */
struct pipe *pipe_new(void);
void pipe_put(struct pipe *pipe);
int pipe_open(struct inode *inode, int flags, struct file **file);

/* man 2 send and recv; -ENOTSOCK. Of the flags MSG_DONTWAIT counts. */
ssize_t socket_transfer(struct file *file, bool send, void *user, size_t size, int flags);
int socket_shut_down(struct file *file, int how);
