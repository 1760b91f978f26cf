/* Tables for people; see show.h. Colour repeats what a mark says, and says nothing else. */
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *mark, *colour;
} relations[] = {
    [SAME] = {"===", "\033[32m"},       [OTHER] = {" | ", "\033[33m"}, [LEFT_ONLY] = {"<  ", "\033[36m"},
    [RIGHT_ONLY] = {"  >", "\033[36m"}, [NEITHER] = {"   ", ""},
};

static bool coloured;

static const char *start_colour(enum relation relation)
{
    return coloured ? relations[relation].colour : "";
}

static const char *end_colour(enum relation relation)
{
    return start_colour(relation)[0] ? "\033[0m" : "";
}

/* "0x0338" */
static const char *frame_text(unsigned long frame, char *buffer)
{
    sprintf(buffer, "0x%04lx", frame);
    return buffer;
}

/* --- Above the table: what the spaces and threads are --- */

/* One line: a name, and what the left and the right have. */
static void print_fact(const char *name, const char *left, const char *right)
{
    if (right)
        printf("%-14s %-30s  %s\n", name, left, right);
    else
        printf("%-14s %s\n", name, left);
}

static void describe_space(const struct space *space, char *process, char *cr3, char *tables)
{
    char frame[16];
    size_t length = 0;

    sprintf(process, "process %d (%s)", space->pid, space->name);
    sprintf(cr3, "%05lx000, frame %s", space->directory, frame_text(space->directory, frame));
    tables[0] = '\0';
    for (size_t i = 0; i < space->table_count && length < 22; i++)
        length +=
            (size_t)sprintf(tables + length, "%s%s", i ? " " : "", frame_text(space->tables[i].frame, frame));
    if (length >= 22 && space->table_count > 3)
        sprintf(tables + length, " ...");
}

static void print_spaces(const struct space *a, const struct space *b)
{
    char process[2][64], cr3[2][64], tables[2][64];

    describe_space(a, process[0], cr3[0], tables[0]);
    if (b)
        describe_space(b, process[1], cr3[1], tables[1]);
    print_fact("", process[0], b ? process[1] : NULL);
    print_fact("CR3", cr3[0], b ? cr3[1] : NULL);
    print_fact("page tables", tables[0], b ? tables[1] : NULL);
}

static void print_threads(const struct view_of_thread *threads)
{
    char left[64], right[64];

    sprintf(left, "thread %d", threads[0].tid);
    sprintf(right, "thread %d", threads[1].tid);
    print_fact("", left, right);
    print_fact("state", threads[0].state, threads[1].state);
    sprintf(left, "%08lx", threads[0].eip);
    sprintf(right, "%08lx", threads[1].eip);
    print_fact("EIP", left, right);
    sprintf(left, "%08lx", threads[0].esp);
    sprintf(right, "%08lx", threads[1].esp);
    print_fact("ESP", left, right);
    sprintf(left, "%08lx-%08lx", threads[0].kernel_start, threads[0].kernel_end);
    sprintf(right, "%08lx-%08lx", threads[1].kernel_start, threads[1].kernel_end);
    print_fact("kernel stack", left, right);
}

/* Whose stack or code lies in a range: " <- stack 3, code 3 5", or "". */
static const char *threads_in(const struct view_of_thread *threads, unsigned long start, unsigned long end,
                              char *buffer)
{
    size_t length = 0;

    buffer[0] = '\0';
    for (int i = 0; threads && i < 4; i++) {
        const struct view_of_thread *thread = &threads[i % 2];
        unsigned long address = i < 2 ? thread->esp : thread->eip;
        if (address < start || address >= end)
            continue;
        if (!length || (i >= 2 && !strstr(buffer, "code")))
            length +=
                (size_t)sprintf(buffer + length, "%s%s", length ? ", " : " <- ", i < 2 ? "stack" : "code");
        length += (size_t)sprintf(buffer + length, " %d", thread->tid);
    }
    return buffer;
}

/* The end of a line: the area's name and the notes, in so many columns. */
static void print_name(const char *name, const char *notes, int columns)
{
    int room = columns - (int)strlen(notes);

    if (name[0] && room > 0)
        printf("  %.*s", room, name);
    printf("%s\n", notes);
}

/* --- Area by area --- */

struct counts {
    size_t left, right, private_pages, shared_pages, relation[NEITHER + 1];
};

static struct counts count_pages(const struct space *a, const struct space *b, unsigned long start,
                                 unsigned long end)
{
    struct counts counts = {0};
    const struct page *left, *right;

    while (next_pages(a, b, &start, &left, &right) && start <= end) {
        counts.left += left != NULL;
        counts.right += right != NULL;
        counts.private_pages += left && left->mappings == 1;
        counts.shared_pages += left && left->mappings > 1;
        counts.relation[page_relation(left, right)]++;
    }
    return counts;
}

static int compare_addresses(const void *left, const void *right)
{
    unsigned long a = *(const unsigned long *)left, b = *(const unsigned long *)right;

    return a < b ? -1 : a > b;
}

/* Where areas of either begin, in order and once each; to be freed. */
static unsigned long *find_starts(const struct space *a, const struct space *b, size_t *count)
{
    size_t all = a->area_count + (b ? b->area_count : 0), kept = 0;
    unsigned long *starts = malloc((all + 1) * sizeof *starts);

    for (size_t i = 0; starts && i < all; i++)
        starts[i] = i < a->area_count ? a->areas[i].start : b->areas[i - a->area_count].start;
    if (starts)
        qsort(starts, all, sizeof *starts, compare_addresses);
    for (size_t i = 0; starts && i < all; i++)
        if (kept == 0 || starts[i] != starts[kept - 1])
            starts[kept++] = starts[i];
    *count = starts ? kept : 0;
    return starts;
}

static void print_count(size_t count, enum relation relation)
{
    if (count)
        printf(" %s%6zu%s", start_colour(relation), count, end_colour(relation));
    else
        printf(" %6d", 0);
}

static void print_row(const struct space *a, const struct space *b, unsigned long start, unsigned long limit,
                      const struct view_of_thread *threads)
{
    const struct area *left = space_area(a, start), *right = b ? space_area(b, start) : NULL;
    unsigned long end = left && (!right || left->end > right->end) ? left->end : right->end;
    const struct area *area = left ? left : right;
    char notes[128];

    end = end < limit ? end : limit;
    struct counts counts = count_pages(a, b, start, end);
    printf("%08lx-%08lx %s ", start, end, area->mode);
    if (b) {
        printf("%9zu", counts.left);
        print_count(counts.relation[SAME], SAME);
        print_count(counts.relation[OTHER], OTHER);
        printf(" %9zu", counts.right);
    } else {
        printf("%6zu %8zu %7zu", counts.left, counts.private_pages, counts.shared_pages);
    }
    threads_in(threads, start, end, notes);
    print_name(area->name, notes, b ? 22 : 32);
}

static void print_areas(const struct space *a, const struct space *b, const struct view_of_thread *threads)
{
    size_t count;
    unsigned long *starts = find_starts(a, b, &count);

    if (b) {
        char left[16], right[16];
        sprintf(left, "pid %d", a->pid);
        sprintf(right, "pid %d", b->pid);
        printf("%-17s %-4s %9s %6s %6s %9s\n", "area, its pages", "mode", left, "===", "|", right);
    } else
        printf("%-17s %-4s %6s %8s %7s\n", "area", "mode", "pages", "private", "shared");
    for (size_t i = 0; i < count; i++)
        print_row(a, b, starts[i], i + 1 < count ? starts[i + 1] : ~0ul, threads);
    free(starts);
}

/* --- Page by page --- */

static void print_page(const struct page *page)
{
    char frame[16], counts[16];

    if (page) {
        sprintf(counts, "%u/%u", page->references, page->mappings);
        printf("%-7s %-6s %5s", frame_text(page->frame, frame), page->flags, counts);
    } else {
        printf("%-20s", "-");
    }
}

static void print_pages(const struct space *a, const struct space *b, const struct view_of_thread *threads)
{
    const struct page *left, *right;
    unsigned long address = 0;
    char notes[128];

    if (b)
        printf("%-9s pid %-16d     pid %d\n", "", a->pid, b->pid);
    printf("%-9s %-7s %-6s %5s", "address", "frame", "flags", "refs");
    if (b)
        printf("     %-7s %-6s %5s", "frame", "flags", "refs");
    printf("\n");
    while (next_pages(a, b, &address, &left, &right)) {
        printf("%08lx  ", address - 4096);
        print_page(left);
        if (b) {
            enum relation relation = page_relation(left, right);
            printf(" %s%s%s ", start_colour(relation), relations[relation].mark, end_colour(relation));
            print_page(right);
        }
        threads_in(threads, address - 4096, address, notes);
        print_name((left ? left : right)->name, notes, b ? 20 : 40);
    }
}

/* --- Below it: sums, and what the marks mean --- */

static void print_sums(const struct space *space)
{
    printf("%-14d private %zu kB, shared %zu kB, proportional share %lu kB\n", space->pid,
           space->private_pages * 4, space->shared_pages * 4, (space->proportional + 512) / 1024);
}

static void print_legend(const struct space *a, const struct space *b, bool pages)
{
    if (b) {
        struct counts counts = count_pages(a, b, 0, ~0ul);
        printf("%-14s the same frame %zu, another %zu, only left %zu, only right %zu\n", "pages",
               counts.relation[SAME], counts.relation[OTHER], counts.relation[LEFT_ONLY],
               counts.relation[RIGHT_ONLY]);
        printf("=== the same frame   | same address, another frame   < > only on this side\n");
    }
    if (pages)
        printf("refs: all that hold the frame / page-table entries that point to it\n"
               "flags: r present, w writable now, x code, User, Accessed, Dirty\n");
}

void show_tables(const struct space *a, const struct space *b, const struct view_of_thread *threads,
                 bool pages, bool colour)
{
    coloured = colour;
    print_spaces(a, b);
    if (threads)
        print_threads(threads);
    printf("\n");
    (pages ? print_pages : print_areas)(a, b, threads);
    printf("\n");
    print_sums(a);
    if (b)
        print_sums(b);
    print_legend(a, b, pages);
}
