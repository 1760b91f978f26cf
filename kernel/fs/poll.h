/*
 * Waiting for any of several files to be ready (man 2 poll). There is one queue for all who wait so, however
 * many files there are: whenever a file becomes ready, all of them look again.
 */
#pragma once

#include "fs/file.h"

/* What the file is ready for now (abi/poll.h), and its count of what happened to it (fs/file.h). */
int poll_events(struct file *file, uint32_t *count);

/*
 * Waits until check(argument) returns something else than 0, and returns that; or 0 at the deadline (in
 * cycles), or -EINTR. `check` looks at files with poll_events(), and may sleep no longer than for a mutex.
 */
int poll_wait(int (*check)(void *argument), void *argument, uint64_t deadline);

/* A file may have become ready. Called by whoever made it so, after that, with the lock that the file's
 * poll() takes held (at most RANK_FILE). Any context. */
void poll_notify(void);
