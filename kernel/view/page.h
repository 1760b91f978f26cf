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
 * allows no access now. Returns false when there is none. A frame whose owner has ended becomes this space's
 * owner's, who got it by fork. */
bool next_page(struct vm_space *space, vaddr_t address, struct page *page);
