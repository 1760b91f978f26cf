/*
 * Translations that must be forgotten. This CPU's own are dropped at once; a CPU that runs in the same
 * address space is asked by an interrupt (a "shootdown"), and waited for: only then may the frames be used
 * for something else.
 *
 * No lock: a request is a count that only grows (cpu->flush_wanted), and the answer is up to which count the
 * CPU has flushed. While waiting, with interrupts off, this CPU answers the others, so that two can ask each
 * other.
 */
#include "mm/tlb.h"

#include "debug/trace.h"
#include "mm/space.h"
#include "x86/apic.h"
#include "x86/smp.h"

#define FLUSH_PAGES 16 /* up to so many pages are forgotten one by one, more by reloading CR3 */

static uint32_t shootdowns;

static void flush_here(const struct vm_space *space, vaddr_t start, vaddr_t end)
{
    if (this_cpu()->space != space)
        return;
    if (end - start > FLUSH_PAGES * PAGE_SIZE)
        cpu_set_cr3(space->directory_address);
    else
        for (vaddr_t address = start; address < end; address += PAGE_SIZE)
            cpu_invalidate_page(address);
}

/* Has the other CPUs that run in `space` (all, if it is NULL) forget all translations. Interrupts are off. */
static void flush_others(struct vm_space *space)
{
    uint32_t wanted[CPU_MAX];
    uint32_t asked = 0;
    __atomic_thread_fence(
        __ATOMIC_SEQ_CST); /* first the entries, then the look at who might know the old ones */
    for (unsigned i = 0; i < cpu_count; i++) {
        struct cpu *cpu = &cpus[i];
        if (cpu == this_cpu() || (space && __atomic_load_n(&cpu->space, __ATOMIC_RELAXED) != space))
            continue;
        wanted[i] = __atomic_add_fetch(&cpu->flush_wanted, 1, __ATOMIC_SEQ_CST);
        asked |= 1u << i;
        apic_send(cpu->apic_id, APIC_INTERRUPT(TRAP_FLUSH));
    }
    if (asked) {
        __atomic_add_fetch(&shootdowns, 1, __ATOMIC_RELAXED);
        trace(SHOOTDOWN, asked, space ? space->directory_address : 0);
    }
    if (asked && space)
        space->shootdowns++;
    for (unsigned i = 0; i < cpu_count; i++) {
        while (asked & 1u << i &&
               (int32_t)(__atomic_load_n(&cpus[i].flush_done, __ATOMIC_ACQUIRE) - wanted[i]) < 0) {
            cpu_answer_flush();
            cpu_relax();
        }
    }
}

void tlb_batch_finish(struct tlb_batch *batch)
{
    if (batch->start < batch->end) {
        uint32_t flags = interrupts_save();
        flush_here(batch->space, batch->start, batch->end);
        if (cpu_count > 1)
            flush_others(batch->space);
        interrupts_restore(flags);
    }
    for (unsigned i = 0; i < batch->count; i++)
        frame_put(batch->frames[i]);
    tlb_batch_begin(batch, batch->space);
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

void tlb_widened(const struct vm_space *space, vaddr_t address)
{
    uint32_t flags = interrupts_save();
    flush_here(space, address, address + PAGE_SIZE);
    interrupts_restore(flags);
}

void tlb_flush_stacks(void)
{
    uint32_t flags = interrupts_save();
    cpu_set_cr3(cpu_cr3());
    if (cpu_count > 1)
        flush_others(NULL);
    interrupts_restore(flags);
}

uint32_t tlb_shootdown_count(void)
{
    return shootdowns;
}
