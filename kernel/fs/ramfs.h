/*
 * The tree of files in memory. The boot modules, ustar archives, fill it; each inode's contents are a memory
 * object, so that programs can be mapped. Once the machine is up the tree no longer changes, so it needs no
 * lock.
 */
#pragma once

#include "fs/file.h"
#include "lib/tree.h"

struct boot_info;

/*
 * Opens something that is not in the tree itself: a device, or a file of a mounted tree like /proc. `rest` is
 * what follows the mount's path, without leading slashes. Returns 0 with the new file in *file, or an error.
 */
typedef int (*open_function)(const char *rest, int flags, struct file **file);

struct inode {
    struct tree_node by_name; /* in its directory; the key is the name's beginning */
    struct tree_node by_number;
    struct file_contents contents; /* inode number and mode of all, object and size of files */
    uint8_t type;                  /* DT_REG, DT_DIR, DT_LNK, DT_CHR */
    struct inode *parent;          /* the root's is itself */
    struct tree children;          /* of a directory */
    char *target;                  /* of a symbolic link */
    open_function open;            /* what is mounted here, or NULL */
    char name[];
};

extern struct inode ramfs_root;

/* Makes the tree from the boot modules, later ones adding to and replacing what earlier ones brought. Says in
 * the log what is wrong with an archive, and keeps what is good. */
void ramfs_init(const struct boot_info *info);

/* The name of `length` characters in a directory, "." and ".." too, or NULL. */
struct inode *ramfs_find(struct inode *directory, const char *name, size_t length);

/* The inode at an absolute path, made with all directories above it where it isn't there yet. NULL when
 * memory has run out, or something on the way or at its end is of another type. For boot only. */
struct inode *ramfs_make(const char *path, uint8_t type, uint32_t mode);

/* The inode with this number, or NULL. */
struct inode *ramfs_inode(uint32_t number);

/* How regular files and directories of the tree are opened: `data` is the inode. */
extern const struct file_ops ramfs_file_ops, ramfs_directory_ops;
