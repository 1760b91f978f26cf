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
    struct frame *frame = frame_mapped(physical);
    __atomic_add_fetch(&frame->uses, 1, __ATOMIC_RELAXED);
    table_frame(space, address)->uses++;
    space->resident++;
    space->shared += frame->kind != FRAME_ANONYMOUS;
    return 0;
}

void pages_unmap(struct vm_space *space, vaddr_t start, vaddr_t end, struct tlb_batch *batch)
{
    pte_t *entry;
    for (vaddr_t address = start; (entry = pages_next(space, &address, end)); address += PAGE_SIZE) {
        struct frame *frame = frame_mapped(*entry);
        *entry = 0;
        space->resident--;
        space->shared -= frame->kind != FRAME_ANONYMOUS;
        __atomic_sub_fetch(&frame->uses, 1, __ATOMIC_RELAXED);
        tlb_batch_add(batch, address, frame);
        if (--table_frame(space, address)->uses == 0)
            free_table(space, address, batch);
    }
}

void pages_protect(struct vm_space *space, vaddr_t start, vaddr_t end, unsigned flags,
                   struct tlb_batch *batch)
{
    pte_t *entry;
    for (vaddr_t address = start; (entry = pages_next(space, &address, end)); address += PAGE_SIZE) {
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

int pages_share(struct vm_space *from, vaddr_t start, vaddr_t end, struct vm_space *to, vaddr_t place,
                bool read_only)
{
    pte_t *entry;
    for (vaddr_t address = start; (entry = pages_next(from, &address, end)); address += PAGE_SIZE) {
        struct frame *frame = frame_mapped(*entry);
        if (read_only)
            *entry &= ~PTE_WRITE;
        frame_get(frame);
        if (pages_map(to, place + (address - start), *entry & PTE_FRAME, *entry & ~PTE_FRAME)) {
            frame_put(frame);
            return -ENOMEM;
        }
    }
    return 0;
}
