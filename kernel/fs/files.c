/*
 * Tables of descriptors. The row of entries is one piece of heap and grows by doubling.
 *
 * Invariants: an entry holds one reference to its file; a file is never closed while the lock is held, since
 * that may sleep; a bit of close_on_exec is only set for a number in use.
 */
#include "fs/files.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "fs/lock.h"
#include "fs/path.h"
#include "lib/string.h"
#include "mm/heap.h"

#define FILES_START 16u

static HEAP_CACHE(files_cache, struct files);

static struct files *create(unsigned capacity)
{
    struct files *files = heap_cache_alloc(&files_cache);
    if (!files)
        return NULL;
    memset(files, 0, sizeof(*files));
    files->references = 1;
    spin_init(&files->lock, RANK_FILES);
    files->umask = 022;
    files->capacity = capacity;
    files->limit = FILES_MAX;
    files->entries = heap_alloc_zeroed(capacity * sizeof(*files->entries));
    if (!files->entries) {
        heap_cache_free(&files_cache, files);
        return NULL;
    }
    return files;
}

struct files *files_create(void)
{
    return create(FILES_START);
}

struct files *files_copy(struct files *files)
{
    struct files *copy = create(files->capacity);
    if (!copy)
        return NULL;
    spin_lock(&files->lock);
    /* Another thread may have made the table grow meanwhile. Numbers that don't fit are as good as opened
     * later. */
    for (unsigned fd = 0; fd < copy->capacity; fd++)
        copy->entries[fd] = file_get(files->entries[fd]);
    memcpy(copy->close_on_exec, files->close_on_exec, copy->capacity / 8);
    copy->umask = files->umask;
    copy->directory = file_get(files->directory);
    copy->limit = files->limit;
    spin_unlock(&files->lock);
    return copy;
}

struct files *files_get(struct files *files)
{
    if (files)
        __atomic_add_fetch(&files->references, 1, __ATOMIC_RELAXED);
    return files;
}

/* A file, or NULL, that no longer has a number here. Its locks go with whichever number is closed first. */
static void let_go(struct files *files, struct file *file)
{
    if (file)
        lock_drop(file, files);
    file_put(file);
}

void files_put(struct files *files)
{
    if (!files || __atomic_sub_fetch(&files->references, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    for (unsigned fd = 0; fd < files->capacity; fd++)
        let_go(files, files->entries[fd]);
    file_put(files->directory);
    heap_free(files->entries);
    heap_cache_free(&files_cache, files);
}

/* The file with this number or NULL. The caller holds the lock, as for all that follow. */
static struct file *find_locked(const struct files *files, int fd)
{
    return (unsigned)fd < files->capacity ? files->entries[fd] : NULL;
}

static int make_room(struct files *files, unsigned fd)
{
    unsigned capacity = files->capacity;
    if (fd >= files->limit)
        return -EMFILE;
    if (fd < capacity)
        return 0;
    while (capacity <= fd)
        capacity *= 2;
    struct file **entries = heap_alloc_zeroed(capacity * sizeof(*entries));
    if (!entries)
        return -ENOMEM;
    memcpy(entries, files->entries, files->capacity * sizeof(*entries));
    heap_free(files->entries);
    files->entries = entries;
    files->capacity = capacity;
    return 0;
}

static bool marked(const struct files *files, unsigned fd)
{
    return files->close_on_exec[fd / 32] >> fd % 32 & 1;
}

static void mark(struct files *files, unsigned fd, bool close_on_exec)
{
    if (close_on_exec)
        files->close_on_exec[fd / 32] |= 1u << fd % 32;
    else
        files->close_on_exec[fd / 32] &= ~(1u << fd % 32);
}

/* Puts another file, or NULL, in the number's place; returns the one that was there. */
static struct file *replace(struct files *files, unsigned fd, struct file *file, bool close_on_exec)
{
    struct file *old = files->entries[fd];
    files->entries[fd] = file;
    mark(files, fd, close_on_exec);
    return old;
}

int files_install(struct files *files, struct file *file, unsigned minimum, bool close_on_exec)
{
    unsigned fd = minimum;
    spin_lock(&files->lock);
    while (find_locked(files, (int)fd))
        fd++;
    int error = make_room(files, fd);
    if (!error)
        replace(files, fd, file, close_on_exec);
    spin_unlock(&files->lock);
    if (error)
        file_put(file);
    return error ? error : (int)fd;
}

struct file *files_find(struct files *files, int fd)
{
    spin_lock(&files->lock);
    struct file *file = file_get(find_locked(files, fd));
    spin_unlock(&files->lock);
    return file;
}

int files_next(struct files *files, int fd)
{
    spin_lock(&files->lock);
    while ((unsigned)fd < files->capacity && !files->entries[fd])
        fd++;
    int found = find_locked(files, fd) ? fd : -1;
    spin_unlock(&files->lock);
    return found;
}

int files_base(struct files *files, int fd, struct file **base)
{
    if (fd != AT_FDCWD)
        return (*base = files_find(files, fd)) ? 0 : -EBADF;
    spin_lock(&files->lock);
    *base = file_get(files->directory);
    spin_unlock(&files->lock);
    return 0;
}

int files_open(struct files *files, const char *path, int flags, struct file **file)
{
    struct file *base;
    files_base(files, AT_FDCWD, &base);
    int error = fs_open(base, path, flags, 0, file);
    file_put(base);
    return error;
}

int files_set_directory(struct files *files, struct file *file)
{
    if (!S_ISDIR(file_status(file).mode))
        return -ENOTDIR;
    spin_lock(&files->lock);
    struct file *old = files->directory;
    files->directory = file_get(file);
    spin_unlock(&files->lock);
    file_put(old);
    return 0;
}

int files_flags(struct files *files, int fd)
{
    spin_lock(&files->lock);
    int result = !find_locked(files, fd) ? -EBADF : marked(files, fd) ? FD_CLOEXEC : 0;
    spin_unlock(&files->lock);
    return result;
}

int files_set_flags(struct files *files, int fd, int flags)
{
    spin_lock(&files->lock);
    int result = find_locked(files, fd) ? 0 : -EBADF;
    if (!result)
        mark(files, fd, flags & FD_CLOEXEC);
    spin_unlock(&files->lock);
    return result;
}

int files_close(struct files *files, int fd)
{
    spin_lock(&files->lock);
    struct file *file = find_locked(files, fd);
    if (file)
        replace(files, fd, NULL, false);
    spin_unlock(&files->lock);
    let_go(files, file);
    return file ? 0 : -EBADF;
}

int files_dup2(struct files *files, int fd, int new_fd, bool close_on_exec)
{
    struct file *old = NULL;
    int error = 0;
    spin_lock(&files->lock);
    struct file *file = find_locked(files, fd);
    if (!file || (unsigned)new_fd >= files->limit)
        error = -EBADF;
    else if (fd != new_fd && !(error = make_room(files, new_fd)))
        old = replace(files, new_fd, file_get(file), close_on_exec);
    spin_unlock(&files->lock);
    let_go(files, old);
    return error ? error : new_fd;
}

void files_close_on_exec(struct files *files)
{
    for (unsigned fd = 0; fd < FILES_MAX; fd++)
        if (!files->close_on_exec[fd / 32])
            fd |= 31; /* to the next 32 */
        else if (marked(files, fd))
            files_close(files, fd);
}
