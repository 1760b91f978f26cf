/*
 * Entries of an address space's page tables: shared by space.c, which changes ranges, fault.c, which brings
 * single pages, and view/memory.c, which looks at them. The caller holds the space's lock.
 */
#pragma once

#include "mm/space.h"
#include "mm/tlb.h"

/* The entry for `address`, or NULL when its table does not exist. */
static inline pte_t *pages_entry(const struct vm_space *space, vaddr_t address)
{
    pte_t table = space->directory[PDE_INDEX(address)];
    return table ? (pte_t *)physical_to_virtual(table & PTE_FRAME) + PTE_INDEX(address) : NULL;
}

/* The first entry from *address on, and before `end`, that is not empty; *address becomes the address that it
 * is for. NULL if there is none. */
static inline pte_t *pages_next(const struct vm_space *space, vaddr_t *address, vaddr_t end)
{
    while (*address < end) {
        vaddr_t table_end = ALIGN_DOWN(*address, TABLE_SPAN) + TABLE_SPAN;
        pte_t *entry = pages_entry(space, *address);
        if (entry)
            for (; *address < MIN(table_end, end); *address += PAGE_SIZE, entry++)
                if (*entry)
                    return entry;
        *address = table_end;
    }
    return NULL;
}

/* Sets an entry that is empty: maps the page of memory at `physical`, whose frame's reference the caller
 * hands over. Returns 0 or -ENOMEM (no table). */
int pages_map(struct vm_space *space, vaddr_t address, paddr_t physical, pte_t flags);

/* Empties every entry of the range, and frees tables that are empty then. */
void pages_unmap(struct vm_space *space, vaddr_t start, vaddr_t end, struct tlb_batch *batch);

/* Takes away what `flags` (areas') no longer allow in the range. What they newly allow comes by faults. */
void pages_protect(struct vm_space *space, vaddr_t start, vaddr_t end, unsigned flags,
                   struct tlb_batch *batch);

/* Maps the pages of a range at `place` too, in another space or the same; with `read_only`, both may only
 * read them from now on. Returns 0, or -ENOMEM, when some are mapped. */
int pages_share(struct vm_space *from, vaddr_t start, vaddr_t end, struct vm_space *to, vaddr_t place,
                bool read_only);
