/*
 * Walking paths. The tree does not change (fs/ramfs.h), so no lock is needed.
 */
#include "fs/path.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "debug/log.h"
#include "lib/string.h"

#define LINKS_MAX 8 /* symbolic links within links */

static size_t component_length(const char *path)
{
    size_t length = 0;
    while (path[length] != '/' && path[length] != '\0')
        length++;
    return length;
}

/*
 * Goes from *inode along *path, and stops at its end or at a mount; *path then is what is left. A link at the
 * end is followed if `follow`.
 */
static int walk(struct inode **inode, const char **path, bool follow, unsigned links)
{
    if (**path == '/')
        *inode = &ramfs_root;
    for (;;) {
        while (**path == '/')
            ++*path;
        if (**path == '\0' || (*inode)->open)
            return 0;
        size_t length = component_length(*path);
        if (length > FILE_NAME_MAX)
            return -ENAMETOOLONG;
        struct inode *directory = *inode, *found = ramfs_find(directory, *path, length);
        if (!found)
            return -ENOENT;
        const char *rest = *path + length;
        *inode = found;
        *path = rest;
        if (found->type == DT_LNK && (follow || *rest == '/')) {
            if (links == LINKS_MAX)
                return -ELOOP;
            const char *target = found->target;
            *inode = directory;
            int error = walk(inode, &target, true, links + 1);
            if (error)
                return error;
            if (*target) { /* into a mount: what is left of the link is all we can hand on */
                *path = target;
                return *rest ? -ENOENT : 0;
            }
        }
        if (*rest == '/' && (*inode)->type != DT_DIR)
            return -ENOTDIR;
    }
}

static int open_inode(struct inode *inode, int flags, struct file **file)
{
    bool writing = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);
    if (inode->type == DT_LNK)
        return -ELOOP;
    if (inode->type == DT_DIR && (writing || (flags & O_CREAT)))
        return -EISDIR;
    if (inode->type != DT_DIR && (flags & O_DIRECTORY))
        return -ENOTDIR;
    if (writing)
        return -EROFS;
    *file = file_create(inode->type == DT_DIR ? &ramfs_directory_ops : &ramfs_file_ops, inode, flags);
    if (!*file)
        return -ENOMEM;
    if (inode->type == DT_REG)
        (*file)->contents = &inode->contents;
    return 0;
}

int fs_open(const char *path, int flags, struct file **file)
{
    struct inode *inode = &ramfs_root;
    if (*path == '\0')
        return -ENOENT;
    int error = walk(&inode, &path, !(flags & O_NOFOLLOW), 0);
    if (error == -ENOENT && (flags & O_CREAT) && !path[component_length(path)])
        return -EROFS; /* only the last name is missing */
    if (error)
        return error;
    if (inode->open)
        return inode->open(path, flags, file);
    if ((flags & O_CREAT) && (flags & O_EXCL))
        return -EEXIST;
    return open_inode(inode, flags, file);
}

void fs_mount(const char *path, uint8_t type, open_function open)
{
    struct inode *inode = ramfs_make(path, type, type == DT_DIR ? 0555 : 0666);
    if (inode)
        inode->open = open;
    else
        log_print("%s: not mounted: no memory, or the initrd has something else there\n", path);
}

void fs_inode_path(uint32_t number, char *path, size_t size)
{
    struct inode *inode = ramfs_inode(number);
    char *start = path + size - 1;
    *start = '\0';
    for (; inode && inode != &ramfs_root; inode = inode->parent) {
        size_t length = strlen(inode->name);
        if ((size_t)(start - path) < length + 1)
            break;
        start -= length;
        memcpy(start, inode->name, length);
        *--start = '/';
    }
    memmove(path, start, path + size - start);
    if (!*path)
        string_copy(path, "?", size);
}
