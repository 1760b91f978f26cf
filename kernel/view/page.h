/*
 * Walking the pages that an address space has, from whichever process.
 */
#pragma once

#include "mm/space.h"

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
bool next_page(struct vm_space *space, vaddr_t address, struct page *page);
