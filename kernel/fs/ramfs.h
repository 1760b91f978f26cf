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

struct inode;

/* Opens what is opened in a way of its own: a device, a pipe, a file of /proc. Returns 0 with the new file in
 * *file, or an error. */
typedef int (*open_function)(struct inode *inode, int flags, struct file **file);

/* A part of the tree that is made as it is looked at, as /proc is: its inodes come and go with those who
 * look. find() and entry() are called with ramfs_lock held, and don't give back open files; follow() is
 * called without it. */
struct generator {
    /* Makes what has that name in the directory. Returns 0, -ENOENT, -ENOMEM. */
    int (*find)(struct inode *directory, const char *name, struct inode **made);
    /* What is listed behind "." and "..": as entry() of struct file_ops. */
    int (*entry)(struct inode *directory, uint64_t position, struct directory_entry *entry);
    /* Where a link without a target leads: to this open file. */
    int (*follow)(struct inode *link, struct file **file);
    /* The inode goes: gives back what its data holds. */
    void (*release)(struct inode *inode);
};

/* A file, directory, link or device, whatever names it has. */
struct inode {
    uint32_t number, mode;             /* never change, but for the permission bits */
    const struct file_ops *ops;        /* how it is opened, unless it is by open() */
    open_function open;                /* or NULL */
    struct file_contents contents;     /* of a regular file */
    char *target;                      /* of a symbolic link */
    struct pipe *pipe;                 /* that has a name */
    const struct generator *generator; /* of what is made as it is looked at, else NULL */
    void *data;                        /* the generator's own */

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
    struct inode *inode; /* counted; but one that is generated has its name to itself, and that counts the
                          * directory */
    char text[];
};

extern struct mutex ramfs_lock;
extern struct inode ramfs_root;

/* The name of `length` characters in a directory, "." and ".." too: its inode with a reference in *inode, or
 * NULL there if there is none. Returns 0 or -ENOMEM. */
int ramfs_find_locked(struct inode *directory, const char *name, size_t length, struct inode **inode);

/* A new inode without a name: the caller's reference. NULL when memory has run out. */
struct inode *ramfs_create_locked(uint32_t mode);
struct inode *ramfs_get_locked(struct inode *inode); /* returns it; may be NULL */
void ramfs_put_locked(struct inode *inode);          /* nothing, with NULL */
void ramfs_put(struct inode *inode);

/* Gives an inode a name that is not there yet. Returns 0, -ENOENT (the directory was removed, or is
 * generated), -ENOMEM. */
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
