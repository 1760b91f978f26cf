/* What the kernel shows of itself; see see.h. The files are described in docs/proc.md. */
#include "see.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[65536];

const char *see_file(const char *format, ...)
{
    char path[64];
    size_t size = 0;
    ssize_t got = 0;
    va_list arguments;
    int fd;

    va_start(arguments, format);
    vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    fd = open(path, O_RDONLY);
    while (fd >= 0 && size < sizeof text - 1 && (got = read(fd, text + size, sizeof text - 1 - size)) > 0)
        size += (size_t)got;
    if (fd >= 0)
        close(fd);
    text[size] = 0;
    return text;
}

static const char *next_line(const char *line)
{
    line = strchr(line, '\n');
    return line && line[1] ? line + 1 : NULL;
}

long see_number(const char *where, const char *name)
{
    size_t length = strlen(name);

    for (const char *line = where; line; line = next_line(line))
        if (strncmp(line, name, length) == 0 && strchr(": \t", line[length]))
            return (long)strtoul(line + length + strspn(line + length, ": \t"), NULL, 0);
    return -1;
}

/* A line is: address, frame, the entry's flags, references, mappings, kind, name. */
struct page see_page(pid_t pid, unsigned long address)
{
    struct page page = {.present = false};
    const char *line = next_line(see_file("/proc/%d/pagetable", (int)pid));

    for (; line; line = next_line(line)) {
        unsigned long found, frame;
        unsigned references, mappings;
        char flags[16], kind[16];
        if (sscanf(line, "%lx %lx %15s %u %u %15s", &found, &frame, flags, &references, &mappings, kind) !=
                6 ||
            found != page_of(address))
            continue;
        page = (struct page){true, strchr(flags, 'w') != NULL, frame, mappings, ""};
        strcpy(page.kind, kind);
    }
    return page;
}

unsigned long see_directory(pid_t pid)
{
    return (unsigned long)see_number(see_file("/proc/%d/pagetable", (int)pid), "directory");
}

struct registers see_registers(pid_t pid, pid_t tid)
{
    const char *status = see_file("/proc/%d/task/%d/status", (int)pid, (int)tid);

    return (struct registers){.eip = (unsigned long)see_number(status, "EIP"),
                              .esp = (unsigned long)see_number(status, "ESP")};
}

char see_state(pid_t pid, pid_t tid)
{
    const char *state = strstr(see_file("/proc/%d/task/%d/status", (int)pid, (int)tid), "State:");

    return state ? state[6 + strspn(state + 6, " \t")] : '-';
}

const char *page_text(const struct page *page, char *buffer)
{
    if (page->present)
        snprintf(buffer, PAGE_TEXT, "%05lx %s %3u", page->frame, page->writable ? "rw" : "ro", page->refs);
    else
        snprintf(buffer, PAGE_TEXT, "%-12s", "not mapped");
    return buffer;
}

const char *page_relation(const struct page *a, const struct page *b)
{
    if (!a->present || !b->present)
        return "   ";
    return a->frame == b->frame ? "===" : " | ";
}
