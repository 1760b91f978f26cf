/*
 * Views of address spaces and frames: maps, pagemap, kpagecount as Linux has them; pagetable, which shows the
 * entries themselves.
 *
 * A space's lock is held for one line or one batch at a time, never for a whole file: each line is true,
 * though a program that runs may change what comes after it.
 */
#include "abi/errno.h"
#include "abi/stat.h"
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/space.h"
#include "mm/user.h"
#include "process/process.h"
#include "view/node.h"

#define PAGEMAP_PRESENT   (1ull << 63)
#define PAGEMAP_FILE      (1ull << 61) /* a page of a file, or of shared memory */
#define PAGEMAP_EXCLUSIVE (1ull << 56) /* mapped once */

#define BATCH 64u

/* Copies the first area that ends past `address`. */
static bool next_area(struct vm_space *space, vaddr_t address, struct vm_area *copy)
{
    spin_lock(&space->lock);
    struct tree_node *node = tree_find_at_most(&space->areas, address);
    struct vm_area *area = node ? container_of(node, struct vm_area, node) : vm_area_first(space);
    if (area && area->end <= address)
        area = vm_area_next(area);
    if (area)
        *copy = *area;
    spin_unlock(&space->lock);
    return area;
}

static void name_area(const struct vm_area *area, char *name, size_t size)
{
    const char *fixed = "";
    if (area->name) {
        fs_inode_path(area->name, name, size);
        return;
    }
    if (area->object)
        fixed = "/dev/zero (deleted)"; /* as Linux calls shared anonymous memory */
    else if (area->flags & AREA_HEAP)
        fixed = "[heap]";
    else if (area->flags & AREA_GROWSDOWN)
        fixed = "[stack]";
    string_copy(name, fixed, size);
}

static void show_area(struct text *text, const struct vm_area *area)
{
    char start[64], name[256];
    name_area(area, name, sizeof(name));
    format(start, sizeof(start), "%08lx-%08lx %c%c%c%c %08x 00:%02x %u ", (unsigned long)area->start,
           (unsigned long)area->end, area->flags & AREA_READ ? 'r' : '-',
           area->flags & AREA_WRITE ? 'w' : '-', area->flags & AREA_EXECUTE ? 'x' : '-',
           area->flags & AREA_SHARED ? 's' : 'p', area->object ? area->object_page << PAGE_SHIFT : 0,
           area->object ? 1 : 0, area->name);
    if (name[0])
        text_print(text, "%-48s %s\n", start, name);
    else
        text_print(text, "%s\n", start);
}

void show_maps(struct text *text, const struct place *place)
{
    struct vm_space *space = process_space(place->process);
    struct vm_area area = {.end = 0};
    if (!space)
        return;
    while (next_area(space, area.end, &area))
        show_area(text, &area);
    vm_space_put(space);
}

struct page {
    vaddr_t address;
    pte_t entry;
    struct frame frame;
    paddr_t frame_address;
    struct vm_area area;
};

/* Copies what is known of the first page at or after `address` that the page tables have. */
static bool next_page(struct vm_space *space, vaddr_t address, struct page *page)
{
    page->entry = 0;
    spin_lock(&space->lock);
    while (address < USER_END && !(page->entry & PTE_PRESENT)) {
        page->address = address;
        page->entry = 0;
        if (!(space->directory[PDE_INDEX(address)] & PTE_PRESENT)) {
            address = ALIGN_DOWN(address, TABLE_SPAN) + TABLE_SPAN;
        } else {
            page->entry = vm_space_entry(space, address);
            address += PAGE_SIZE;
        }
    }
    if (page->entry & PTE_PRESENT) {
        struct vm_area *area = vm_area_find(space, page->address);
        page->frame_address = page->entry & PTE_FRAME;
        page->frame = *frame_at(page->frame_address);
        page->area = area ? *area : (struct vm_area){.flags = 0};
    }
    spin_unlock(&space->lock);
    return page->entry & PTE_PRESENT;
}

static void show_page(struct text *text, const struct page *page)
{
    char name[256];
    name_area(&page->area, name, sizeof(name));
    text_print(text, "%08lx 0x%04x r%c%c%c%c%c %u %u %s %s\n", (unsigned long)page->address,
               page->frame_address >> PAGE_SHIFT, page->entry & PTE_WRITE ? 'w' : '-',
               page->area.flags & AREA_EXECUTE ? 'x' : '-', page->entry & PTE_USER ? 'U' : '-',
               page->entry & PTE_ACCESSED ? 'A' : '-', page->entry & PTE_DIRTY ? 'D' : '-',
               page->frame.references, page->frame.uses, frame_kind_name(page->frame.kind),
               name[0] ? name : "-");
}

void show_pagetable(struct text *text, const struct place *place)
{
    struct vm_space *space = process_space(place->process);
    struct page page;
    if (!space)
        return;
    text_print(text, "directory 0x%04x tables %u pages %u\n", space->directory_address >> PAGE_SHIFT,
               space->tables, space->resident);
    for (vaddr_t address = 0; next_page(space, address, &page); address = page.address + PAGE_SIZE)
        show_page(text, &page);
    vm_space_put(space);
}

/*
 * Reads from a row of `count` 64-bit numbers, a batch at a time: fill(argument, first, values, n) makes n of
 * them. As Linux has it, offset and size must be multiples of 8.
 */
static ssize_t read_numbers(uint32_t count, void (*fill)(void *, uint32_t, uint64_t *, unsigned),
                            void *argument, char *user_to, size_t size, uint64_t offset)
{
    uint64_t values[BATCH];
    size_t done = 0;
    if (offset % sizeof(*values) || size % sizeof(*values))
        return -EINVAL;
    while (done < size && offset + done < (uint64_t)count * sizeof(*values)) {
        uint32_t first = (uint32_t)((offset + done) / sizeof(*values));
        unsigned batch = MIN(MIN(BATCH, count - first), (size - done) / sizeof(*values));
        fill(argument, first, values, batch);
        if (copy_to_user(user_to + done, values, batch * sizeof(*values)))
            return done > 0 ? (ssize_t)done : -EFAULT;
        done += batch * sizeof(*values);
    }
    return done;
}

static void fill_pagemap(void *argument, uint32_t first, uint64_t *values, unsigned count)
{
    struct vm_space *space = argument;
    spin_lock(&space->lock);
    for (unsigned i = 0; i < count; i++) {
        pte_t entry = vm_space_entry(space, (first + i) << PAGE_SHIFT);
        values[i] = 0;
        if (entry & PTE_PRESENT) {
            const struct frame *frame = frame_at(entry & PTE_FRAME);
            values[i] = PAGEMAP_PRESENT | entry >> PAGE_SHIFT;
            if (frame->kind == FRAME_FILE || frame->kind == FRAME_SHARED)
                values[i] |= PAGEMAP_FILE;
            if (frame->uses == 1)
                values[i] |= PAGEMAP_EXCLUSIVE;
        }
    }
    spin_unlock(&space->lock);
}

static ssize_t pagemap_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    const struct place *place = file->data;
    struct vm_space *space = process_space(place->process);
    if (!space)
        return 0;
    ssize_t result = read_numbers(USER_END >> PAGE_SHIFT, fill_pagemap, space, user_to, size, offset);
    vm_space_put(space);
    return result;
}

static uint64_t pagemap_size(struct file *file)
{
    return (uint64_t)(USER_END >> PAGE_SHIFT) * sizeof(uint64_t);
}

static void fill_kpagecount(void *argument, uint32_t first, uint64_t *values, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const struct frame *frame = &frames[first + i];
        bool user =
            frame->kind == FRAME_ANONYMOUS || frame->kind == FRAME_SHARED || frame->kind == FRAME_FILE;
        values[i] = user ? frame->uses : 0;
    }
}

static ssize_t kpagecount_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    return read_numbers(frame_total(), fill_kpagecount, NULL, user_to, size, offset);
}

static uint64_t kpagecount_size(struct file *file)
{
    return (uint64_t)frame_total() * sizeof(uint64_t);
}

const struct file_ops pagemap_ops = {
    .mode = S_IFREG | 0444, .read = pagemap_read, .size = pagemap_size, .release = node_release};
const struct file_ops kpagecount_ops = {
    .mode = S_IFREG | 0444, .read = kpagecount_read, .size = kpagecount_size, .release = node_release};
