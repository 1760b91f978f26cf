/*
 * Paths: what they lead to is opened, made, renamed, removed.
 *
 * `base` is the open directory where a relative path begins; NULL: at the root. Paths are kernel memory, at
 * most PATH_MAX bytes. All of this may sleep. Errors are those of the man-pages of open, mkdir, symlink,
 * link, rename, unlink, rmdir; -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG and -ENOMEM may come from every path.
 */
#pragma once

#include "fs/ramfs.h"

#define PATH_MAX 4096u

/*
 * Opens what `path` leads to, and makes it with O_CREAT and `mode`. With O_PATH the file can't be read or
 * written, but stands for what has that name: so it is asked and changed, even a device that is not opened.
 */
int fs_open(struct file *base, const char *path, int flags, uint32_t mode, struct file **file);

/* Makes what `mode` says: an empty file, a directory, a pipe or, with `target`, a symbolic link. */
int fs_make(struct file *base, const char *path, uint32_t mode, const char *target);

/* Gives the file one more name. */
int fs_link(struct file *file, struct file *base, const char *path);

/* Takes away a name: a directory's (rmdir) or another's (unlink). */
int fs_remove(struct file *base, const char *path, bool directory);

/* With `keep`, -EEXIST rather than replacing what is there. */
int fs_rename(struct file *old_base, const char *old_path, struct file *base, const char *path, bool keep);

/* Of an open file of the tree; -EINVAL of others. */
int fs_resize(struct file *file, int64_t size);
int fs_change(struct file *file, const uint32_t *mode, const uint32_t *modified); /* what is not NULL */

/* Where a symbolic link that was opened with O_PATH leads, or -EINVAL. Returns the length; no NUL. */
ssize_t fs_read_link(struct file *file, char *target, size_t size);

/* Writes the path of an open file of the tree. Returns its length, -ENOENT, -ERANGE. */
int fs_path(struct file *file, char *path, size_t size);

/*
 * Has `path` stand for a device or a generated tree: of `like` come ops, open, generator and data. `mode`
 * (S_IFDIR, S_IFCHR, and permissions) is what listings show. Logs a failure. For boot only.
 */
void fs_mount(const char *path, uint32_t mode, const struct inode *like);

/* Writes the path of the file with this inode number into `path`; "?" if there is none. */
void fs_inode_path(uint32_t number, char *path, size_t size);

/* Opens the file with this inode number for reading, or -ENOENT. */
int fs_open_inode(uint32_t number, struct file **file);
