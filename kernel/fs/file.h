/*
 * Open files: what open(), pipe() and the like make, and what descriptors stand for (fs/files.h). Descriptors
 * that dup2() and fork() made share one.
 *
 * All of this may sleep, and is called by threads only. Buffers are user addresses, not yet checked.
 */
#pragma once

#include "debug/panic.h"
#include "lib/types.h"
#include "thread/mutex.h"

struct file;
struct inode;
struct vm_object;

#define FILE_NAME_MAX 255

/* One name in a directory, as man 2 getdents64 has it: `length` bytes of this go out, the name's NUL among
 * them. */
struct directory_entry {
    uint64_t inode;
    uint64_t next; /* the position of the one after it */
    uint16_t length;
    uint8_t type; /* DT_REG ... */
    char name[FILE_NAME_MAX + 1];
};

/* What man 2 stat tells of a file. */
struct file_status {
    uint32_t inode, mode, links, size, blocks; /* blocks of 512 bytes */
    uint32_t modified;                         /* seconds since 1970 */
    uint32_t device;                           /* 1: the tree of files; 2: what is generated, or outside */
};

/* What a kind of file can do. What is NULL it can't. */
struct file_ops {
    uint32_t mode; /* S_IFIFO ... and permissions, of files that are not in the tree */
    /* As man 2 pread and pwrite. A file without size() or entry() is a stream: `offset` means nothing. */
    ssize_t (*read)(struct file *file, void *user_to, size_t size, uint64_t offset);
    ssize_t (*write)(struct file *file, const void *user_from, size_t size, uint64_t offset);
    int (*ioctl)(struct file *file, unsigned request, uintptr_t argument);
    uint64_t (*size)(struct file *file);
    /* A directory: the entry at `position` (0 is the first), without its length. Returns 1, 0 past the last
     * one, or an error. */
    int (*entry)(struct file *file, uint64_t position, struct directory_entry *entry);
    /* What it is ready for now: POLLIN ...; *count is another after anything has happened that may have made
     * it ready, though it was before (fs/epoll.c). NULL: for all, always. */
    int (*poll)(struct file *file, uint32_t *count);
    /* What mmap shows of a device; NULL: what the file itself holds, if it holds anything. */
    struct vm_object *object;
    /* The last reference is gone. */
    void (*release)(struct file *file);
};

/* What a regular file holds, in memory. */
struct file_contents {
    struct vm_object *object; /* never changes */
    uint32_t size;            /* in bytes; may change at any time */
};

struct file {
    uint32_t references; /* atomic */
    int flags;           /* O_ACCMODE, O_APPEND, O_NONBLOCK, O_PATH; atomic */
    const struct file_ops *ops;
    void *data;                           /* the ops' own; told as the inode number of what has none */
    const struct file_contents *contents; /* of a regular file, else NULL */
    struct inode *inode;                  /* what it was opened by, counted; NULL: not in the tree */
    bool watched;                         /* fs/epoll.c may know it */
    struct mutex lock; /* guards the offset; held while something is read or written at it */
    uint64_t offset;
};

/* A new open file with one reference; NULL when memory has run out. */
struct file *file_create(const struct file_ops *ops, void *data, int flags);
void file_close(struct file *file); /* for file_put() only */

/* Another reference to the file, which may be NULL; returns it. */
static inline struct file *file_get(struct file *file)
{
    if (file)
        __atomic_add_fetch(&file->references, 1, __ATOMIC_RELAXED);
    return file;
}

/* Gives one back, unless `file` is NULL. The last one closes the file, which may sleep. */
static inline void file_put(struct file *file)
{
    debug_assert(!file || (int32_t)file->references > 0); /* what is free has 0 there, or an address */
    if (file && __atomic_sub_fetch(&file->references, 1, __ATOMIC_ACQ_REL) == 0)
        file_close(file);
}

/* Changes the flags that fcntl may change: O_APPEND, O_NONBLOCK. */
void file_set_flags(struct file *file, int flags);

/* As man 2 read and write, or with `at` as pread and pwrite: the number of bytes, or -EBADF, -EISDIR,
 * -EINVAL, -EFAULT, -EINTR, -EAGAIN, -EPIPE ...; -ESPIPE for a stream, which has no places to be at. */
ssize_t file_read(struct file *file, void *user_to, size_t size, const int64_t *at);
ssize_t file_write(struct file *file, const void *user_from, size_t size, const int64_t *at);

/* Returns the new offset, -ESPIPE or -EINVAL. */
int64_t file_seek(struct file *file, int64_t offset, int whence);
/* 0 or more, -ENOTTY, or what the device says. */
int file_ioctl(struct file *file, unsigned request, uintptr_t argument);
/* man 2 getdents64: bytes written, 0 at the end, -ENOTDIR, -EINVAL when not even one entry fits. */
ssize_t file_getdents(struct file *file, void *user_to, size_t size);

struct file_status file_status(struct file *file);

/* For mmap and the program loader: a regular file's or a device's memory (the caller's as long as it holds
 * the file); NULL if it has none. */
struct vm_object *file_object(const struct file *file);
uint32_t file_size(const struct file *file);
uint32_t file_inode(const struct file *file);
uint32_t file_mode(const struct file *file);

/* The read() and size() of files that have contents. */
ssize_t file_read_contents(struct file *file, void *user_to, size_t size, uint64_t offset);
uint64_t file_contents_size(struct file *file);

/* The size() of what has places to be at, but no size. */
uint64_t file_no_size(struct file *file);
