/*
 * The tree of files in memory. Inodes are made at boot and never freed.
 *
 * Invariant: names within a directory differ. They are sorted by their first eight bytes, read as a number.
 */
#include "fs/ramfs.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "debug/log.h"
#include "lib/string.h"
#include "lib/ustar.h"
#include "mm/heap.h"
#include "mm/object.h"
#include "x86/boot_info.h"

struct inode ramfs_root = {.type = DT_DIR, .parent = &ramfs_root, .contents = {.inode = 1, .mode = 0755}};

static struct tree inodes; /* all others, by number */
static uint32_t last_number = 1;

static uint64_t name_key(const char *name, size_t length)
{
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (i < length ? (uint8_t)name[i] : 0);
    return key;
}

struct inode *ramfs_find(struct inode *directory, const char *name, size_t length)
{
    if (length == 1 && name[0] == '.')
        return directory;
    if (length == 2 && name[0] == '.' && name[1] == '.')
        return directory->parent;
    uint64_t key = name_key(name, length);
    struct tree_node *node = tree_find_at_most(&directory->children, key);
    for (; node && node->key == key; node = tree_previous(node)) {
        struct inode *inode = container_of(node, struct inode, by_name);
        if (strncmp(inode->name, name, length) == 0 && inode->name[length] == '\0')
            return inode;
    }
    return NULL;
}

struct inode *ramfs_inode(uint32_t number)
{
    struct tree_node *node = tree_find_at_most(&inodes, number);
    return node && node->key == number ? container_of(node, struct inode, by_number) : NULL;
}

/* A new inode in a directory. */
static struct inode *create(struct inode *parent, const char *name, size_t length, uint8_t type,
                            uint32_t mode)
{
    struct inode *inode = heap_alloc_zeroed(sizeof(*inode) + length + 1);
    if (!inode)
        return NULL;
    memcpy(inode->name, name, length);
    inode->type = type;
    inode->contents.mode = mode;
    inode->contents.inode = ++last_number;
    inode->parent = parent;
    tree_insert(&inodes, &inode->by_number, last_number);
    tree_insert(&parent->children, &inode->by_name, name_key(name, length));
    return inode;
}

/* Follows a path from the root, making what is missing if `make`. */
static struct inode *follow(const char *path, uint8_t type, uint32_t mode, bool make)
{
    struct inode *inode = &ramfs_root;
    for (;;) {
        while (*path == '/')
            path++;
        if (*path == '\0')
            return inode->type == type ? inode : NULL;
        if (inode->type != DT_DIR)
            return NULL;
        size_t length = 0;
        while (path[length] != '/' && path[length] != '\0')
            length++;
        const char *next = path + length;
        while (*next == '/')
            next++;
        struct inode *child = ramfs_find(inode, path, length);
        if (!child && make && length <= FILE_NAME_MAX)
            child = create(inode, path, length, *next ? DT_DIR : type, *next ? 0755 : mode);
        if (!child)
            return NULL;
        inode = child;
        path = next;
    }
}

struct inode *ramfs_make(const char *path, uint8_t type, uint32_t mode)
{
    return follow(path, type, mode, true);
}

static const char *fill_file(struct inode *inode, const char *contents, uint32_t size)
{
    struct vm_object *object = NULL;
    if (size > 0) {
        object = vm_object_create(FRAME_FILE, inode->contents.inode, ALIGN_UP(size, PAGE_SIZE) >> PAGE_SHIFT);
        if (!object)
            return "no memory for it, or too large";
        if (vm_object_write(object, 0, contents, size)) {
            vm_object_put(object);
            return "no memory for its contents";
        }
    }
    if (inode->contents.object)
        vm_object_put(inode->contents.object);
    inode->contents.object = object;
    inode->contents.size = size;
    return NULL;
}

static const char *fill_link(struct inode *inode, const char *target)
{
    size_t size = strlen(target) + 1;
    char *copy = heap_alloc(size);
    if (!copy)
        return "no memory for it";
    memcpy(copy, target, size);
    heap_free(inode->target);
    inode->target = copy;
    return NULL;
}

/* Another name for the same contents. */
static const char *share_contents(struct inode *inode, const char *target)
{
    struct inode *file = follow(target, DT_REG, 0, false);
    if (!file || file == inode)
        return "a link to no file";
    if (file->contents.object)
        vm_object_get(file->contents.object);
    if (inode->contents.object)
        vm_object_put(inode->contents.object);
    inode->contents.object = file->contents.object;
    inode->contents.size = file->contents.size;
    return NULL;
}

/* Puts one entry of an archive into the tree. Returns NULL, or what is wrong. */
static const char *add_entry(const struct ustar_entry *entry, const char *archive)
{
    uint8_t type;
    if (entry->type == USTAR_FILE || entry->type == USTAR_LINK)
        type = DT_REG;
    else if (entry->type == USTAR_DIRECTORY)
        type = DT_DIR;
    else if (entry->type == USTAR_SYMLINK)
        type = DT_LNK;
    else
        return "not a file, a link or a directory";
    struct inode *inode = ramfs_make(entry->name, type, entry->mode);
    if (!inode)
        return "no memory for it, or something else has its name";
    inode->contents.mode = entry->mode;
    if (entry->type == USTAR_FILE)
        return fill_file(inode, archive + entry->offset, entry->size);
    if (entry->type == USTAR_LINK)
        return share_contents(inode, entry->target);
    return type == DT_LNK ? fill_link(inode, entry->target) : NULL;
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

/* Entries 0 and 1 are "." and ".."; then the children in order. */
static int next_entry(struct file *file, uint64_t position, struct directory_entry *entry)
{
    struct inode *directory = file->data, *inode = position == 0 ? directory : directory->parent;
    const char *name = position == 0 ? "." : "..";
    if (position >= 2) {
        struct tree_node *node = tree_first(&directory->children);
        for (uint64_t i = 2; node && i < position; i++)
            node = tree_next(node);
        if (!node)
            return 0;
        inode = container_of(node, struct inode, by_name);
        name = inode->name;
    }
    entry->next = position + 1;
    entry->inode = inode->contents.inode;
    entry->type = inode->type;
    string_copy(entry->name, name, sizeof(entry->name));
    return 1;
}

const struct file_ops ramfs_file_ops = {.read = file_read_contents, .size = file_contents_size};
const struct file_ops ramfs_directory_ops = {.entry = next_entry};
