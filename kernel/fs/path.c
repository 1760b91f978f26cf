/*
 * Walking paths, and what is done where they lead. ramfs_lock (fs/ramfs.h) is held from the first step of a
 * walk until what is to be done is done; but generated links are followed, and files opened, without it.
 */
#include "fs/path.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "debug/log.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/object.h"

#define LINKS_MAX 40 /* symbolic links on the way */

/* A walk, and where it has ended. */
struct walk {
    struct inode *directory, *inode; /* the last name's, counted; inode NULL: no such name there */
    struct file *file;               /* what the last generated link has led to, counted; NULL: none */
    const char *name;                /* the last name */
    size_t length;                   /* of it; 0: the path has none */
    const char *rest;                /* what follows it: slashes */
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

/* What the last name stands for now. */
static int look(struct walk *walk)
{
    return ramfs_find_locked(walk->directory, walk->name, walk->length, &walk->inode);
}

static void move_to(struct walk *walk, struct inode *inode)
{
    ramfs_get_locked(inode);
    ramfs_put_locked(walk->inode);
    walk->inode = inode;
}

/* Goes to where a generated link leads: to an open file, in the tree or not. Lets go of the lock meanwhile.
 */
static int follow_file(struct walk *walk)
{
    mutex_unlock(&ramfs_lock);
    file_put(walk->file);
    walk->file = NULL;
    int error = walk->inode->generator->follow(walk->inode, &walk->file);
    mutex_lock(&ramfs_lock);
    if (!error)
        move_to(walk, walk->file->inode);
    return error;
}

/* Whether the walk has ended at a file that is not in the tree: a pipe, a socket. */
static bool is_outside(const struct walk *walk)
{
    return walk->file && !walk->file->inode;
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
    ramfs_put_locked(walk->directory);
    walk->directory = walk->inode;
    int error = look(walk);
    if (error || !walk->inode || !S_ISLNK(walk->inode->mode) || !(follow || *walk->rest == '/'))
        return error;
    if (++*links > LINKS_MAX)
        return -ELOOP;
    const char *target = walk->inode->target;
    if (!target)
        return follow_file(walk);
    error = replace_path(walk, target, walk->rest);
    move_to(walk, *walk->rest == '/' ? &ramfs_root : walk->directory);
    return error;
}

/*
 * Goes along the path to its end. Only the last name may be missing; a link there is followed if `follow`.
 * The caller holds ramfs_lock, and calls walk_end() whatever happens.
 */
static int walk_path(struct walk *walk, struct file *base, const char *path, bool follow)
{
    unsigned links = 0;
    int error = *path ? 0 : -ENOENT;
    *walk = (struct walk){.rest = path};
    walk->inode = ramfs_get_locked(base && *path != '/' ? base->inode : &ramfs_root);
    if (!walk->inode)
        return -ENOTDIR;
    while (!error) {
        const char *next = walk->rest;
        while (*next == '/')
            next++;
        if (!walk->inode && !is_outside(walk)) /* what is to be made may have slashes behind it */
            return *next ? -ENOENT : 0;
        if (*walk->rest && !(walk->inode && S_ISDIR(walk->inode->mode)))
            return -ENOTDIR;
        if (!*next)
            return 0;
        walk->rest = next;
        error = step(walk, follow, &links);
    }
    return error;
}

/* What the walk was for is done. Returns `error`. */
static int walk_end(struct walk *walk, int error)
{
    ramfs_put_locked(walk->directory);
    ramfs_put_locked(walk->inode);
    mutex_unlock(&ramfs_lock);
    file_put(walk->file);
    heap_free(walk->buffer);
    return error;
}

/* For what changes names. */
static int walk_to_name(struct walk *walk, struct file *base, const char *path)
{
    int error = walk_path(walk, base, path, false);
    return !error && walk->directory && walk->directory->generator ? -EPERM : error;
}

static bool is_dots(const struct walk *walk)
{
    return walk->length == 0 || (walk->length <= 2 && strncmp(walk->name, "..", walk->length) == 0);
}

/* --- Opening --- */

/* Makes what has been found missing; with `target`, a link. */
static int make_locked(struct walk *walk, uint32_t mode, const char *target)
{
    walk->inode = ramfs_create_locked(mode);
    if (!walk->inode || (target && !(walk->inode->target = heap_copy_string(target))))
        return -ENOMEM;
    return ramfs_link_locked(walk->directory, walk->name, walk->length, walk->inode);
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
    return S_ISDIR(inode->mode) && writing ? -EISDIR : 0;
}

/* Opens the inode; takes over the caller's reference. */
static int open_inode(struct inode *inode, int flags, struct file **file)
{
    static const struct file_ops path_ops;
    int error = check_open(inode, flags);
    if (!error && inode->open && !(flags & O_PATH)) {
        error = inode->open(inode, flags, file);
    } else if (!error) {
        *file = file_create(flags & O_PATH ? &path_ops : inode->ops, NULL, flags);
        error = *file ? 0 : -ENOMEM;
    }
    if (error) {
        ramfs_put(inode);
        return error;
    }
    (*file)->inode = inode;
    if (S_ISREG(inode->mode) && !(flags & O_PATH)) {
        (*file)->contents = &inode->contents;
        if (flags & O_TRUNC)
            fs_resize(*file, 0);
    }
    return 0;
}

int fs_open(struct file *base, const char *path, int flags, uint32_t mode, struct file **file)
{
    struct walk walk;
    bool exclusive = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
    if (flags & O_PATH)
        flags &= O_PATH | O_NOFOLLOW | O_DIRECTORY;
    mutex_lock(&ramfs_lock);
    int error = walk_path(&walk, base, path, !(flags & O_NOFOLLOW) && !exclusive);
    if (!error && !walk.inode && !is_outside(&walk)) {
        error = -ENOENT;
        if (flags & O_CREAT)
            error = *walk.rest ? -EISDIR : make_locked(&walk, S_IFREG | mode, NULL);
    } else if (!error && exclusive) {
        error = -EEXIST;
    } else if (!error && !walk.inode && flags & O_DIRECTORY) {
        error = -ENOTDIR;
    }
    struct inode *inode = ramfs_get_locked(error ? NULL : walk.inode);
    *file = file_get(error || inode ? NULL : walk.file);
    walk_end(&walk, error);
    return inode ? open_inode(inode, flags, file) : error;
}

int fs_open_inode(uint32_t number, struct file **file)
{
    mutex_lock(&ramfs_lock);
    struct inode *inode = ramfs_get_locked(ramfs_inode_locked(number));
    mutex_unlock(&ramfs_lock);
    return inode ? open_inode(inode, O_RDONLY, file) : -ENOENT;
}

/* --- Names --- */

/* For what makes names. */
static int walk_to_new_name(struct walk *walk, struct file *base, const char *path, bool directory)
{
    int error = walk_to_name(walk, base, path);
    if (error)
        return error;
    return walk->inode ? -EEXIST : *walk->rest && !directory ? -ENOENT : 0;
}

int fs_make(struct file *base, const char *path, uint32_t mode, const char *target)
{
    struct walk walk;
    mutex_lock(&ramfs_lock);
    int error = walk_to_new_name(&walk, base, path, S_ISDIR(mode));
    if (!error)
        error = make_locked(&walk, mode, target);
    return walk_end(&walk, error);
}

int fs_link(struct file *file, struct file *base, const char *path)
{
    struct inode *inode = file->inode;
    struct walk walk;
    if (!inode || inode->generator)
        return -EXDEV;
    if (S_ISDIR(inode->mode))
        return -EPERM;
    mutex_lock(&ramfs_lock);
    int error = walk_to_new_name(&walk, base, path, false);
    if (!error)
        error =
            inode->links == 0 ? -ENOENT : ramfs_link_locked(walk.directory, walk.name, walk.length, inode);
    return walk_end(&walk, error);
}

/* Whether a directory can be taken away. */
static int check_directory(const struct inode *directory)
{
    if (directory->generator)
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
    if (is_dots(old) || is_dots(new) || old->inode->generator)
        return -EBUSY;
    if (new->inode && keep)
        return -EEXIST;
    if (!S_ISDIR(old->inode->mode))
        return S_ISDIR(new->inode ? new->inode->mode : 0) ? -EISDIR : *new->rest ? -ENOTDIR : 0;
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
    if (!error && old.length > 0) { /* the second walk may have let go of the lock */
        ramfs_put_locked(old.inode);
        error = look(&old);
    }
    if (!error)
        error = check_rename(&old, &new, keep);
    if (!error && old.inode != new.inode) {
        error = ramfs_link_locked(new.directory, new.name, new.length, old.inode);
        if (!error && new.inode) /* of two equal names the elder is found */
            ramfs_unlink_locked(new.directory, new.name, new.length);
        if (!error)
            ramfs_unlink_locked(old.directory, old.name, old.length);
    }
    walk_end(&new, 0);
    mutex_lock(&ramfs_lock);
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
    if (!inode || inode->generator)
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
    return length;
}

/* What a link to an open file says: the file's path, or what it is if it has none. */
static ssize_t read_generated_link(struct inode *link, char *target, size_t size)
{
    struct file *file;
    int length = link->generator->follow(link, &file);
    if (length)
        return length;
    length = fs_path(file, target, size);
    if (!file->inode)
        length = format(target, size, "%s:[%u]", S_ISSOCK(file->ops->mode) ? "socket" : "pipe",
                        file_status(file).inode);
    else if (length == -ENOENT)
        length = format(target, size, "(deleted)");
    file_put(file);
    return length;
}

ssize_t fs_read_link(struct file *file, char *target, size_t size)
{
    struct inode *inode = file->inode;
    if (!inode || !S_ISLNK(inode->mode))
        return -EINVAL;
    if (!inode->target)
        return read_generated_link(inode, target, size);
    size = MIN(size, strlen(inode->target));
    memcpy(target, inode->target, size);
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

void fs_mount(const char *path, uint32_t mode, const struct inode *like)
{
    struct walk walk;
    mutex_lock(&ramfs_lock);
    int error = walk_path(&walk, NULL, path, false);
    if (!error && !walk.inode)
        error = make_locked(&walk, mode, NULL);
    if (!error && (walk.inode->mode & S_IFMT) != (mode & S_IFMT))
        error = -EEXIST;
    if (!error) {
        walk.inode->ops = like->ops ?: walk.inode->ops;
        walk.inode->open = like->open;
        walk.inode->generator = like->generator;
        walk.inode->data = like->data;
    }
    if (walk_end(&walk, error))
        log_print("%s: not mounted: error %d\n", path, -error);
}
