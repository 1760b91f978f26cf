/*
 * Page-table entries of 32-bit paging (Intel SDM volume 3, 4.3), and the map of virtual memory.
 */
#pragma once

#include "lib/types.h"

typedef uint32_t pte_t; /* an entry of a page table or of a page directory */

#define PTE_PRESENT  0x001u
#define PTE_WRITE    0x002u
#define PTE_USER     0x004u
#define PTE_NOCACHE  0x010u
#define PTE_ACCESSED 0x020u
#define PTE_DIRTY    0x040u
#define PTE_LARGE    0x080u /* in a directory: maps 4 MiB */
#define PTE_GLOBAL   0x100u
#define PTE_HIDDEN   0x200u /* ours: the frame is kept, but PROT_NONE; PTE_PRESENT is off then */
#define PTE_FRAME    0xfffff000u

#define PTE_COUNT              1024u     /* entries of a table */
#define TABLE_SPAN             0x400000u /* bytes that one table maps */
#define PDE_INDEX(a)           ((a) >> 22)
#define PTE_INDEX(a)           (((a) >> 12) & 1023)
#define USER_DIRECTORY_ENTRIES 768u /* entries of a directory that are the user's */

#define USER_END       0xc0000000u /* user space ends here; page 0 is never mapped */
#define KERNEL_BASE    0xc0000000u /* all RAM, as far as DIRECT_MAP_MAX */
#define DIRECT_MAP_MAX 0x30000000u /* 768 MiB */
#define KSTACK_BASE    0xf0000000u /* kernel stacks, 128 MiB */
#define KSTACK_END     0xf8000000u
#define DEVICE_BASE    0xf8000000u /* devices, framebuffer, ACPI */

/* RAM below DIRECT_MAP_MAX is always mapped at KERNEL_BASE + its physical address. */
static inline void *physical_to_virtual(paddr_t address)
{
    return (void *)(KERNEL_BASE + address);
}

static inline paddr_t virtual_to_physical(const void *address)
{
    return (vaddr_t)address - KERNEL_BASE;
}
