/*
 * What system calls on files share: descriptors and paths from the user. A variable declared with AUTO_PATH
 * gives what it holds back by itself when its block ends.
 */
#pragma once

#include "fs/files.h"
#include "fs/path.h"
#include "sys/references.h"

#define AUTO_PATH __attribute__((cleanup(user_path_put))) struct user_path

/* Bytes in one transfer, so that the result is no error; as Linux has it. */
#define COUNT_MAX 0x7ffff000u

struct iovec;

/* A path in kernel memory and where it begins; both NULL as long as there is none. */
struct user_path {
    struct file *base;
    char *text;
};

/* Fetches both. Returns 0, or -EBADF, -EFAULT, -ENAMETOOLONG, -ENOMEM. */
int user_path_get(struct user_path *path, int base, const char *user_path);
void user_path_put(struct user_path *path);

/* fs_open() of a user's path. `flags` without O_NOFOLLOW also where AT_SYMLINK_NOFOLLOW is meant: that is
 * `at_flags`, where AT_EMPTY_PATH lets an empty path, or NULL, mean the base itself. */
int user_open(int base, const char *user_path, int flags, uint32_t mode, int at_flags, struct file **file);

/* Calls of which there are two: for a path, and for an open file, which is `base` without a path and with
 * AT_EMPTY_PATH in `at_flags`: man 2 chdir, truncate64, statfs64. */
long change_directory(int base, const char *path, int at_flags);
long resize_file(int base, const char *path, int at_flags, unsigned long size_low, unsigned long size_high);
long tell_file_system(int base, const char *path, int at_flags, size_t size, void *user_to);

/* And those for reading and for writing: man 2 pread64, readv. */
long transfer_at(int fd, bool write, void *buffer, size_t count, unsigned long offset_low,
                 unsigned long offset_high);
long transfer_vector(int fd, bool write, const struct iovec *vector, int count);

/* Gives two new files numbers, and writes those to user memory. Takes the files over. */
int install_pair(struct file *ends[2], int *user_fds, bool close_on_exec);

/* The open file with this number, with a reference, or NULL. */
static inline struct file *file_of(int fd)
{
    return files_find(process_current()->files, fd);
}

/* What the expression makes of the open file with this number, which it calls `file`; -EBADF if there is
 * none. */
#define WITH_FILE(fd, expression)           \
    ({                                      \
        AUTO_FILE file = file_of(fd);       \
        file ? (long)(expression) : -EBADF; \
    })
