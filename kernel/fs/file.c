/*
 * Open files: what is the same for all kinds of them.
 */
#include "fs/file.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "abi/termios.h"
#include "fs/epoll.h"
#include "fs/lock.h"
#include "fs/ramfs.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/object.h"
#include "mm/user.h"

#define O_CHANGEABLE (O_APPEND | O_NONBLOCK)

static HEAP_CACHE(file_cache, struct file);

struct file *file_create(const struct file_ops *ops, void *data, int flags)
{
    struct file *file = heap_cache_alloc(&file_cache);
    if (!file)
        return NULL;
    *file = (struct file){
        .references = 1, .flags = flags & (O_ACCMODE | O_CHANGEABLE | O_PATH), .ops = ops, .data = data};
    mutex_init(&file->lock);
    return file;
}

void file_close(struct file *file)
{
    lock_drop(file, file);
    epoll_forget(file);
    if (file->ops->release)
        file->ops->release(file);
    if (file->inode)
        ramfs_put(file->inode);
    heap_cache_free(&file_cache, file);
}

void file_set_flags(struct file *file, int flags)
{
    __atomic_store_n(&file->flags, (file->flags & ~O_CHANGEABLE) | (flags & O_CHANGEABLE), __ATOMIC_RELAXED);
}

static bool seekable(const struct file *file)
{
    return file->ops->size || file->ops->entry;
}

static inline ssize_t transfer_at(struct file *file, bool write, void *user, size_t size, uint64_t offset)
{
    return write ? file->ops->write(file, user, size, offset) : file->ops->read(file, user, size, offset);
}

/* Made twice, for one direction each. */
static inline __attribute__((always_inline)) ssize_t transfer(struct file *file, bool write, void *user,
                                                              size_t size, const int64_t *at)
{
    if (at && (!seekable(file) || *at < 0))
        return seekable(file) ? -EINVAL : -ESPIPE;
    if ((file->flags & O_ACCMODE) == (write ? O_RDONLY : O_WRONLY) || file->flags & O_PATH)
        return -EBADF;
    if (write ? !file->ops->write : !file->ops->read)
        return file->ops->entry ? -EISDIR : -EINVAL;
    if (!user_range_ok(user, size))
        return -EFAULT;
    if (at || !seekable(file))
        return transfer_at(file, write, user, size, at ? *at : 0);
    mutex_lock(&file->lock);
    ssize_t result = transfer_at(file, write, user, size, file->offset);
    if (result > 0)
        file->offset = write && file->flags & O_APPEND ? file->ops->size(file) : file->offset + result;
    mutex_unlock(&file->lock);
    return result;
}

ssize_t file_read(struct file *file, void *user_to, size_t size, const int64_t *at)
{
    return transfer(file, false, user_to, size, at);
}

ssize_t file_write(struct file *file, const void *user_from, size_t size, const int64_t *at)
{
    return transfer(file, true, (void *)user_from, size, at);
}

int64_t file_seek(struct file *file, int64_t offset, int whence)
{
    if (!seekable(file))
        return -ESPIPE;
    mutex_lock(&file->lock);
    int64_t base = -1, result = -EINVAL;
    if (whence == SEEK_SET)
        base = 0;
    else if (whence == SEEK_CUR)
        base = file->offset;
    else if (whence == SEEK_END && file->ops->size)
        base = file->ops->size(file);
    if (base >= 0 && base + offset >= 0)
        file->offset = result = base + offset;
    mutex_unlock(&file->lock);
    return result;
}

int file_ioctl(struct file *file, unsigned request, uintptr_t argument)
{
    int on;
    if (request != FIONBIO)
        return file->ops->ioctl ? file->ops->ioctl(file, request, argument) : -ENOTTY;
    if (copy_from_user(&on, (const void *)argument, sizeof(on)))
        return -EFAULT;
    file_set_flags(file, (file->flags & ~O_NONBLOCK) | (on ? O_NONBLOCK : 0));
    return 0;
}

_Static_assert(offsetof(struct directory_entry, name) == offsetof(struct linux_dirent64, d_name), "the same");

ssize_t file_getdents(struct file *file, void *user_to, size_t size)
{
    if (!file->ops->entry)
        return -ENOTDIR;
    struct directory_entry entry = {.next = 0}; /* what lies behind a name is nobody's secret */
    size_t done = 0;
    ssize_t result;
    mutex_lock(&file->lock);
    while ((result = file->ops->entry(file, file->offset, &entry)) > 0) {
        entry.length = ALIGN_UP(offsetof(struct directory_entry, name) + strlen(entry.name) + 1, 8u);
        result =
            entry.length > size - done ? -EINVAL : copy_to_user((char *)user_to + done, &entry, entry.length);
        if (result < 0)
            break;
        done += entry.length;
        file->offset = entry.next;
    }
    mutex_unlock(&file->lock);
    return done > 0 ? (ssize_t)done : result;
}

struct file_status file_status(struct file *file)
{
    const struct inode *inode = file->inode;
    struct file_status status = {.inode = (uint32_t)(file->data ? file->data : file),
                                 .mode = file->ops->mode,
                                 .links = 1,
                                 .device = 2};
    if (!inode)
        return status;
    mutex_lock(&ramfs_lock);
    status.device = inode->generator ? 2 : 1;
    status.inode = inode->number;
    status.mode = inode->mode;
    status.links = inode->links;
    status.modified = inode->modified;
    status.size = inode->target ? strlen(inode->target) : inode->contents.size;
    if (inode->contents.object)
        status.blocks = inode->contents.object->resident * (PAGE_SIZE / 512);
    mutex_unlock(&ramfs_lock);
    return status;
}

struct vm_object *file_object(const struct file *file)
{
    return file->contents ? file->contents->object : file->ops->object;
}

uint32_t file_size(const struct file *file)
{
    return file->contents ? file->contents->size : 0;
}

uint32_t file_inode(const struct file *file)
{
    return file->inode ? file->inode->number : 0;
}

uint32_t file_mode(const struct file *file)
{
    return file->inode && file->contents ? file->inode->mode : 0;
}

ssize_t file_read_contents(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    const struct file_contents *contents = file->contents;
    uint32_t end = __atomic_load_n(&contents->size, __ATOMIC_RELAXED);
    if (offset >= end)
        return 0;
    size = MIN(size, end - (uint32_t)offset);
    ssize_t result = vm_object_copy(contents->object, offset, user_to, size, false);
    return result == -ENXIO ? 0 : result; /* it has just become shorter */
}

uint64_t file_contents_size(struct file *file)
{
    return file->contents->size;
}

uint64_t file_no_size(struct file *file)
{
    return 0;
}
