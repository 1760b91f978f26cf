/*
 * The tree of files in memory. The boot modules fill it (fs/initrd.h); each regular file's contents are a
 * memory object, so that files can be mapped.
 *
 * ramfs_lock guards the names and what inodes say of themselves. Contents are read without it, and written
 * with it. What is called ..._locked expects it held.
 */
#pragma once

#include "fs/file.h"
#include "lib/tree.h"

/*
 * Opens something that is not in the tree itself: a device, or a file of a mounted tree like /proc. `rest` is
 * what follows the mount's path, without leading slashes. Returns 0 with the new file in *file, or an error.
 */
typedef int (*open_function)(const char *rest, int flags, struct file **file);

/* A file, directory, link or device, whatever names it has. */
struct inode {
    uint32_t number, mode;         /* never change, but for the permission bits */
    const struct file_ops *ops;    /* how it is opened, unless it is by open() */
    struct file_contents contents; /* of a regular file */
    open_function open;            /* what is mounted here, or NULL */
    char *target;                  /* of a symbolic link */
    struct pipe *pipe;             /* that has a name */

    /* Guarded by ramfs_lock. */
    uint32_t references;        /* names and open files */
    uint32_t links;             /* names; of a directory also its "." and its directories' ".." */
    uint32_t modified;          /* seconds since 1970 */
    struct name *name;          /* the last that it was given and still has; NULL: none */
    struct tree names;          /* of a directory: struct name by position */
    uint32_t next_position;     /* of a directory: names are listed in the order in which they came */
    struct tree_node by_number; /* among all inodes */
};

/* What a directory calls an inode. */
struct name {
    struct tree_node node; /* key: its position, for listings */
    struct inode *directory;
    struct inode *inode; /* counted */
    char text[];
};

extern struct mutex ramfs_lock;
extern struct inode ramfs_root;

/* The name of `length` characters in a directory, "." and ".." too: its inode, or NULL. */
struct inode *ramfs_find_locked(struct inode *directory, const char *name, size_t length);

/* A new inode without a name: the caller's reference. NULL when memory has run out. */
struct inode *ramfs_create_locked(uint32_t mode);
void ramfs_get_locked(struct inode *inode);
void ramfs_put_locked(struct inode *inode);
void ramfs_put(struct inode *inode);

/* Gives an inode a name that is not there yet. Returns 0, -ENOENT (the directory was removed), -ENOMEM. */
int ramfs_link_locked(struct inode *directory, const char *name, size_t length, struct inode *inode);

/* Takes a name that is there away; with the last name and the last open file the inode goes. */
void ramfs_unlink_locked(struct inode *directory, const char *name, size_t length);

/* Makes a regular file longer, by zeros, or shorter. Returns 0 or -EFBIG. */
int ramfs_resize_locked(struct inode *inode, uint64_t size);

/* Writes an inode's path into `path`. Returns its length, -ENOENT when it has no name (any more), or
 * -ERANGE. */
int ramfs_path_locked(const struct inode *inode, char *path, size_t size);

/* The inode with this number, or NULL. */
struct inode *ramfs_inode_locked(uint32_t number);
