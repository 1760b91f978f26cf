/*
 * From a path to an open file. Relative paths begin at the root.
 */
#pragma once

#include "fs/ramfs.h"

/*
 * Opens what `path` (kernel memory) leads to. Returns 0 with the new file in *file, or -ENOENT, -ENOTDIR,
 * -EISDIR, -ELOOP, -EROFS (the tree can't be written), -EEXIST, -ENAMETOOLONG, -ENOMEM. May sleep.
 */
int fs_open(const char *path, int flags, struct file **file);

/*
 * Has everything at and below `path` opened by `open`; `type` (DT_DIR, DT_CHR) is what listings show. Logs a
 * failure. For boot only.
 */
void fs_mount(const char *path, uint8_t type, open_function open);

/* Writes the path of the file with this inode number into `path`; "?" if there is none. */
void fs_inode_path(uint32_t number, char *path, size_t size);
