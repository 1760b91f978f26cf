/*
 * Page tables: the kernel's, made once at boot, and the pools that user tables and directories come from.
 */
#pragma once

#include "mm/frame.h"

/* Makes the kernel's page tables and switches to them: RAM, kernel stacks, devices; code and constants
 * read-only. */
void paging_init(void);

extern pte_t *kernel_directory;

/*
 * A page directory whose kernel quarter is filled in, or an empty page table. NULL when memory has run out.
 * Kept for reuse when freed: both must be as empty then as they were.
 */
struct frame *table_alloc(enum frame_kind kind, uint32_t owner);
void table_free(struct frame *frame);
void table_drain(void);

/* The entry of a page of the kernel stacks' or the devices' part of the kernel. */
static inline pte_t *kernel_entry(vaddr_t address)
{
    return (pte_t *)physical_to_virtual(kernel_directory[PDE_INDEX(address)] & PTE_FRAME) +
           PTE_INDEX(address);
}

/* A mapping for `size` bytes of tables or device memory at `address`, uncached, for good. NULL when the
 * window is full. */
void *kernel_map_device(paddr_t address, size_t size);
