/*
 * Memory objects: a numbered row of pages that areas of address spaces map, and that exists whether
 * mapped or not: a file's contents, or memory shared by processes. (Private anonymous memory needs
 * none: its pages are known by the page tables alone.) Or a device's memory, which has no frames.
 */
#pragma once

#include "mm/frame.h"
#include "sync/spinlock.h"

#define OBJECT_LEAF       64u                               /* pages of a leaf */
#define OBJECT_LEAVES_MAX 1024u                             /* so that the row of leaves fits a page */
#define OBJECT_PAGES_MAX  (OBJECT_LEAF * OBJECT_LEAVES_MAX) /* 256 MiB */

struct vm_object {
    uint32_t references;  /* atomic: areas, inodes */
    uint32_t number;      /* of no other object: 1, 2, ... */
    enum frame_kind kind; /* of its pages: FRAME_SHARED or FRAME_FILE */
    uint32_t owner;       /* of its pages */
    paddr_t device; /* 0, or where a device's memory begins that it shows; its maker holds one reference, */
    void (*idle)(void);   /* and this is called, in any context, when that is the only one left again */
    struct spinlock lock; /* guards all below */
    uint32_t pages;       /* its length; a page past it does not exist */
    uint32_t resident;    /* pages that have a frame */
    unsigned leaf_count;
    struct frame ***leaves; /* leaf_count pointers, each to OBJECT_LEAF frames or NULL */
};

/* A new object of `pages` pages, none with a frame yet. NULL when memory has run out or it is too long. */
struct vm_object *vm_object_create(enum frame_kind kind, uint32_t owner, uint32_t pages);
void vm_object_get(struct vm_object *object);
void vm_object_put(struct vm_object *object); /* nothing, with NULL */

/*
 * The frame of page `index`, with a reference for the caller, in *frame. A page that has none yet gets a
 * zeroed one. Returns 0, -ENOMEM, or -ENXIO past the object's end and for a device. Any context.
 */
int vm_object_page(struct vm_object *object, uint32_t index, struct frame **frame);

/* Makes the object longer or shorter; pages past the new end are let go. Returns 0, -ENOMEM or -EFBIG. */
int vm_object_resize(struct vm_object *object, uint32_t pages);

/*
 * Copies between an object, from byte `offset`, and memory: the kernel's, or the running thread's, of a range
 * that user_range_ok() has found good. Returns how many bytes; if none, -ENOMEM, -EFAULT, or -ENXIO past the
 * end. Holding no lock that a page fault takes.
 */
ssize_t vm_object_copy(struct vm_object *object, uint32_t offset, void *memory, size_t size, bool to_object);

/* The same for kernel memory: whether all of it was copied. */
static inline bool vm_object_read(struct vm_object *object, uint32_t offset, void *to, size_t size)
{
    return vm_object_copy(object, offset, to, size, false) == (ssize_t)size;
}

static inline bool vm_object_write(struct vm_object *object, uint32_t offset, const void *from, size_t size)
{
    return vm_object_copy(object, offset, (void *)from, size, true) == (ssize_t)size;
}
