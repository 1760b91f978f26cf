/*
 * Walking paths, and what is done where they lead. ramfs_lock (fs/ramfs.h) is held from the first step of a
 * walk until what is to be done is done; but what is mounted is opened without it.
 */
#include "fs/path.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "debug/log.h"
#include "fs/pipe.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/object.h"

#define LINKS_MAX 40 /* symbolic links on the way */

/* A walk, and where it has ended. */
struct walk {
    struct inode *directory, *inode; /* the last name's; inode NULL: no such name there */
    const char *name;                /* the last name */
    size_t length;                   /* of it; 0: the path has none */
    const char *rest;                /* what follows it: slashes, or the path in what is mounted there */
    char *buffer;                    /* the path, as links have made it; NULL: none has */
};

/* The path from here on is `start`, a slash, and `end`. */
static int replace_path(struct walk *walk, const char *start, const char *end)
{
    size_t length = strlen(start), more = strlen(end) + 1;
    if (length + 1 + more > PATH_MAX)
        return -ENAMETOOLONG;
    char *buffer = heap_alloc(PATH_MAX);
    if (!buffer)
        return -ENOMEM;
    memcpy(buffer, start, length);
    buffer[length] = '/';
    memcpy(buffer + length + (*end != '\0'), end, more);
    heap_free(walk->buffer);
    walk->rest = walk->buffer = buffer;
    walk->length = 0;
    return 0;
}

/* Goes one name on, and into a link if it is one that must be followed. */
static int step(struct walk *walk, bool follow, unsigned *links)
{
    walk->name = walk->rest;
    walk->length = 0;
    while (walk->name[walk->length] != '/' && walk->name[walk->length] != '\0')
        walk->length++;
    if (walk->length > FILE_NAME_MAX)
        return -ENAMETOOLONG;
    walk->rest = walk->name + walk->length;
    walk->directory = walk->inode;
    walk->inode = ramfs_find_locked(walk->directory, walk->name, walk->length);
    if (!walk->inode || !S_ISLNK(walk->inode->mode) || !(follow || *walk->rest == '/'))
        return 0;
    if (++*links > LINKS_MAX)
        return -ELOOP;
    const char *target = walk->inode->target;
    walk->inode = *target == '/' ? &ramfs_root : walk->directory;
    return replace_path(walk, target, walk->rest);
}

static bool is_up(const char *path)
{
    return path[0] == '.' && path[1] == '.' && (path[2] == '/' || path[2] == '\0');
}

static bool has_up(const char *path)
{
    while (path && !is_up(path))
        path = (path = strchr(path, '/')) ? path + 1 : NULL;
    return path;
}

/* Takes "." and "name/.." out of a path in a mounted tree. What leads out of it begins with ".." then. */
static void tidy(char *path)
{
    char *end = path, *name = path;
    while (*name && !(end == path && is_up(name))) {
        char *next = strchr(name, '/');
        size_t length = next ? (size_t)(next - name) : strlen(name);
        if (is_up(name)) {
            while (end > path && *--end != '/')
                ;
        } else if (length > 1 || *name != '.') {
            if (end > path && length > 0)
                *end++ = '/';
            memmove(end, name, length);
            end += length;
        }
        name += length + (next != NULL);
    }
    memmove(end, name, strlen(name) + 1);
}

/*
 * Goes along the path to its end or to a mount. Only the last name may be missing; a link there is followed
 * if `follow`. The caller holds ramfs_lock, and frees walk->buffer whatever happens.
 */
static int walk_path(struct walk *walk, struct file *base, const char *path, bool follow)
{
    unsigned links = 0;
    int error = *path ? 0 : -ENOENT;
    *walk = (struct walk){.inode = &ramfs_root, .rest = path};
    if (base && *path != '/') {
        walk->inode = base->inode;
        if (!walk->inode)
            return -ENOTDIR;
        if (!error && base->rest)
            error = replace_path(walk, base->rest, path);
    }
    while (!error) {
        const char *next = walk->rest;
        while (*next == '/')
            next++;
        if (!walk->inode) /* what is to be made may have slashes behind it */
            return *next ? -ENOENT : 0;
        if (*walk->rest && !S_ISDIR(walk->inode->mode))
            return -ENOTDIR;
        if (*next || walk->inode->open)
            walk->rest = next;
        if (!*next || (walk->inode->open && !has_up(next)))
            return 0;
        if (walk->inode->open && !is_up(next)) {
            error = replace_path(walk, "", next);
            if (!error)
                tidy(walk->buffer + 1);
        } else {
            error = step(walk, follow, &links);
        }
    }
    return error;
}

/* What the walk was for is done. Returns `error`. */
static int walk_end(struct walk *walk, int error)
{
    mutex_unlock(&ramfs_lock);
    heap_free(walk->buffer);
    return error;
}

/* For what changes names. */
static int walk_to_name(struct walk *walk, struct file *base, const char *path)
{
    int error = walk_path(walk, base, path, false);
    return !error && walk->inode && walk->inode->open && *walk->rest ? -EPERM : error;
}

static bool is_dots(const struct walk *walk)
{
    return walk->length == 0 || (walk->length <= 2 && strncmp(walk->name, "..", walk->length) == 0);
}

/* --- Opening --- */

static int make_locked(const struct walk *walk, uint32_t mode, struct inode **made)
{
    struct inode *inode = ramfs_create_locked(mode);
    if (!inode)
        return -ENOMEM;
    int error = ramfs_link_locked(walk->directory, walk->name, walk->length, inode);
    ramfs_put_locked(inode); /* its name holds it */
    *made = inode;
    return error;
}

static int check_open(const struct inode *inode, int flags)
{
    bool writing = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_TRUNC | O_CREAT));
    if (!S_ISDIR(inode->mode) && (flags & O_DIRECTORY))
        return -ENOTDIR;
    if (flags & O_PATH)
        return 0;
    if (S_ISLNK(inode->mode))
        return -ELOOP;
    return S_ISDIR(inode->mode) && writing && !inode->open ? -EISDIR : 0;
}

/* Opens what the walk has led to, which the caller has a reference to and hands over. */
static int open_inode(struct inode *inode, const char *rest, int flags, struct file **file)
{
    static const struct file_ops path_ops;
    int error = check_open(inode, flags);
    if (!error && inode->open && !(flags & O_PATH && !*rest)) {
        error = inode->open(rest, flags, file);
    } else if (!error && S_ISFIFO(inode->mode) && !(flags & O_PATH)) {
        error = pipe_open(inode->pipe, flags, file);
    } else if (!error) {
        *file = file_create(flags & O_PATH ? &path_ops : inode->ops, NULL, flags);
        error = *file ? 0 : -ENOMEM;
    }
    if (error || (*file)->inode) /* or it is a descriptor's, below /proc: it has its place */
        goto out;
    if (inode->open && *rest) { /* in a mounted tree only directories need to know where they are */
        if (!(*file)->ops->entry)
            goto out;
        if (!((*file)->rest = heap_copy_string(rest))) {
            file_put(*file);
            error = -ENOMEM;
            goto out;
        }
    }
    (*file)->inode = inode;
    if (S_ISREG(inode->mode) && !(flags & O_PATH)) {
        (*file)->contents = &inode->contents;
        if (flags & O_TRUNC)
            fs_resize(*file, 0);
    }
    return 0;
out:
    ramfs_put(inode);
    return error;
}

int fs_open(struct file *base, const char *path, int flags, uint32_t mode, struct file **file)
{
    struct walk walk;
    bool exclusive = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
    if (flags & O_PATH)
        flags &= O_PATH | O_NOFOLLOW | O_DIRECTORY;
    mutex_lock(&ramfs_lock);
    int error = walk_path(&walk, base, path, !(flags & O_NOFOLLOW) && !exclusive);
    if (!error && !walk.inode) {
        error = -ENOENT;
        if (flags & O_CREAT)
            error = *walk.rest ? -EISDIR : make_locked(&walk, S_IFREG | mode, &walk.inode);
    } else if (!error && exclusive) {
        error = -EEXIST;
    }
    if (!error)
        ramfs_get_locked(walk.inode);
    mutex_unlock(&ramfs_lock);
    if (!error)
        error = open_inode(walk.inode, walk.rest, flags, file);
    heap_free(walk.buffer);
    return error;
}

int fs_open_inode(uint32_t number, struct file **file)
{
    mutex_lock(&ramfs_lock);
    struct inode *inode = ramfs_inode_locked(number);
    if (inode)
        ramfs_get_locked(inode);
    mutex_unlock(&ramfs_lock);
    return inode ? open_inode(inode, "", O_RDONLY, file) : -ENOENT;
}

/* --- Names --- */

/* Gives an inode a name that is not there yet. */
static int add_name(struct inode *inode, struct file *base, const char *path)
{
    struct walk walk;
    mutex_lock(&ramfs_lock);
    int error = walk_to_name(&walk, base, path);
    if (!error && walk.inode)
        error = -EEXIST;
    if (!error && *walk.rest && !S_ISDIR(inode->mode))
        error = -ENOENT;
    if (!error)
        error = ramfs_link_locked(walk.directory, walk.name, walk.length, inode);
    return walk_end(&walk, error);
}

int fs_make(struct file *base, const char *path, uint32_t mode, const char *target)
{
    mutex_lock(&ramfs_lock);
    struct inode *inode = ramfs_create_locked(mode);
    mutex_unlock(&ramfs_lock);
    if (!inode)
        return -ENOMEM;
    int error = target && !(inode->target = heap_copy_string(target)) ? -ENOMEM : 0;
    if (!error)
        error = add_name(inode, base, path);
    ramfs_put(inode); /* its name holds it, if it has one */
    return error;
}

int fs_link(struct file *file, struct file *base, const char *path)
{
    struct inode *inode = file->inode;
    if (!inode || file->rest)
        return -EXDEV;
    if (S_ISDIR(inode->mode))
        return -EPERM;
    return inode->links == 0 ? -ENOENT : add_name(inode, base, path);
}

/* Whether a directory can be taken away. */
static int check_directory(const struct inode *directory)
{
    if (directory->open)
        return -EBUSY;
    return tree_first(&directory->names) ? -ENOTEMPTY : 0;
}

static int remove_locked(const struct walk *walk, bool directory)
{
    if (!walk->inode)
        return -ENOENT;
    if (S_ISDIR(walk->inode->mode) != directory)
        return directory ? -ENOTDIR : -EISDIR;
    if (directory && is_dots(walk))
        return walk->length == 0 ? -EBUSY : walk->length == 1 ? -EINVAL : -ENOTEMPTY;
    int error = directory ? check_directory(walk->inode) : 0;
    if (!error)
        ramfs_unlink_locked(walk->directory, walk->name, walk->length);
    return error;
}

int fs_remove(struct file *base, const char *path, bool directory)
{
    struct walk walk;
    mutex_lock(&ramfs_lock);
    int error = walk_to_name(&walk, base, path);
    if (!error)
        error = remove_locked(&walk, directory);
    return walk_end(&walk, error);
}

static bool is_below(const struct inode *directory, const struct inode *top)
{
    while (directory != top && directory->name)
        directory = directory->name->directory;
    return directory == top;
}

/* Whether the old name's inode may take the place of the new one's. */
static int check_rename(const struct walk *old, const struct walk *new, bool keep)
{
    if (!old->inode)
        return -ENOENT;
    if (is_dots(old) || is_dots(new) || (S_ISDIR(old->inode->mode) && old->inode->open))
        return -EBUSY;
    if (new->inode && keep)
        return -EEXIST;
    if (!S_ISDIR(old->inode->mode))
        return new->inode &&S_ISDIR(new->inode->mode) ? -EISDIR : *new->rest ? -ENOTDIR : 0;
    if (is_below(new->directory, old->inode))
        return -EINVAL;
    if (!new->inode)
        return 0;
    return S_ISDIR(new->inode->mode) ? check_directory(new->inode) : -ENOTDIR;
}

int fs_rename(struct file *old_base, const char *old_path, struct file *base, const char *path, bool keep)
{
    struct walk old, new = {0};
    mutex_lock(&ramfs_lock);
    int error = walk_to_name(&old, old_base, old_path);
    if (!error)
        error = walk_to_name(&new, base, path);
    if (!error)
        error = check_rename(&old, &new, keep);
    if (!error && old.inode != new.inode) {
        error = ramfs_link_locked(new.directory, new.name, new.length, old.inode);
        if (!error && new.inode) /* of two equal names the elder is found */
            ramfs_unlink_locked(new.directory, new.name, new.length);
        if (!error)
            ramfs_unlink_locked(old.directory, old.name, old.length);
    }
    heap_free(new.buffer);
    return walk_end(&old, error);
}

/* --- Open files of the tree --- */

int fs_resize(struct file *file, int64_t size)
{
    if (!file->inode || !file->contents || size < 0)
        return -EINVAL;
    mutex_lock(&ramfs_lock);
    int error = ramfs_resize_locked(file->inode, size);
    mutex_unlock(&ramfs_lock);
    return error;
}

int fs_change(struct file *file, const uint32_t *mode, const uint32_t *modified)
{
    struct inode *inode = file->inode;
    if (!inode || file->rest)
        return -EINVAL;
    mutex_lock(&ramfs_lock);
    if (mode)
        inode->mode = (inode->mode & S_IFMT) | (*mode & 07777);
    if (modified)
        inode->modified = *modified;
    mutex_unlock(&ramfs_lock);
    return 0;
}

int fs_path(struct file *file, char *path, size_t size)
{
    if (!file->inode)
        return -ENOENT;
    mutex_lock(&ramfs_lock);
    int length = ramfs_path_locked(file->inode, path, size);
    mutex_unlock(&ramfs_lock);
    if (length < 0 || !file->rest)
        return length;
    size_t more = strlen(file->rest);
    if (length + 1 + more >= size)
        return -ERANGE;
    path[length] = '/';
    memcpy(path + length + 1, file->rest, more + 1);
    return length + 1 + more;
}

ssize_t fs_read_link(struct file *file, char *target, size_t size)
{
    if (S_ISLNK(file->ops->mode)) { /* of /proc */
        size = MIN(size, file->contents->size);
        return vm_object_read(file->contents->object, 0, target, size) ? -ENOMEM : (ssize_t)size;
    }
    if (!file->inode || !S_ISLNK(file->inode->mode))
        return -EINVAL;
    size = MIN(size, strlen(file->inode->target));
    memcpy(target, file->inode->target, size);
    return size;
}

void fs_inode_path(uint32_t number, char *path, size_t size)
{
    mutex_lock(&ramfs_lock);
    struct inode *inode = ramfs_inode_locked(number);
    if (!inode || ramfs_path_locked(inode, path, size) < 0)
        string_copy(path, "?", size);
    mutex_unlock(&ramfs_lock);
}

void fs_mount(const char *path, uint32_t mode, const struct file_ops *ops, open_function open)
{
    struct walk walk;
    mutex_lock(&ramfs_lock);
    int error = walk_path(&walk, NULL, path, false);
    if (!error && !walk.inode)
        error = make_locked(&walk, mode, &walk.inode);
    if (!error && (walk.inode->mode & S_IFMT) != (mode & S_IFMT))
        error = -EEXIST;
    if (!error) {
        walk.inode->ops = ops;
        walk.inode->open = open;
    }
    if (walk_end(&walk, error))
        log_print("%s: not mounted: error %d\n", path, -error);
}
