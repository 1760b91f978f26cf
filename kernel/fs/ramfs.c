/*
 * The tree of files in memory.
 *
 * Lock: ramfs_lock, a mutex. Invariants: names within a directory differ; a directory has one name (the root
 * none) and is empty when it loses it; an inode is there as long as it has a reference, of a name or an open
 * file. Bytes of a file's last page behind its size are 0.
 */
#include "fs/ramfs.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "dev/rtc.h"
#include "fs/pipe.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/object.h"
#include "mm/user.h"

#define FIRST_POSITION 2 /* "." and ".." come before */

static const struct file_ops file_ops, directory_ops;

struct mutex ramfs_lock = MUTEX_INITIALIZER(ramfs_lock);
struct inode ramfs_root = {.number = 1,
                           .mode = S_IFDIR | 0755,
                           .ops = &directory_ops,
                           .references = 1,
                           .links = 2,
                           .next_position = FIRST_POSITION};

static HEAP_CACHE(inode_cache, struct inode);
static struct tree inodes; /* all but the root, by number */
static uint32_t last_number = 1;

/* --- Inodes --- */

struct inode *ramfs_inode_locked(uint32_t number)
{
    struct tree_node *node = tree_find_at_most(&inodes, number);
    return node && node->key == number ? container_of(node, struct inode, by_number) : NULL;
}

struct inode *ramfs_create_locked(uint32_t mode)
{
    struct inode *inode = heap_cache_alloc(&inode_cache);
    if (!inode)
        return NULL;
    *inode = (struct inode){.number = ++last_number,
                            .mode = mode,
                            .ops = S_ISDIR(mode) ? &directory_ops : &file_ops,
                            .open = S_ISFIFO(mode) ? pipe_open : NULL,
                            .references = 1,
                            .modified = rtc_now(),
                            .next_position = FIRST_POSITION};
    if ((S_ISREG(mode) && !(inode->contents.object = vm_object_create(FRAME_FILE, inode->number, 0))) ||
        (S_ISFIFO(mode) && !(inode->pipe = pipe_new()))) {
        heap_cache_free(&inode_cache, inode);
        return NULL;
    }
    tree_insert(&inodes, &inode->by_number, inode->number);
    return inode;
}

struct inode *ramfs_get_locked(struct inode *inode)
{
    if (inode)
        inode->references++;
    return inode;
}

void ramfs_put_locked(struct inode *inode)
{
    if (!inode || --inode->references > 0)
        return;
    if (inode->generator)
        inode->generator->release(inode);
    if (inode->name) { /* it was generated */
        ramfs_put_locked(inode->name->directory);
        heap_free(inode->name);
    }
    tree_remove(&inodes, &inode->by_number);
    vm_object_put(inode->contents.object);
    heap_free(inode->target);
    pipe_put(inode->pipe);
    heap_cache_free(&inode_cache, inode);
}

void ramfs_put(struct inode *inode)
{
    mutex_lock(&ramfs_lock);
    ramfs_put_locked(inode);
    mutex_unlock(&ramfs_lock);
}

/* --- Names --- */

static struct name *name_of(struct tree_node *node)
{
    return node ? container_of(node, struct name, node) : NULL;
}

/* The first name at or after a position, or NULL. */
static struct name *name_from(const struct inode *directory, uint64_t position)
{
    struct tree_node *before = tree_find_at_most(&directory->names, position - 1);
    return name_of(before ? tree_next(before) : tree_first(&directory->names));
}

static struct name *find_name(const struct inode *directory, const char *text, size_t length)
{
    struct name *name = name_of(tree_first(&directory->names));
    while (name && (strncmp(name->text, text, length) || name->text[length]))
        name = name_of(tree_next(&name->node));
    return name;
}

/* A new name, which is not in the directory yet; NULL when memory has run out. */
static struct name *make_name(struct inode *directory, const char *text, size_t length, struct inode *inode)
{
    struct name *name = heap_alloc_zeroed(sizeof(*name) + length + 1);
    if (!name)
        return NULL;
    memcpy(name->text, text, length);
    name->directory = directory;
    name->inode = inode;
    return name;
}

static int generate(struct inode *directory, const char *text, size_t length, struct inode **inode)
{
    struct name *name = make_name(directory, text, length, NULL);
    int error = name ? directory->generator->find(directory, name->text, inode) : -ENOMEM;
    if (error) {
        heap_free(name);
        return error == -ENOENT ? 0 : error;
    }
    name->inode = *inode;
    (*inode)->name = name;
    ramfs_get_locked(directory);
    return 0;
}

static struct inode *parent(struct inode *directory)
{
    return directory->name ? directory->name->directory : directory;
}

int ramfs_find_locked(struct inode *directory, const char *text, size_t length, struct inode **inode)
{
    *inode = NULL;
    if (length <= 2 && strncmp(text, "..", length) == 0) {
        *inode = ramfs_get_locked(length == 2 ? parent(directory) : directory);
        return 0;
    }
    if (directory->generator)
        return generate(directory, text, length, inode);
    struct name *name = find_name(directory, text, length);
    *inode = ramfs_get_locked(name ? name->inode : NULL);
    return 0;
}

int ramfs_link_locked(struct inode *directory, const char *text, size_t length, struct inode *inode)
{
    if (directory->links == 0 || directory->generator)
        return -ENOENT;
    struct name *name = make_name(directory, text, length, inode);
    if (!name)
        return -ENOMEM;
    tree_insert(&directory->names, &name->node, directory->next_position++);
    directory->modified = rtc_now();
    directory->links += S_ISDIR(inode->mode);
    inode->links += 1 + S_ISDIR(inode->mode);
    inode->name = name;
    inode->references++;
    return 0;
}

void ramfs_unlink_locked(struct inode *directory, const char *text, size_t length)
{
    struct name *name = find_name(directory, text, length);
    struct inode *inode = name->inode;
    tree_remove(&directory->names, &name->node);
    directory->modified = rtc_now();
    directory->links -= S_ISDIR(inode->mode);
    inode->links -= 1 + S_ISDIR(inode->mode);
    if (inode->name == name)
        inode->name = NULL;
    heap_free(name);
    ramfs_put_locked(inode);
}

int ramfs_path_locked(const struct inode *inode, char *path, size_t size)
{
    char *start = path + size - 1;
    *start = '\0';
    for (; inode != &ramfs_root; inode = inode->name->directory) {
        if (!inode->name)
            return -ENOENT;
        size_t length = strlen(inode->name->text);
        if ((size_t)(start - path) < length + 1)
            return -ERANGE;
        start -= length;
        memcpy(start, inode->name->text, length);
        *--start = '/';
    }
    if (!*start && start > path)
        *--start = '/';
    memmove(path, start, path + size - start);
    return path + size - 1 - start;
}

/* --- Contents --- */

/* Zeros what lies behind the end in the last page. */
static void clear_tail(struct inode *inode)
{
    struct frame *frame;
    uint32_t at = inode->contents.size & PAGE_MASK;
    if (at && vm_object_page(inode->contents.object, inode->contents.size >> PAGE_SHIFT, &frame) == 0) {
        memset((char *)frame_memory(frame) + at, 0, PAGE_SIZE - at);
        frame_put(frame);
    }
}

int ramfs_resize_locked(struct inode *inode, uint64_t size)
{
    if (size > (uint64_t)OBJECT_PAGES_MAX << PAGE_SHIFT)
        return -EFBIG;
    bool shorter = size < inode->contents.size;
    inode->contents.size = size;
    inode->modified = rtc_now();
    int error = vm_object_resize(inode->contents.object, ALIGN_UP((uint32_t)size, PAGE_SIZE) >> PAGE_SHIFT);
    if (shorter)
        clear_tail(inode);
    return error;
}

static ssize_t write_file(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    struct inode *inode = file->inode;
    if (size == 0)
        return 0;
    mutex_lock(&ramfs_lock);
    uint32_t old_size = inode->contents.size;
    if (file->flags & O_APPEND)
        offset = old_size;
    uint64_t limit = (uint64_t)OBJECT_PAGES_MAX << PAGE_SHIFT;
    ssize_t result = offset >= limit ? -EFBIG : 0;
    if (!result) {
        uint64_t end = MIN(offset + size, limit);
        vm_object_resize(inode->contents.object,
                         ALIGN_UP(MAX((uint32_t)end, old_size), PAGE_SIZE) >> PAGE_SHIFT);
        result = vm_object_copy(inode->contents.object, offset, (void *)user_from, end - offset, true);
        if (result < 0 && result != -EFAULT)
            result = -ENOSPC;
        /* What a failure has left behind the end goes. */
        ramfs_resize_locked(inode, MAX(old_size, result > 0 ? (uint32_t)offset + result : 0));
        if (result < (ssize_t)(end - offset))
            clear_tail(inode);
    }
    mutex_unlock(&ramfs_lock);
    return result;
}

/* --- Directories --- */

static void fill_entry(struct directory_entry *entry, const struct inode *inode, const char *text,
                       uint64_t position)
{
    entry->next = position + 1;
    entry->inode = inode->number;
    entry->type = inode->mode >> 12;
    string_copy(entry->name, text, sizeof(entry->name));
}

static int next_entry(struct file *file, uint64_t position, struct directory_entry *entry)
{
    struct inode *directory = file->inode;
    struct name *name;
    int result = 1;
    mutex_lock(&ramfs_lock);
    if (position == 0)
        fill_entry(entry, directory, ".", 0);
    else if (position == 1)
        fill_entry(entry, parent(directory), "..", 1);
    else if (directory->generator)
        result = directory->generator->entry(directory, position, entry);
    else if ((name = name_from(directory, position)))
        fill_entry(entry, name->inode, name->text, name->node.key);
    else
        result = 0;
    mutex_unlock(&ramfs_lock);
    return result;
}

static const struct file_ops file_ops = {
    .read = file_read_contents, .write = write_file, .size = file_contents_size};
static const struct file_ops directory_ops = {.entry = next_entry};
