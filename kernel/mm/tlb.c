/*
 * Translations that must be forgotten. Only this CPU's as yet: with more CPUs, tlb_flush() is where the
 * others are asked.
 */
#include "mm/tlb.h"

#include "mm/space.h"

#define FLUSH_PAGES 16 /* up to so many pages are forgotten one by one, more by reloading CR3 */

static void tlb_flush(const struct vm_space *space, vaddr_t start, vaddr_t end)
{
    uint32_t flags = interrupts_save();
    if (start < end && this_cpu()->space == space) {
        if (end - start > FLUSH_PAGES * PAGE_SIZE)
            cpu_set_cr3(space->directory_address);
        else
            for (vaddr_t address = start; address < end; address += PAGE_SIZE)
                cpu_invalidate_page(address);
    }
    interrupts_restore(flags);
}

void tlb_batch_finish(struct tlb_batch *batch)
{
    tlb_flush(batch->space, batch->start, batch->end);
    for (unsigned i = 0; i < batch->count; i++)
        frame_put(batch->frames[i]);
    batch->count = 0;
    batch->start = ~0u;
    batch->end = 0;
}

void tlb_batch_add(struct tlb_batch *batch, vaddr_t address, struct frame *frame)
{
    if (batch->count == TLB_BATCH)
        tlb_batch_finish(batch);
    batch->start = MIN(batch->start, address);
    batch->end = MAX(batch->end, address + PAGE_SIZE);
    if (frame)
        batch->frames[batch->count++] = frame;
}
