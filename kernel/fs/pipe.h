/*
 * Pipes (man 7 pipe): PIPE_CAPACITY bytes at most wait between the two ends; a write of at most PIPE_BUF
 * bytes is never mixed with another's.
 */
#pragma once

#include "fs/file.h"

#define PIPE_CAPACITY 65536u
#define PIPE_BUF      4096u

/*
 * Makes a pipe and opens both ends, with O_NONBLOCK if `flags` has it. Returns 0 or -ENOMEM. A write() to a
 * pipe that nobody reads returns -EPIPE; the signal is the caller's business.
 */
int pipe_create(int flags, struct file **read_end, struct file **write_end);
