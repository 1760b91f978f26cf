/*
 * Address spaces: what a process owns and its threads share. A sorted set of areas says what may be
 * there; the page tables say what is there now. Pages come with the first touch (fault.c).
 */
#pragma once

#include "lib/tree.h"
#include "mm/frame.h"
#include "mm/object.h"
#include "sync/spinlock.h"

#define AREA_READ       0x1u /* PROT_READ, PROT_WRITE, PROT_EXEC */
#define AREA_WRITE      0x2u
#define AREA_EXECUTE    0x4u
#define AREA_PROTECTION 0x7u
#define AREA_SHARED     0x10u /* the object's own pages, also for writing */
#define AREA_GROWSDOWN  0x20u /* a fault just below extends it: a stack */
#define AREA_HEAP       0x40u /* brk */
#define AREA_READ_ONLY  0x80u /* shared with a file that was opened for reading only */

struct vm_area {
    struct tree_node node; /* key: start */
    vaddr_t start, end;    /* page-aligned, end exclusive */
    unsigned flags;
    struct vm_object *object; /* NULL: private anonymous memory */
    uint32_t object_page;     /* the object's page at start */
    uint32_t name;            /* of a file: its inode number, for /proc; else 0 */
};

struct vm_space {
    uint32_t references;       /* atomic: each thread that runs in it, and who looks at it */
    uint32_t owner;            /* pid, as the owner of its frames */
    paddr_t directory_address; /* for CR3 */
    pte_t *directory;
    struct spinlock lock;    /* guards all below, and the page tables */
    struct tree areas;       /* struct vm_area by start; they do not overlap */
    vaddr_t mmap_hint;       /* where to look for room first, downwards */
    uint32_t size_limit;     /* bytes that areas may cover in all */
    uint32_t stack_limit;    /* bytes that a stack may grow to */
    vaddr_t brk_start, brk;  /* the heap of brk */
    vaddr_t strings[3];      /* where execve put the arguments, the environment, and where that ends */
    uint32_t resident;       /* user pages in the page tables, */
    uint32_t shared;         /* and how many of them are pages of an object */
    uint32_t tables;         /* page tables */
    uint32_t shootdowns;     /* times that other CPUs had to be interrupted for a change here */
    uint64_t faults, copies; /* page faults served; those that copied a page */
};

#define MMAP_TOP    0xb7fff000u /* areas without a wish are placed below, downwards */
#define STACK_TOP   0xbffff000u /* the first thread's stack; the page above stays unmapped */
#define STACK_MAX   0x00800000u /* it may grow to this */
#define MMAP_BOTTOM 0x00010000u /* nothing is placed or allowed below */

/* A new, empty space. NULL when memory has run out. */
struct vm_space *vm_space_create(uint32_t owner);

/*
 * What fork does: the same areas; private pages are shared by both, read-only, until one of them writes. NULL
 * when memory has run out.
 */
struct vm_space *vm_space_fork(struct vm_space *space, uint32_t owner);

/* Takes a reference; returns the space. */
struct vm_space *vm_space_get(struct vm_space *space);
/* The last reference frees every page, table and area. May be called by a thread that does not run in it, and
 * with NULL. */
void vm_space_put(struct vm_space *space);

/* Makes `space` the one this CPU translates by; NULL: the kernel alone. Interrupts are off. */
void vm_space_switch(const struct vm_space *space);

/*
 * Maps `size` bytes at *address (0 and not fixed: anywhere; the place goes to *address). With `fixed`, what
 * was there is unmapped first. Takes a reference to `object` of its own. Returns 0, -ENOMEM, -EINVAL.
 */
int vm_space_map(struct vm_space *space, vaddr_t *address, size_t size, unsigned flags, bool fixed,
                 struct vm_object *object, uint32_t object_page, uint32_t name);

/* Unmaps whatever is in the range. Returns 0, -EINVAL, or -ENOMEM when an area must be split and can't. */
int vm_space_unmap(struct vm_space *space, vaddr_t address, size_t size);

/* Gives the range another protection (AREA_READ ...). Returns 0, -EINVAL, -EACCES (AREA_READ_ONLY),
 * -ENOMEM (a gap; or no memory). */
int vm_space_protect(struct vm_space *space, vaddr_t address, size_t size, unsigned protection);

/* Whether all of the range is mapped. */
bool vm_space_covers(struct vm_space *space, vaddr_t address, size_t size);

/* Lets the pages of a range go: private memory is zero again, files and shared memory as they are there. */
void vm_space_discard(struct vm_space *space, vaddr_t address, size_t size);

/*
 * man 2 mremap: gives a range that lies in one area another size, or, if `may_move`, another place; *place
 * says which (0: any), and then is where it is. Returns 0, -EINVAL, -EFAULT, -ENOMEM.
 */
int vm_space_resize(struct vm_space *space, vaddr_t address, size_t old_size, size_t size, bool may_move,
                    vaddr_t *place);

/* man 2 brk: the new end of the heap, or the old one when that can't be. */
vaddr_t vm_space_brk(struct vm_space *space, vaddr_t address);

/* Areas, in order of addresses: the first one that ends behind `address`; the one that contains it; the
 * first; the next. NULL if there is none. The caller holds the lock. */
struct vm_area *vm_area_from(struct vm_space *space, vaddr_t address);
struct vm_area *vm_area_find(struct vm_space *space, vaddr_t address);
struct vm_area *vm_area_first(struct vm_space *space);
struct vm_area *vm_area_next(struct vm_area *area);

/* The page of the area's object that is at `address`. */
static inline uint32_t vm_area_object_page(const struct vm_area *area, vaddr_t address)
{
    return area->object_page + ((address - area->start) >> PAGE_SHIFT);
}

/* The page-table entry for `address`, 0 where there is no table. The caller holds the lock. */
pte_t vm_space_entry(const struct vm_space *space, vaddr_t address);

#define FAULT_WRITE 1u

/*
 * Serves a page fault (fault.c). Returns 0: try again; -EFAULT: nothing there; -EACCES: not allowed; -ENXIO:
 * past the end of the object (SIGBUS); -ENOMEM: no frame left. Never sleeps.
 */
int vm_fault(struct vm_space *space, vaddr_t address, unsigned access);

/*
 * Writes to a space that need not be the running one; `from` NULL writes zeros. The area must be writable.
 * Returns 0 or what vm_fault() says.
 */
int vm_space_write(struct vm_space *space, vaddr_t address, const void *from, size_t size);

/*
 * What identifies a word of memory for futex (mm knows what is shared): in a shared area *owner becomes the
 * number of its object, and *offset the word's place there; else they stay. Returns 0 or -EFAULT.
 */
int vm_space_identify(struct vm_space *space, vaddr_t address, uintptr_t *owner, uint32_t *offset);
