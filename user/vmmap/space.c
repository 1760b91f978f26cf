/* Reading /proc; see space.h. */
#include "space.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The whole text of a file of /proc, to be freed; NULL if it isn't there. */
static char *read_text(const char *format, ...)
{
    char path[64], *text = NULL;
    size_t size = 0, room = 0;
    ssize_t got;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return NULL;
    do {
        if (room - size < 4096 && !(text = realloc(text, room = 2 * room + 8192))) {
            perror("vmmap");
            exit(1);
        }
        got = read(fd, text + size, room - size - 1);
        size += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    close(fd);
    text[size] = '\0';
    return text;
}

/* Takes the first line off; NULL at the end. */
static char *take_line(char **text)
{
    char *line = *text, *end = strchr(line, '\n');

    if (!*line)
        return NULL;
    *text = end ? end + 1 : line + strlen(line);
    if (end)
        *end = '\0';
    return line;
}

/* Room for one more element at the end of a row. */
static void *add(void *row, size_t count, size_t size)
{
    if (count & (count - 1))
        return row; /* rows grow when their length is a power of two */
    row = realloc(row, (count ? 2 * count : 1) * size);
    if (row)
        return row;
    perror("vmmap");
    exit(1);
}

static void read_areas(struct space *space, char *text)
{
    for (char *line; (line = take_line(&text));) {
        struct area area = {.name = ""};
        int name = 0;
        if (sscanf(line, "%lx-%lx %7s %*x %*s %*u %n", &area.start, &area.end, area.mode, &name) < 3)
            continue;
        area.name = name ? line + name : "";
        space->areas = add(space->areas, space->area_count, sizeof area);
        space->areas[space->area_count++] = area;
    }
}

static void add_page(struct space *space, const struct page *page)
{
    space->pages = add(space->pages, space->page_count, sizeof *page);
    space->pages[space->page_count++] = *page;
    *(page->mappings > 1 ? &space->shared_pages : &space->private_pages) += 1;
    space->proportional += 4096 / (page->mappings ? page->mappings : 1);
}

static void read_pages(struct space *space, char *text)
{
    for (char *line; (line = take_line(&text));) {
        struct page page;
        struct table table;
        int name = 0;
        if (sscanf(line, "table %lx %lx entries %u", &table.address, &table.frame, &table.entries) == 3) {
            space->tables = add(space->tables, space->table_count, sizeof table);
            space->tables[space->table_count++] = table;
        } else if (sscanf(line, "%lx %lx %7s %u %u %15s %n", &page.address, &page.frame, page.flags,
                          &page.references, &page.mappings, page.kind, &name) == 6) {
            page.name = name ? line + name : "-";
            add_page(space, &page);
        }
    }
}

const char *space_read(int pid, struct space *space)
{
    char *status = read_text("/proc/%d/status", pid);
    char *pagetable = read_text("/proc/%d/pagetable", pid), *maps = read_text("/proc/%d/maps", pid);

    *space = (struct space){.pid = pid, .texts = {pagetable, maps}};
    if (!status || !maps)
        return "does not exist";
    if (!pagetable)
        return "cannot be looked at: this kernel has no /proc/PID/pagetable";
    sscanf(status, "Name: %31[^\n]", space->name);
    free(status);
    if (sscanf(pagetable, "directory %lx", &space->directory) != 1)
        return "has ended: it has no memory any more";
    read_pages(space, pagetable);
    read_areas(space, maps);
    return NULL;
}

/* The process that a thread belongs to, or 0: the one whose task/ has it. */
static int process_of(int tid)
{
    char path[64];
    int pid = 0;
    DIR *directory = opendir("/proc");
    struct dirent *entry;

    while (directory && !pid && (entry = readdir(directory))) {
        snprintf(path, sizeof path, "/proc/%d/task/%d", atoi(entry->d_name), tid);
        if (atoi(entry->d_name) > 0 && access(path, F_OK) == 0)
            pid = atoi(entry->d_name);
    }
    if (directory)
        closedir(directory);
    return pid;
}

static unsigned long number_after(const char *text, const char *label)
{
    const char *found = strstr(text, label);

    return found ? strtoul(found + strlen(label), NULL, 0) : 0;
}

const char *thread_read(int tid, struct view_of_thread *thread)
{
    char *status = NULL, *stack;

    *thread = (struct view_of_thread){.tid = tid, .pid = process_of(tid)};
    if (thread->pid)
        status = read_text("/proc/%d/task/%d/status", thread->pid, tid);
    if (!status)
        return "does not exist";
    if ((stack = strstr(status, "\nState:")))
        sscanf(stack, "\nState: %31[^\n]", thread->state);
    thread->eip = number_after(status, "\nEIP:\t");
    thread->esp = number_after(status, "\nESP:\t");
    if ((stack = strstr(status, "\nKernelStack:")))
        sscanf(stack, "\nKernelStack: %lx-%lx", &thread->kernel_start, &thread->kernel_end);
    free(status);
    return NULL;
}

size_t space_first(const struct space *space, unsigned long address)
{
    size_t low = 0, high = space->page_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (space->pages[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct page *space_page(const struct space *space, unsigned long address)
{
    size_t index = space_first(space, address);

    return index < space->page_count && space->pages[index].address == address ? &space->pages[index] : NULL;
}

const struct area *space_area(const struct space *space, unsigned long address)
{
    for (size_t i = 0; i < space->area_count; i++)
        if (address >= space->areas[i].start && address < space->areas[i].end)
            return &space->areas[i];
    return NULL;
}

enum relation page_relation(const struct page *left, const struct page *right)
{
    if (!left || !right)
        return left ? LEFT_ONLY : right ? RIGHT_ONLY : NEITHER;
    return left->frame == right->frame ? SAME : OTHER;
}

bool next_pages(const struct space *a, const struct space *b, unsigned long *address,
                const struct page **left, const struct page **right)
{
    size_t i = space_first(a, *address), j = b ? space_first(b, *address) : 0;
    bool more_left = i < a->page_count, more_right = b && j < b->page_count;

    if (!more_left && !more_right)
        return false;
    *left = more_left ? &a->pages[i] : NULL;
    *right = more_right ? &b->pages[j] : NULL;
    if (*left && *right && (*left)->address != (*right)->address)
        *((*left)->address < (*right)->address ? right : left) = NULL;
    *address = (*left ? *left : *right)->address + 4096;
    return true;
}
