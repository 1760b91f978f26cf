/*
 * /proc as a part of the tree of files: its inodes are made as they are looked for. Each holds its place, and
 * so its process and thread: their structures, not their memory.
 */
#include "view/proc.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/space.h"
#include "mm/user.h"
#include "process/process.h"
#include "view/node.h"

#define NUMBERS     0x1000      /* the position of number 0 in a listing; nodes come before */
#define INODES      0x80000000u /* numbers from here on */
#define TARGET_SIZE 32u

static void place_copy(struct place *to, const struct place *from)
{
    *to = *from;
    if (to->process)
        process_get(to->process);
    if (to->thread)
        thread_get(to->thread);
}

static void place_put(struct place *place)
{
    process_put(place->process);
    thread_put(place->thread);
}

/* The same for the same place: who follows links finds out that he walks in circles. */
static uint32_t number_of(const struct place *place)
{
    uint32_t pid = place->process ? place->process->pid : 0, tid = place->thread ? place->thread->tid : 0;
    return INODES |
           ((uintptr_t)place->node + pid * 2654435761u + tid * 2246822519u + place->fd * 3266489917u);
}

static uint32_t mode_of(const struct node *node)
{
    if (node->target || node->follow)
        return S_IFLNK | 0777;
    if (node->children)
        return S_IFDIR | 0555;
    return S_IFREG | (node->text || node->show || node->row ? 0444 : 0) | (node->write ? 0200 : 0);
}

/* Goes from a directory to what `name` means there. Returns 0 or -ENOENT. */
static int step(struct place *place, const char *name)
{
    const struct node *node = place->node->children;
    const char *end = name;
    uint32_t number;
    if (place->node->next && number_parse(&end, &number) && *end == '\0' && (int)number >= 0)
        return place->node->next(place, number) == (int)number ? 0 : -ENOENT;
    while (node->name && strcmp(node->name, name) != 0)
        node++;
    place->node = node;
    return node->name ? 0 : -ENOENT;
}

/* --- What struct generator wants --- */

static const struct generator generator;

static ssize_t write_node(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    const struct place *place = file->inode->data;
    return place->node->write(file, user_from, size, offset);
}

/* Whoever reads from the beginning again is shown how things are now, as on Linux. */
static ssize_t text_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    static struct mutex writing = MUTEX_INITIALIZER(writing); /* threads may share the file */
    const struct place *place = file->inode->data;
    struct text text = {.contents = &file->inode->contents};
    if (place->node->show && (offset == 0 || text.contents->size == 0)) {
        mutex_lock(&writing);
        text.contents->size = 0;
        place->node->show(&text, place);
        mutex_unlock(&writing);
    }
    return text.error ?: file_read_contents(file, user_to, size, offset);
}

static const struct file_ops text_ops = {.read = text_read, .write = write_node, .size = file_contents_size};

/* Behind what there was there is the end, once; then there is what has come since. */
static ssize_t stream_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    const struct place *place = file->inode->data;
    struct text text = {.contents = &file->inode->contents};
    mutex_lock(&file->lock);
    if (text.contents->size == 0)
        place->node->show(&text, place);
    ssize_t result = text.error ?: file_read_contents(file, user_to, size, file->offset);
    if (result > 0)
        file->offset += result;
    else if (text.error || file->offset == text.contents->size)
        file->offset = text.contents->size = 0;
    mutex_unlock(&file->lock);
    return result;
}

static const struct file_ops stream_ops = {.read = stream_read};

static uint64_t rows_size(struct file *file)
{
    const struct place *place = file->inode->data;
    return (place->process ? USER_END >> PAGE_SHIFT : frame_total()) * place->node->row_size;
}

/* A space is locked for one batch at a time. Of numbers only whole ones are read, as on Linux. */
static ssize_t rows_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    const struct place *place = file->inode->data;
    const uint32_t row_size = place->node->row_size, end = (uint32_t)rows_size(file);
    char rows[512] __attribute__((aligned(8)));
    size_t done = 0;
    int error = 0;
    if (row_size == sizeof(uint64_t) && (offset | size) % row_size)
        return -EINVAL;
    struct vm_space *space = place->process ? process_space(place->process) : NULL;
    if (place->process && !space)
        return 0;
    for (size = MIN(size, end - (uint32_t)MIN(offset, end)); done < size && !error;) {
        uint32_t at = (uint32_t)offset + done, skip = at % row_size, first = at - skip, made = 0;
        uint32_t limit = MIN(MIN(skip + size - done + row_size - 1, end - first), sizeof(rows));
        if (space)
            spin_lock(&space->lock);
        for (; made + row_size <= limit; made += row_size)
            place->node->row(space, (first + made) / row_size, rows + made);
        if (space)
            spin_unlock(&space->lock);
        size_t piece = MIN(made - skip, size - done);
        error = copy_to_user((char *)user_to + done, rows + skip, piece);
        done += error ? 0 : piece;
    }
    vm_space_put(space);
    return done > 0 ? (ssize_t)done : error;
}

static const struct file_ops rows_ops = {.read = rows_read, .size = rows_size};

static int open_node(struct inode *inode, int flags, struct file **file)
{
    const struct place *place = inode->data;
    const struct node *node = place->node;
    struct text text = {.contents = &inode->contents};
    bool writing = (flags & O_ACCMODE) != O_RDONLY;
    if (writing && !node->write)
        return -EACCES;
    if (node->text && !text.contents->size) /* or who opens /proc/self/fd/3 would have it twice */
        text_print(&text, "%s", node->text);
    if (node->room && !writing) /* a stream begins now */
        node->show(&text, place);
    const struct file_ops *ops = node->row ? &rows_ops : node->room ? &stream_ops : &text_ops;
    *file = text.error ? NULL : file_create(ops, NULL, flags);
    return *file ? 0 : text.error ?: -ENOMEM;
}

static int next_entry(struct inode *directory, uint64_t position, struct directory_entry *entry)
{
    struct place place;
    int number = 0;
    place_copy(&place, directory->data);
    const struct node *directory_node = place.node;
    place.node = directory_node->children;
    for (uint64_t i = 2; i < position && place.node->name; i++)
        place.node++;
    if (place.node->name) {
        string_copy(entry->name, place.node->name, sizeof(entry->name));
    } else {
        place.node = directory_node;
        position = MAX(position, NUMBERS);
        number = directory_node->next ? directory_node->next(&place, (uint32_t)position - NUMBERS) : -1;
        position = (uint64_t)NUMBERS + number;
        format(entry->name, sizeof(entry->name), "%d", number);
    }
    entry->inode = number_of(&place);
    entry->next = position + 1;
    entry->type = mode_of(place.node) >> 12;
    place_put(&place);
    return number >= 0;
}

static int follow(struct inode *link, struct file **file)
{
    const struct place *place = link->data;
    return place->node->follow(place, file);
}

static void release(struct inode *inode)
{
    place_put(inode->data);
    heap_free(inode->data);
}

static int find(struct inode *directory, const char *name, struct inode **made)
{
    struct place place;
    place_copy(&place, directory->data);
    int error = step(&place, name);
    struct inode *inode = error ? NULL : ramfs_create_locked(mode_of(place.node));
    if (!inode)
        goto fail;
    inode->links = 1;
    inode->number = number_of(&place);
    inode->open = S_ISREG(inode->mode) ? open_node : NULL;
    inode->data = heap_alloc_zeroed(sizeof(place) + place.node->room);
    inode->target = place.node->target ? heap_alloc(TARGET_SIZE) : NULL;
    if (!inode->data || (place.node->target && !inode->target)) {
        heap_free(inode->data);
        ramfs_put_locked(inode);
        goto fail;
    }
    *(struct place *)inode->data = place;
    if (inode->target)
        place.node->target(inode->target, TARGET_SIZE);
    inode->generator = &generator;
    *made = inode;
    return 0;
fail:
    place_put(&place);
    return error ?: -ENOMEM;
}

static const struct generator generator = {
    .find = find, .entry = next_entry, .follow = follow, .release = release};

void node_mount(const char *path, const struct node *node)
{
    struct place *place = heap_alloc_zeroed(sizeof(*place));
    if (!place)
        return;
    place->node = node;
    fs_mount(path, S_IFDIR | 0555, &(struct inode){.generator = &generator, .data = place});
}

void proc_init(void)
{
    static const struct node root = {.children = root_nodes, .next = next_process};
    node_mount("/proc", &root);
}
