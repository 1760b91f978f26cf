/*
 * Tables of descriptors: which small number means which open file; and what else a process's calls on files
 * go by, its current directory and umask (so CLONE_FILES shares what CLONE_FS does on Linux). A process owns
 * one, and its threads share it.
 */
#pragma once

#include "fs/file.h"
#include "sync/spinlock.h"

#define FILES_MAX 1024u /* descriptors of a table: a page of pointers */

struct files {
    uint32_t references;                    /* atomic */
    struct spinlock lock;                   /* guards all below */
    unsigned limit;                         /* numbers stay below it: RLIMIT_NOFILE */
    unsigned capacity;                      /* numbers there is room for now */
    struct file **entries;                  /* counted; NULL: a free number */
    uint32_t close_on_exec[FILES_MAX / 32]; /* a bit for each number */
    struct file *directory;                 /* the current one, counted; NULL: the root */
    uint32_t umask;
};

/* An empty table; NULL when memory has run out. */
struct files *files_create(void);
/* What fork does: a table of the same open files. NULL when memory has run out. */
struct files *files_copy(struct files *files);
struct files *files_get(struct files *files); /* returns it; may be NULL */
/* The last reference closes all that is open; may sleep. Nothing, with NULL, as for all that is counted. */
void files_put(struct files *files);

/* Gives the file the lowest free number that is at least `minimum`, and takes the caller's reference over,
 * whatever comes of it. Returns the number, -EMFILE or -ENOMEM; may sleep. */
int files_install(struct files *files, struct file *file, unsigned minimum, bool close_on_exec);

/* The open file with this number, with a reference, or NULL. */
struct file *files_find(struct files *files, int fd);

/* The lowest number in use that is at least `fd`, or -1. */
int files_next(struct files *files, int fd);

/* The open file where a relative path begins, with a reference: of fd, or the current directory for AT_FDCWD.
 * Returns 0 or -EBADF; *base may be NULL, for the root. */
int files_base(struct files *files, int fd, struct file **base);

/* fs_open() from the current directory. */
int files_open(struct files *files, const char *path, int flags, struct file **file);

/* Makes an open directory the current one. Returns 0 or -ENOTDIR; may sleep. */
int files_set_directory(struct files *files, struct file *file);

/* FD_CLOEXEC or 0, or -EBADF; and sets it. */
int files_flags(struct files *files, int fd);
int files_set_flags(struct files *files, int fd, int flags);

/* Returns 0 or -EBADF; may sleep. */
int files_close(struct files *files, int fd);

/* man 2 dup3, and with equal numbers as dup2: returns new_fd, or -EBADF, -ENOMEM. May sleep. */
int files_dup2(struct files *files, int fd, int new_fd, bool close_on_exec);

/* Closes what execve closes; may sleep. */
void files_close_on_exec(struct files *files);
