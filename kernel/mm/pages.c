/*
 * Walks over page tables. A user frame that is mapped has one reference and one use for each entry that holds
 * it; a table's uses are its entries that are not empty.
 */
#include "mm/pages.h"

#include "abi/errno.h"
#include "debug/panic.h"
#include "mm/paging.h"

static struct frame *table_frame(const struct vm_space *space, vaddr_t address)
{
    return frame_at(space->directory[PDE_INDEX(address)] & PTE_FRAME);
}

/* Where the table that maps `address` ends, or `end` if that comes first. */
static vaddr_t table_end(vaddr_t address, vaddr_t end)
{
    return MIN(ALIGN_DOWN(address, TABLE_SPAN) + TABLE_SPAN, end);
}

static int make_table(struct vm_space *space, vaddr_t address)
{
    struct frame *table = table_alloc(FRAME_TABLE, space->owner);
    if (!table)
        return -ENOMEM;
    space->directory[PDE_INDEX(address)] = frame_address(table) | PTE_PRESENT | PTE_WRITE | PTE_USER;
    space->tables++;
    return 0;
}

/* Lets go of an empty table: takes it out of the directory first, so that no CPU can find it after the flush.
 */
static void free_table(struct vm_space *space, vaddr_t address, struct tlb_batch *batch)
{
    struct frame *table = table_frame(space, address);
    space->directory[PDE_INDEX(address)] = 0;
    space->tables--;
    tlb_batch_add(batch, ALIGN_DOWN(address, PAGE_SIZE), NULL);
    tlb_batch_finish(batch);
    table_free(table);
}

int pages_map(struct vm_space *space, vaddr_t address, paddr_t physical, pte_t flags)
{
    if (!space->directory[PDE_INDEX(address)] && make_table(space, address))
        return -ENOMEM;
    pte_t *entry = pages_entry(space, address);
    debug_assert(*entry == 0);
    *entry = physical | flags | PTE_USER;
    struct frame *frame = frame_at(physical);
    __atomic_add_fetch(&frame->uses, 1, __ATOMIC_RELAXED);
    table_frame(space, address)->uses++;
    space->resident++;
    space->shared += frame->kind != FRAME_ANONYMOUS;
    return 0;
}

void pages_unmap(struct vm_space *space, vaddr_t start, vaddr_t end, struct tlb_batch *batch)
{
    for (vaddr_t address = start, stop; address < end; address = stop) {
        stop = table_end(address, end);
        pte_t *entry = pages_entry(space, address);
        if (!entry)
            continue;
        struct frame *table = table_frame(space, address);
        for (; address < stop && table->uses > 0; address += PAGE_SIZE, entry++) {
            if (!*entry)
                continue;
            struct frame *frame = frame_at(*entry & PTE_FRAME);
            *entry = 0;
            table->uses--;
            space->resident--;
            space->shared -= frame->kind != FRAME_ANONYMOUS;
            __atomic_sub_fetch(&frame->uses, 1, __ATOMIC_RELAXED);
            tlb_batch_add(batch, address, frame);
        }
        if (table->uses == 0)
            free_table(space, stop - 1, batch);
    }
}

void pages_protect(struct vm_space *space, vaddr_t start, vaddr_t end, unsigned flags,
                   struct tlb_batch *batch)
{
    for (vaddr_t address = start, stop; address < end; address = stop) {
        stop = table_end(address, end);
        pte_t *entry = pages_entry(space, address);
        if (!entry)
            continue;
        for (; address < stop; address += PAGE_SIZE, entry++) {
            if (!*entry)
                continue;
            pte_t changed = *entry & ~(PTE_PRESENT | PTE_HIDDEN);
            changed |= flags & AREA_PROTECTION ? PTE_PRESENT : PTE_HIDDEN;
            if (!(flags & AREA_WRITE))
                changed &= ~PTE_WRITE;
            if (changed == *entry)
                continue;
            *entry = changed;
            tlb_batch_add(batch, address, NULL);
        }
    }
}

int pages_share(struct vm_space *parent, struct vm_space *child, vaddr_t start, vaddr_t end, bool private)
{
    for (vaddr_t address = start, stop; address < end; address = stop) {
        stop = table_end(address, end);
        pte_t *entry = pages_entry(parent, address);
        if (!entry)
            continue;
        pte_t *copies = NULL; /* the child's table, made with the first page */
        unsigned shared = 0;
        for (; address < stop; address += PAGE_SIZE, entry++) {
            if (!*entry)
                continue;
            if (!copies) {
                if (!child->directory[PDE_INDEX(address)] && make_table(child, address))
                    return -ENOMEM;
                copies = pages_entry(child, ALIGN_DOWN(address, TABLE_SPAN));
            }
            struct frame *frame = frame_at(*entry & PTE_FRAME);
            frame_get(frame);
            __atomic_add_fetch(&frame->uses, 1, __ATOMIC_RELAXED);
            if (private)
                *entry &= ~PTE_WRITE;
            copies[PTE_INDEX(address)] = *entry;
            shared++;
            child->shared += frame->kind != FRAME_ANONYMOUS;
        }
        if (copies)
            table_frame(child, stop - 1)->uses += shared;
        child->resident += shared;
    }
    return 0;
}
