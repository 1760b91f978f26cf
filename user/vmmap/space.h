/*
 * An address space as /proc shows it (docs/proc.md): read whole, in one go, so that what is printed
 * afterwards changes nothing in it. Reading touches no page of the process that is looked at.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct area {
    unsigned long start, end;
    char mode[8]; /* as in maps: rwxp */
    char *name;   /* "" for memory without a name */
};

/* A page table: which part of the space it maps, where it lies, how many of its entries are in use. */
struct table {
    unsigned long address, frame;
    unsigned entries;
};

struct page {
    unsigned long address, frame;
    char flags[8];                 /* as in pagetable: rwxUAD */
    unsigned references, mappings; /* all that hold the frame; page-table entries among them */
    char kind[16];
    char *name;
};

struct space {
    int pid;
    char name[32];
    unsigned long directory; /* the frame that CR3 points to */
    struct area *areas;
    struct table *tables;
    struct page *pages;
    size_t area_count, table_count, page_count;
    size_t private_pages, shared_pages; /* mapped once; more than once, here or elsewhere */
    unsigned long proportional;         /* bytes: each page divided by the times that it is mapped */
    char *texts[2];                     /* what the names point into */
};

/* A thread: what is its own. */
struct view_of_thread {
    int tid, pid;
    char state[32];
    unsigned long eip, esp, kernel_start, kernel_end;
};

/* Reads the space of a process. Returns NULL, or what is wrong, as an end of "process 5 ...". */
const char *space_read(int pid, struct space *space);

/* The same for a thread, of whichever process. */
const char *thread_read(int tid, struct view_of_thread *thread);

/* The page at an address, or NULL; the first one at or after it. */
const struct page *space_page(const struct space *space, unsigned long address);
size_t space_first(const struct space *space, unsigned long address);

/* The area that an address is in, or NULL. */
const struct area *space_area(const struct space *space, unsigned long address);

/* How one page of each of two spaces are related; NULL is a page that is not there. */
enum relation { SAME, OTHER, LEFT_ONLY, RIGHT_ONLY, NEITHER };
enum relation page_relation(const struct page *left, const struct page *right);

/* Goes along two spaces: the next address past `address` where either has a page, in *left and *right; false
 * at the end. `b` may be NULL. */
bool next_pages(const struct space *a, const struct space *b, unsigned long *address,
                const struct page **left, const struct page **right);
