/*
 * Views of address spaces and frames: maps, pagemap, kpagecount as Linux has them; pagetable, which shows the
 * entries themselves.
 *
 * A space's lock is held for one line or one batch at a time, never for a whole file: each line is true,
 * though a program that runs may change what comes after it.
 */
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/pages.h"
#include "process/process.h"
#include "view/node.h"

#define PAGEMAP_PRESENT   (1ull << 63)
#define PAGEMAP_FILE      (1ull << 61) /* a page of a file, or of shared memory */
#define PAGEMAP_EXCLUSIVE (1ull << 56) /* mapped once */

/* Copies the first area that ends past `address`. */
static bool next_area(struct vm_space *space, vaddr_t address, struct vm_area *copy)
{
    spin_lock(&space->lock);
    const struct vm_area *area = vm_area_from(space, address);
    if (area)
        *copy = *area;
    spin_unlock(&space->lock);
    return area;
}

/* By the names of Linux, where shared anonymous memory is a deleted /dev/zero. */
static void name_area(const struct vm_area *area, char *name, size_t size)
{
    const char *fixed = area->object                   ? "/dev/zero (deleted)"
                        : area->flags & AREA_HEAP      ? "[heap]"
                        : area->flags & AREA_GROWSDOWN ? "[stack]"
                                                       : "";
    string_copy(name, fixed, size);
    if (area->name)
        fs_inode_path(area->name, name, size);
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
    text_print(text, name[0] ? "%-48s %s\n" : "%s%s\n", start, name);
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

/* What is known of one page. */
struct page {
    vaddr_t address;
    pte_t entry;
    struct frame frame;
    paddr_t frame_address, table_address; /* of the page, and of the table that maps it */
    unsigned table_entries;
    struct vm_area area;
};

/* Copies what is known of the first page at or after `address` that the page tables have, even if its area
 * allows no access now. Returns false when there is none. Settles whose the frame is: fork gives it to a
 * child too, and who had it may have copied it since, or ended. */
static bool next_page(struct vm_space *space, vaddr_t address, struct page *page)
{
    char name[THREAD_NAME_SIZE];
    spin_lock(&space->lock);
    const pte_t *entry = pages_next(space, &address, USER_END);
    if (entry) {
        struct vm_area *area = vm_area_find(space, address);
        page->address = address;
        page->entry = *entry;
        page->frame_address = page->entry & PTE_FRAME;
        page->table_address = space->directory[PDE_INDEX(page->address)] & PTE_FRAME;
        page->table_entries = frame_at(page->table_address)->uses;
        struct frame *frame = frame_mapped(page->frame_address);
        bool ended = !thread_name(frame->owner, name);
        if (frame->kind == FRAME_ANONYMOUS ? ended || frame->uses == 1 : ended && frame->kind == FRAME_SHARED)
            frame->owner = space->owner;
        page->frame = *frame;
        page->area = area ? *area : (struct vm_area){.flags = 0};
    }
    spin_unlock(&space->lock);
    return entry;
}

static void show_page(struct text *text, const struct page *page)
{
    char name[256];
    name_area(&page->area, name, sizeof(name));
    text_print(text, "%08lx 0x%04x %c%c%c%c%c%c %u %u %s %s\n", (unsigned long)page->address,
               page->frame_address >> PAGE_SHIFT, page->entry & PTE_PRESENT ? 'r' : '-',
               page->entry & PTE_WRITE ? 'w' : '-', page->area.flags & AREA_EXECUTE ? 'x' : '-',
               page->entry & PTE_USER ? 'U' : '-', page->entry & PTE_ACCESSED ? 'A' : '-',
               page->entry & PTE_DIRTY ? 'D' : '-', page->frame.references, page->frame.uses,
               frame_kind_name(page->frame.kind), name[0] ? name : "-");
}

void show_pagetable(struct text *text, const struct place *place)
{
    struct vm_space *space = process_space(place->process);
    struct page page;
    if (!space)
        return;
    text_print(text, "directory 0x%04x tables %u pages %u\n", space->directory_address >> PAGE_SHIFT,
               space->tables, space->resident);
    vaddr_t table_end = 0;
    for (vaddr_t address = 0; next_page(space, address, &page); address = page.address + PAGE_SIZE) {
        if (page.address >= table_end) {
            vaddr_t start = ALIGN_DOWN(page.address, TABLE_SPAN);
            text_print(text, "table %08lx 0x%04x entries %u\n", (unsigned long)start,
                       page.table_address >> PAGE_SHIFT, page.table_entries);
            table_end = start + TABLE_SPAN;
        }
        show_page(text, &page);
    }
    vm_space_put(space);
}

/* The arguments or the environment that execve put on the stack, as they are now; a page that is not there
 * ends them. */
void show_strings(struct text *text, const struct place *place)
{
    bool environment = strcmp(place->node->name, "environ") == 0;
    struct vm_space *space = process_space(place->process);
    if (!space)
        return;
    char piece[128];
    size_t size = 1;
    vaddr_t end = space->strings[1 + environment];
    for (vaddr_t at = space->strings[environment]; at < end && size; at += size) {
        size = MIN(MIN(end - at, sizeof(piece)), PAGE_SIZE - (at & PAGE_MASK));
        spin_lock(&space->lock);
        pte_t entry = vm_space_entry(space, at);
        if (entry & PTE_PRESENT && frame_mapped(entry)->kind != FRAME_DEVICE)
            memcpy(piece, (char *)physical_to_virtual(entry & PTE_FRAME) + (at & PAGE_MASK), size);
        else
            size = 0;
        spin_unlock(&space->lock);
        text_write(text, piece, size);
    }
    vm_space_put(space);
}

/* --- Rows of numbers: the space is locked, or NULL for those that tell of all frames --- */

void pagemap_row(struct vm_space *space, uint32_t index, void *row)
{
    pte_t entry = vm_space_entry(space, index << PAGE_SHIFT);
    const struct frame *frame = frame_mapped(entry);
    uint64_t value = PAGEMAP_PRESENT | entry >> PAGE_SHIFT;
    if (frame->kind == FRAME_FILE || frame->kind == FRAME_SHARED)
        value |= PAGEMAP_FILE;
    if (frame->uses == 1)
        value |= PAGEMAP_EXCLUSIVE;
    *(uint64_t *)row = entry & PTE_PRESENT ? value : 0;
}

static uint32_t user_mappings(const struct frame *frame)
{
    bool user = frame->kind == FRAME_ANONYMOUS || frame->kind == FRAME_SHARED || frame->kind == FRAME_FILE;
    return user ? frame->uses : 0;
}

void kpagecount_row(struct vm_space *space, uint32_t index, void *row)
{
    *(uint64_t *)row = user_mappings(&frames[index]);
}

void kpageflags_row(struct vm_space *space, uint32_t index, void *row)
{
    static const uint32_t flags[FRAME_KINDS] = {
        [FRAME_RESERVED] = 1u << 20,             /* NOPAGE */
        [FRAME_FREE] = 1u << 10,                 /* BUDDY */
        [FRAME_HEAP] = 1u << 7,                  /* SLAB */
        [FRAME_DIRECTORY] = 1u << 26,            /* PGTABLE */
        [FRAME_TABLE] = 1u << 26,                /* PGTABLE */
        [FRAME_ANONYMOUS] = 1u << 12 | 1u << 14, /* ANON, SWAPBACKED */
        [FRAME_SHARED] = 1u << 14,               /* SWAPBACKED */
    };
    *(uint64_t *)row = flags[frames[index].kind] | (user_mappings(&frames[index]) ? 1u << 11 /* MMAP */ : 0);
}

/*
 * /proc/weft/owners: a line for each frame of the machine, with whoever owns it. It is made as it is read, so
 * that reading it takes no frames. Each line is true; what a running program changes may be told twice, or
 * not at all.
 */

/* Looks at every page of every process, which settles whose it is (next_page()). */
static void visit_all(void)
{
    struct process *process;
    struct page page;
    for (uint32_t pid = 1; (process = process_next(pid)); process_put(process)) {
        struct vm_space *space = process_space(process);
        pid = process->pid + 1;
        for (vaddr_t address = 0; space && next_page(space, address, &page);)
            address = page.address + PAGE_SIZE;
        vm_space_put(space);
    }
}

static void name_owner(const struct frame *frame, char *name, size_t size)
{
    const char *fixed = "(ended)";
    if (frame->kind <= FRAME_FREE)
        fixed = "-";
    else if (frame->owner == OWNER_NONE)
        fixed = "(kept for reuse)";
    else if (frame->kind == FRAME_HEAP)
        fixed = frame->cache ? frame->cache->name : "new";
    else if (frame->kind == FRAME_BUFFER && frame->owner >= KERNEL_BASE)
        fixed = "pipe";
    else if (frame->owner == 0)
        fixed = frame->kind == FRAME_STACK ? "idle" : "kernel";
    string_copy(name, fixed, size);
    if (frame->kind == FRAME_FILE)
        fs_inode_path(frame->owner, name, size);
    else if (frame->kind >= FRAME_STACK)
        thread_name(frame->owner, name);
}

void owners_row(struct vm_space *space, uint32_t index, void *row)
{
    char name[256], *line = row;
    if (index == 0)
        visit_all();
    struct frame frame = frames[index];
    name_owner(&frame, name, sizeof(name));
    format(line, OWNERS_ROW, "0x%04x %s %u %u %u %s", index, frame_kind_name(frame.kind),
           frame.kind > FRAME_FREE && frame.owner != OWNER_NONE ? frame.owner : 0, frame.references,
           frame.uses, name);
    size_t length = strlen(line);
    memset(line + length, ' ', OWNERS_ROW - 1 - length);
    line[OWNERS_ROW - 1] = '\n';
}
