/*
 * /proc as a tree: look-up, listings, opening.
 *
 * An open file of /proc other than a text holds its place, and so its process and thread: their structures,
 * not their memory.
 */
#include "view/proc.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "process/process.h"
#include "view/node.h"

#define NUMBERS 0x1000 /* the position of pid or tid 0 in a listing; nodes come before */
#define INODES  0x40000000u

static const struct node root = {.name = "proc", .children = root_nodes};
static const struct node process_node = {.name = "pid", .children = process_nodes};
static const struct node thread_node = {.name = "tid", .children = thread_nodes};
static const struct node fd_node = {.name = "fd", .open = process_open_fd, .show = show_link};

static void place_put(struct place *place)
{
    process_put(place->process);
    thread_put(place->thread);
}

/* The thread of the process that has the lowest tid which is at least `tid`, with a reference, or NULL. */
static struct thread *next_thread(struct process *process, uint32_t tid)
{
    struct thread *best = NULL;
    spin_lock(&process_lock);
    list_for_each_entry (struct thread, thread, &process->threads, process_link) {
        if (thread->tid >= tid && (!best || thread->tid < best->tid))
            best = thread;
    }
    if (best)
        thread_get(best);
    spin_unlock(&process_lock);
    return best;
}

/* Goes from a directory of processes, threads or descriptors to the lowest number there that is at least
 * `number`. Returns that number, or -1. */
static int next_number(struct place *place, uint32_t number)
{
    if (place->node->children == root_nodes) {
        place->node = &process_node;
        place->process = process_next(MAX(number, 1u)); /* 0 is the kernel itself */
        return place->process ? (int)place->process->pid : -1;
    }
    if (place->node->children == task_nodes) {
        place->node = &thread_node;
        place->thread = next_thread(place->process, number);
        return place->thread ? (int)place->thread->tid : -1;
    }
    if (place->node->children != fd_nodes)
        return -1;
    place->node = &fd_node;
    place->fd = number;
    return process_next_fd(place, (int)number);
}

/* Goes from a directory to what `name` means there. Returns 0 or -ENOENT. */
static int step(struct place *place, const char *name)
{
    const char *end = name;
    uint32_t number;
    if (strcmp(name, ".") == 0)
        return 0;
    if (number_parse(&end, &number) && *end == '\0') {
        int found = next_number(place, number);
        return found >= 0 && (uint32_t)found == number ? 0 : -ENOENT;
    }
    for (const struct node *node = place->node->children; node->name; node++) {
        if (strcmp(node->name, name) != 0)
            continue;
        if (node->children == process_nodes || node->children == thread_nodes)
            process_get(place->process = process_current());
        if (node->children == thread_nodes)
            thread_get(place->thread = thread_current());
        place->node = node;
        return 0;
    }
    return -ENOENT;
}

static int walk(struct place *place, const char *path)
{
    char name[32];
    while (*path) {
        size_t length = 0;
        while (path[length] != '/' && path[length] != '\0')
            length++;
        if (!place->node->children)
            return -ENOTDIR;
        if (length >= sizeof(name))
            return -ENOENT;
        if (length > 0) {
            string_copy(name, path, length + 1);
            int error = step(place, name);
            if (error)
                return error;
        }
        path += length;
        if (*path == '/' && !place->node->children)
            return -ENOTDIR;
        while (*path == '/')
            path++;
    }
    return 0;
}

static bool is_link(const struct node *node)
{
    return node->show && (node->children || node->open);
}

static int next_entry(struct file *file, uint64_t position, struct directory_entry *entry)
{
    const struct place *place = file->data;
    const struct node *node = place->node->children;
    entry->type = DT_DIR;
    entry->inode = INODES + position;
    entry->next = position + 1;
    if (position < 2) {
        string_copy(entry->name, position == 0 ? "." : "..", sizeof(entry->name));
        return 1;
    }
    for (uint64_t i = 2; i < position && node->name; i++)
        node++;
    if (node->name) {
        entry->type = is_link(node) ? DT_LNK : node->children ? DT_DIR : DT_REG;
        string_copy(entry->name, node->name, sizeof(entry->name));
        return 1;
    }
    struct place found = {.node = place->node, .process = place->process};
    int number = next_number(&found, position < NUMBERS ? 0 : position - NUMBERS);
    if (!place->process && found.process)
        process_put(found.process);
    thread_put(found.thread);
    if (number < 0)
        return 0;
    entry->type = found.node == &fd_node ? DT_LNK : DT_DIR;
    entry->next = (uint64_t)NUMBERS + number + 1;
    entry->inode = INODES + NUMBERS + (uint32_t)number;
    format(entry->name, sizeof(entry->name), "%d", number);
    return 1;
}

void node_release(struct file *file)
{
    place_put(file->data);
    heap_free(file->data);
}

static const struct file_ops directory_ops = {
    .mode = S_IFDIR | 0555, .entry = next_entry, .release = node_release};

/* Opens a file or directory that keeps its place, which it takes over if all goes well. */
static int open_place(const struct place *place, const struct file_ops *ops, int flags, struct file **file)
{
    struct place *copy = heap_alloc(sizeof(*copy));
    *file = copy ? file_create(ops, copy, flags) : NULL;
    if (!*file) {
        heap_free(copy);
        return -ENOMEM;
    }
    *copy = *place;
    return 0;
}

static int open_text(struct place *place, int flags, struct file **file)
{
    struct text *text = text_create();
    if (!text)
        return -ENOMEM;
    place->node->show(text, place);
    int error = text_open(text, flags, file);
    if (!error)
        place_put(place);
    return error;
}

int node_open(const struct node *top, const char *rest, int flags, struct file **file)
{
    struct place place = {.node = top};
    bool writing = (flags & O_ACCMODE) != O_RDONLY;
    int error = walk(&place, rest);
    if (!error && flags & O_NOFOLLOW && is_link(place.node) && rest[strlen(rest) - 1] != '/')
        error = flags & O_PATH ? open_text(&place, flags, file) : -ELOOP;
    else if (!error && place.node->children)
        error = writing ? -EISDIR : open_place(&place, &directory_ops, flags, file);
    else if (!error && (flags & O_DIRECTORY))
        error = -ENOTDIR;
    else if (!error && place.node->open) {
        error = place.node->open(&place, file);
        place_put(&place);
        return error;
    } else if (!error && writing && !(place.node->ops && place.node->ops->write))
        error = -EACCES;
    else if (!error)
        error = place.node->show && !writing ? open_text(&place, O_RDONLY, file)
                                             : open_place(&place, place.node->ops, flags, file);
    if (error)
        place_put(&place);
    return error;
}

static int proc_open(const char *rest, int flags, struct file **file)
{
    return node_open(&root, rest, flags, file);
}

void proc_init(void)
{
    fs_mount("/proc", S_IFDIR | 0555, NULL, proc_open);
}
