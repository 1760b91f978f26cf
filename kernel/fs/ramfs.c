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
#include "debug/log.h"
#include "dev/rtc.h"
#include "lib/string.h"
#include "lib/ustar.h"
#include "mm/heap.h"
#include "mm/object.h"
#include "mm/user.h"
#include "x86/boot_info.h"

#define FIRST_POSITION 2 /* "." and ".." come before */

struct mutex ramfs_lock = MUTEX_INITIALIZER(ramfs_lock);
struct inode ramfs_root = {
    .number = 1, .mode = S_IFDIR | 0755, .references = 1, .links = 2, .next_position = FIRST_POSITION};

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
                            .references = 1,
                            .modified = rtc_now(),
                            .next_position = FIRST_POSITION};
    if (S_ISREG(mode) && !(inode->contents.object = vm_object_create(FRAME_FILE, inode->number, 0))) {
        heap_cache_free(&inode_cache, inode);
        return NULL;
    }
    tree_insert(&inodes, &inode->by_number, inode->number);
    return inode;
}

void ramfs_get_locked(struct inode *inode)
{
    inode->references++;
}

void ramfs_put_locked(struct inode *inode)
{
    if (--inode->references > 0)
        return;
    tree_remove(&inodes, &inode->by_number);
    if (inode->contents.object)
        vm_object_put(inode->contents.object);
    heap_free(inode->target);
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

struct inode *ramfs_find_locked(struct inode *directory, const char *text, size_t length)
{
    if (length == 1 && text[0] == '.')
        return directory;
    if (length == 2 && text[0] == '.' && text[1] == '.')
        return directory->name ? directory->name->directory : directory;
    struct name *name = find_name(directory, text, length);
    return name ? name->inode : NULL;
}

int ramfs_link_locked(struct inode *directory, const char *text, size_t length, struct inode *inode)
{
    if (directory->links == 0)
        return -ENOENT; /* it was removed */
    struct name *name = heap_alloc_zeroed(sizeof(*name) + length + 1);
    if (!name)
        return -ENOMEM;
    memcpy(name->text, text, length);
    name->directory = directory;
    name->inode = inode;
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

/* Copies from the user, page by page. Returns how many bytes, or an error if none. */
static ssize_t fill(struct vm_object *object, uint32_t offset, const char *user_from, size_t size)
{
    size_t done = 0;
    int error = 0;
    while (done < size && !error) {
        struct frame *frame;
        uint32_t at = offset + done;
        size_t piece = MIN(size - done, PAGE_SIZE - (at & PAGE_MASK));
        error = vm_object_page(object, at >> PAGE_SHIFT, &frame);
        if (error) {
            error = -ENOSPC;
            break;
        }
        error = copy_from_user((char *)frame_memory(frame) + (at & PAGE_MASK), user_from + done, piece);
        frame_put(frame);
        if (!error)
            done += piece;
    }
    return done > 0 ? (ssize_t)done : error;
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
        result = fill(inode->contents.object, offset, user_from, end - offset);
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
    mutex_lock(&ramfs_lock);
    struct name *name = position < FIRST_POSITION ? NULL : name_from(directory, position);
    if (position == 0)
        fill_entry(entry, directory, ".", 0);
    else if (position == 1)
        fill_entry(entry, ramfs_find_locked(directory, "..", 2), "..", 1);
    else if (name)
        fill_entry(entry, name->inode, name->text, name->node.key);
    mutex_unlock(&ramfs_lock);
    return position < FIRST_POSITION || name;
}

const struct file_ops ramfs_file_ops = {
    .read = file_read_contents, .write = write_file, .size = file_contents_size};
const struct file_ops ramfs_directory_ops = {.entry = next_entry};

/* --- The boot modules --- */

/* Follows a path from the root, making what is missing if `make`. */
static struct inode *follow(const char *path, uint32_t mode, bool make)
{
    struct inode *inode = &ramfs_root;
    for (;;) {
        while (*path == '/')
            path++;
        if (*path == '\0')
            return (inode->mode & S_IFMT) == (mode & S_IFMT) ? inode : NULL;
        if (!S_ISDIR(inode->mode))
            return NULL;
        size_t length = 0;
        while (path[length] != '/' && path[length] != '\0')
            length++;
        const char *next = path + length;
        while (*next == '/')
            next++;
        struct inode *child = ramfs_find_locked(inode, path, length);
        if (!child && make && length <= FILE_NAME_MAX) {
            child = ramfs_create_locked(*next ? S_IFDIR | 0755 : mode);
            if (child && ramfs_link_locked(inode, path, length, child))
                child = NULL;
            else if (child)
                ramfs_put_locked(child); /* its name holds it */
        }
        if (!child)
            return NULL;
        inode = child;
        path = next;
    }
}

struct inode *ramfs_make(const char *path, uint32_t mode)
{
    return follow(path, mode, true);
}

static const char *fill_file(struct inode *inode, const char *contents, uint32_t size)
{
    if (ramfs_resize_locked(inode, 0) || ramfs_resize_locked(inode, size))
        return "too large";
    return vm_object_write(inode->contents.object, 0, contents, size) ? "no memory for its contents" : NULL;
}

static const char *fill_link(struct inode *inode, const char *target)
{
    heap_free(inode->target);
    inode->target = heap_copy_string(target);
    return inode->target ? NULL : "no memory for it";
}

/* Another name for the same file. */
static const char *add_name(const char *path, const char *target)
{
    struct inode *file = follow(target, S_IFREG, false), *old = follow(path, S_IFREG, true);
    if (!file || !old)
        return "a link to no file";
    if (old == file)
        return NULL;
    struct inode *directory = old->name->directory;
    char text[FILE_NAME_MAX + 1];
    string_copy(text, old->name->text, sizeof(text));
    ramfs_unlink_locked(directory, text, strlen(text));
    return ramfs_link_locked(directory, text, strlen(text), file) ? "no memory for it" : NULL;
}

/* Puts one entry of an archive into the tree. Returns NULL, or what is wrong. */
static const char *add_entry(const struct ustar_entry *entry, const char *archive)
{
    uint32_t type;
    if (entry->type == USTAR_LINK)
        return add_name(entry->name, entry->target);
    if (entry->type == USTAR_FILE)
        type = S_IFREG;
    else if (entry->type == USTAR_DIRECTORY)
        type = S_IFDIR;
    else if (entry->type == USTAR_SYMLINK)
        type = S_IFLNK;
    else
        return "not a file, a link or a directory";
    struct inode *inode = ramfs_make(entry->name, type);
    if (!inode)
        return "no memory for it, or something else has its name";
    inode->mode = type | entry->mode;
    if (entry->type == USTAR_FILE)
        return fill_file(inode, archive + entry->offset, entry->size);
    return entry->type == USTAR_SYMLINK ? fill_link(inode, entry->target) : NULL;
}

static void add_archive(unsigned module, const char *archive, size_t size)
{
    static struct ustar_entry entry; /* too large for a stack; boot is single-threaded */
    const char *problem;
    size_t position = 0, start = 0;
    unsigned count = 0;
    int result;
    while ((result = ustar_next(archive, size, &position, &entry, &problem)) > 0) {
        problem = add_entry(&entry, archive);
        if (problem)
            log_print("initrd: module %u: %s: %s; left out\n", module, entry.name, problem);
        else
            count++;
        start = position;
    }
    if (result < 0)
        log_print("initrd: module %u is broken at byte %zu of %zu: %s; the %u entries before it are kept\n",
                  module, start, size, problem, count);
}

void ramfs_init(const struct boot_info *info)
{
    if (info->module_count == 0)
        log_print("initrd: there is none: the boot loader gave no module (QEMU: -initrd, GRUB: module)\n");
    for (unsigned i = 0; i < info->module_count; i++)
        add_archive(i, physical_to_virtual(info->modules[i].start),
                    info->modules[i].end - info->modules[i].start);
}
