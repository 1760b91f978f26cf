/*
 * Advisory locks: of ranges of bytes (man 2 fcntl), whose owner is a table of open files, that is a process;
 * and of whole files (man 2 flock), whose owner is the open file itself. The two kinds do not see each other.
 */
#pragma once

#include "fs/file.h"

struct flock64;

/*
 * Carries out F_GETLK64, F_SETLK64 or F_SETLKW64 for the owner, who has the file open; `pid` is what
 * F_GETLK64 is to tell others. What the owner had of the range before is replaced. Returns 0, -EINVAL,
 * -EBADF, -EAGAIN, -EINTR, -ENOMEM. Who waits for each other waits on, until a signal.
 */
int lock_command(struct file *file, const void *owner, uint32_t pid, int command, struct flock64 *lock);

/* The owner closes the file: gives back its locks there. */
void lock_drop(struct file *file, const void *owner);
