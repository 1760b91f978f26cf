/*
 * Frames: the 4 KiB pieces of physical memory, each with a record of what it is for, whose it is, and
 * how many hold it. The kernel never needs two frames in a row, so this is a free list and nothing more.
 */
#pragma once

#include "lib/list.h"
#include "lib/types.h"
#include "x86/paging.h"

struct boot_info;

enum frame_kind {
    FRAME_RESERVED, /* not RAM, or the firmware's */
    FRAME_FREE,
    FRAME_KERNEL,    /* the kernel's image, its page tables, the frame records */
    FRAME_HEAP,      /* small kernel objects */
    FRAME_STACK,     /* a kernel stack; the owner is a thread, 0 an idle one */
    FRAME_DIRECTORY, /* a page directory; from here on the owner is a process, */
    FRAME_TABLE,     /* a page table */
    FRAME_ANONYMOUS, /* private memory of a process */
    FRAME_SHARED,    /* a page of a shared object; the owner is who made it */
    FRAME_FILE,      /* a page of a file; the owner is its inode number */
    FRAME_BUFFER, /* contents of a pipe, whose number is the owner; a process's arguments, or text of /proc */
    FRAME_DEVICE, /* no frame of RAM at all: a device's memory */
    FRAME_KINDS,
};

#define OWNER_NONE (~0u) /* kept for reuse: a kernel stack or a page table */

struct heap_cache;

struct frame {
    uint32_t references; /* page-table entries, objects, anything that holds it; atomic */
    uint32_t uses;       /* user page: page-table entries that map it (atomic); table: entries in use;
                            heap: objects in use */
    enum frame_kind kind;
    uint32_t owner;
    struct list link;         /* free list, pools, a cache's partial slabs: whoever holds it */
    void *free_objects;       /* heap: the first free object of this slab */
    struct heap_cache *cache; /* heap: the cache that the slab belongs to */
};

/* Takes over all RAM of boot_info, but for the kernel's image and the modules. */
void frame_init(const struct boot_info *info);

/* Gives the boot modules' memory back, once their contents have been copied. */
void frame_free_modules(const struct boot_info *info);

/*
 * A frame with one reference; its contents are whatever they were. NULL when memory has run out, or
 * when failalloc= says so. Any context.
 */
struct frame *frame_alloc(enum frame_kind kind, uint32_t owner);

/* The same, filled with zeros. */
struct frame *frame_alloc_zeroed(enum frame_kind kind, uint32_t owner);

static inline void frame_get(struct frame *frame)
{
    __atomic_add_fetch(&frame->references, 1, __ATOMIC_RELAXED);
}

/* Drops a reference; the last one frees the frame. Any context. */
void frame_put(struct frame *frame);

/* One record for each frame, from physical address 0; and behind them, at frame_device, one that stands for
 * all memory of devices: that is mapped and unmapped like RAM, but never allocated, freed or counted. */
extern struct frame *frames;
extern uint32_t frame_device;

static inline struct frame *frame_at(paddr_t address)
{
    return &frames[address >> PAGE_SHIFT];
}

/* The frame that an entry of a user's page table holds; or that of devices. */
static inline struct frame *frame_mapped(pte_t entry)
{
    return &frames[MIN(entry >> PAGE_SHIFT, frame_device)];
}

static inline paddr_t frame_address(const struct frame *frame)
{
    return (paddr_t)(frame - frames) << PAGE_SHIFT;
}

static inline void *frame_memory(const struct frame *frame)
{
    return physical_to_virtual(frame_address(frame));
}

/* Number of frames of a kind now; FRAME_FREE among them. */
unsigned frame_count(enum frame_kind kind);

/* The kind's name, for people. */
const char *frame_kind_name(enum frame_kind kind);

/* Frames that have a record: one past the highest frame of RAM. */
unsigned frame_total(void);

/* Whether the next allocation is the one that failalloc=N wants to fail. Called by every allocator. */
bool memory_should_fail(void);
void memory_fail_at(uint32_t allocation);
