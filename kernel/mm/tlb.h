/*
 * Forgetting translations: a page that leaves an address space is freed only after no CPU can reach it any
 * more. Changes of page tables collect what they took away in a batch.
 */
#pragma once

#include "mm/frame.h"

struct vm_space;

#define TLB_BATCH 32

struct tlb_batch {
    struct vm_space *space;
    vaddr_t start, end; /* what changed */
    unsigned count;
    struct frame *frames[TLB_BATCH]; /* to be put when no CPU uses them */
};

/* Begins a batch of changes in a space. */
static inline void tlb_batch_begin(struct tlb_batch *batch, struct vm_space *space)
{
    batch->space = space;
    batch->start = ~0u;
    batch->end = 0;
    batch->count = 0;
}

/* Forgets this CPU's translation of a page whose entry has been widened: where another CPU still knows the
 * old one, it faults, and finds the new one. */
void tlb_widened(const struct vm_space *space, vaddr_t address);

/* Notes that the entry for `address` was taken away or narrowed, and that `frame` (or NULL) goes with it. The
 * caller holds the space's lock. */
void tlb_batch_add(struct tlb_batch *batch, vaddr_t address, struct frame *frame);

/* Flushes what was noted and puts the frames. The caller holds the space's lock still. */
void tlb_batch_finish(struct tlb_batch *batch);

/* Has every CPU forget what it knows of the kernel stacks' addresses, and waits for it. */
void tlb_flush_stacks(void);

/* Shootdowns so far: times that other CPUs were asked and waited for. */
uint32_t tlb_shootdown_count(void);
