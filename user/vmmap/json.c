/*
 * JSON for programs (docs/proc.md): addresses and frames are plain numbers; nothing is left out.
 */
#include "show.h"

#include <stdio.h>

/* A string; what JSON does not allow in one is written as \u00XX. */
static void print_string(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < ' ' || c == '"' || c == '\\' || c > '~')
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_area(const struct area *area)
{
    printf("{\"start\": %lu, \"end\": %lu, \"mode\": \"%s\", \"name\": ", area->start, area->end, area->mode);
    print_string(area->name);
    printf("}");
}

static void print_page(const struct page *page)
{
    printf("{\"address\": %lu, \"frame\": %lu, \"flags\": \"%s\", \"references\": %u, \"mappings\": %u, "
           "\"kind\": \"%s\", \"name\": ",
           page->address, page->frame, page->flags, page->references, page->mappings, page->kind);
    print_string(page->name);
    printf("}");
}

static void print_space(const struct space *space)
{
    printf("{\"pid\": %d, \"name\": ", space->pid);
    print_string(space->name);
    printf(", \"cr3\": %lu, \"directory\": %lu, \"private\": %zu, \"shared\": %zu, \"proportional\": %lu,\n  "
           "\"tables\": [",
           space->directory * 4096, space->directory, space->private_pages * 4096, space->shared_pages * 4096,
           space->proportional);
    for (size_t i = 0; i < space->table_count; i++)
        printf("%s{\"address\": %lu, \"frame\": %lu, \"entries\": %u}", i ? ", " : "",
               space->tables[i].address, space->tables[i].frame, space->tables[i].entries);
    printf("],\n  \"areas\": [");
    for (size_t i = 0; i < space->area_count; i++) {
        printf("%s\n    ", i ? "," : "");
        print_area(&space->areas[i]);
    }
    printf("],\n  \"pages\": [");
    for (size_t i = 0; i < space->page_count; i++) {
        printf("%s\n    ", i ? "," : "");
        print_page(&space->pages[i]);
    }
    printf("]}");
}

static void print_relations(const struct space *a, const struct space *b)
{
    static const char *const names[] = {"same", "other", "left", "right", ""};
    const struct page *left, *right;
    const char *separator = "";

    printf(",\n\"pages\": [");
    for (unsigned long address = 0; next_pages(a, b, &address, &left, &right); separator = ",")
        printf("%s\n  {\"address\": %lu, \"relation\": \"%s\"}", separator, address - 4096,
               names[page_relation(left, right)]);
    printf("]");
}

void show_json(const struct space *a, const struct space *b, const struct view_of_thread *threads)
{
    printf("{\"spaces\": [");
    print_space(a);
    if (b) {
        printf(",\n ");
        print_space(b);
    }
    printf("]");
    if (b)
        print_relations(a, b);
    for (int i = 0; threads && i < 2; i++)
        printf(
            "%s{\"tid\": %d, \"pid\": %d, \"state\": \"%.1s\", \"eip\": %lu, \"esp\": %lu, \"kernel_stack\": "
            "[%lu, %lu]}%s",
            i ? ",\n  " : ",\n\"threads\": [", threads[i].tid, threads[i].pid, threads[i].state,
            threads[i].eip, threads[i].esp, threads[i].kernel_start, threads[i].kernel_end, i ? "]" : "");
    printf("}\n");
}
