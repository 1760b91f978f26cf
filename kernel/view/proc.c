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
static const struct node fd_node = {.name = "fd", .open = process_open_fd};

static void place_put(struct place *place)
{
    if (place->process)
        process_put(place->process);
    if (place->thread)
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

/* Goes from a directory to what `name` means there. Returns 0 or -ENOENT. */
static int step(struct place *place, const char *name)
{
    const char *end = name;
    uint32_t number;
    bool numeric = number_parse(&end, &number) && *end == '\0';
    if (strcmp(name, ".") == 0)
        return 0;
    if (place->node->children == root_nodes && (numeric || strcmp(name, "self") == 0)) {
        if (numeric)
            place->process = number > 0 ? process_find(number) : NULL; /* 0 is the kernel itself */
        else
            process_get(place->process = process_current());
        place->node = &process_node;
        return place->process ? 0 : -ENOENT;
    }
    if (place->node->children == task_nodes && numeric) {
        place->thread = next_thread(place->process, number);
        place->node = &thread_node;
        return place->thread && place->thread->tid == number ? 0 : -ENOENT;
    }
    if (place->node->children == fd_nodes && numeric) {
        place->fd = number;
        place->node = &fd_node;
        return process_next_fd(place, (int)number) == (int)number ? 0 : -ENOENT;
    }
    for (const struct node *node = place->node->children; node->name; node++) {
        if (strcmp(node->name, name) == 0) {
            place->node = node;
            return 0;
        }
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

/* The number to be listed at or after `number`: a pid, tid or descriptor; -1 when there is none. */
static int next_number(const struct place *place, uint32_t number)
{
    int found = -1;
    if (place->node->children == root_nodes) {
        struct process *process = process_next(MAX(number, 1u));
        if (process) {
            found = (int)process->pid;
            process_put(process);
        }
    } else if (place->node->children == task_nodes) {
        struct thread *thread = next_thread(place->process, MAX(number, 1u));
        if (thread) {
            found = (int)thread->tid;
            thread_put(thread);
        }
    } else if (place->node->children == fd_nodes) {
        found = process_next_fd(place, (int)number);
    }
    return found;
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
        entry->type = node->children ? DT_DIR : DT_REG;
        string_copy(entry->name, node->name, sizeof(entry->name));
        return 1;
    }
    int number = next_number(place, position < NUMBERS ? 0 : position - NUMBERS);
    if (number < 0)
        return 0;
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

static int open_text(struct place *place, struct file **file)
{
    struct text *text = text_create();
    if (!text)
        return -ENOMEM;
    place->node->show(text, place);
    int error = text_open(text, file);
    if (!error)
        place_put(place);
    return error;
}

static int proc_open(const char *rest, int flags, struct file **file)
{
    struct place place = {.node = &root};
    bool writing = (flags & O_ACCMODE) != O_RDONLY;
    int error = walk(&place, rest);
    if (!error && place.node->children)
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
        error = place.node->show && !writing ? open_text(&place, file)
                                             : open_place(&place, place.node->ops, flags, file);
    if (error)
        place_put(&place);
    return error;
}

void proc_init(void)
{
    fs_mount("/proc", S_IFDIR | 0555, proc_open);
}
