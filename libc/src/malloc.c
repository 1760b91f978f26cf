/*
 * The allocator (<stdlib.h>): segregated lists of free blocks, good fit, O(1), neighbours merged at once.
 *
 * A block begins with its size; the word before that belongs to the block below, which keeps its own
 * size there while it is free. So a block in use costs four bytes:
 *
 *     | before | size+flags | payload ........................ | size+flags | payload ...
 *     ^ block                              the next block's `before` ^^^^
 *
 * Invariants: sizes are multiples of 16 and payloads 16-aligned; no two free blocks are neighbours;
 * a region ends with a block of size 0 that is in use. Blocks of MAP_FROM bytes and more are mappings
 * of their own and go back to the system when freed; the rest comes from brk, or where that is
 * spent from mapped regions. `heap_lock` guards everything.
 */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define USED       1u /* flags beside the size */
#define BELOW_USED 2u
#define MAPPED     4u
#define FLAGS      15u

#define EXACT     512u /* one list for each size below this, eight for each doubling above */
#define LISTS     (32 + 23 * 8)
#define GROW      (64u << 10)  /* the heap grows by at least so much */
#define TRIM_FROM (512u << 10) /* a free end of the heap of this size goes back */
#define MAP_FROM  (128u << 10)
#define LARGEST   0x7fffff00u

struct block {
    size_t before;                 /* size of the free block below; that block's payload while it is used */
    size_t size;                   /* and flags */
    struct block *next, *previous; /* in the list, while free */
};
#define HEADER offsetof(struct block, next)

static int heap_lock;
static struct block *lists[LISTS];
static uint32_t not_empty[(LISTS + 31) / 32];
static char *heap_end; /* where brk stood when we last moved it */

static void heap_enter(void)
{
    if (__threaded)
        lock_take(&heap_lock);
}

static void heap_leave(void)
{
    if (__threaded)
        lock_drop(&heap_lock);
}

void __malloc_fork(enum fork_phase phase)
{
    if (phase == FORK_PREPARE)
        lock_take(&heap_lock);
    else
        lock_drop(&heap_lock);
}

static void corrupt(const char *text)
{
    sys_write(2, text, strlen(text));
    abort();
}

static inline size_t block_size(const struct block *block)
{
    return block->size & ~FLAGS;
}

static inline struct block *block_above(struct block *block)
{
    return (struct block *)((char *)block + block_size(block));
}

static inline void *payload(struct block *block)
{
    return (char *)block + HEADER;
}

static inline struct block *block_of(void *address)
{
    return (struct block *)((char *)address - HEADER);
}

static inline unsigned list_of(size_t size)
{
    if (size < EXACT)
        return size / 16;
    unsigned log = 31 - (unsigned)__builtin_clz(size);
    return 32 + (log - 9) * 8 + ((size >> (log - 3)) & 7);
}

static void list_add(struct block *block)
{
    unsigned list = list_of(block_size(block));
    block->previous = NULL;
    block->next = lists[list];
    if (block->next)
        block->next->previous = block;
    lists[list] = block;
    not_empty[list / 32] |= 1u << list % 32;
}

static void list_remove(struct block *block)
{
    unsigned list = list_of(block_size(block));
    if (block->next)
        block->next->previous = block->previous;
    if (block->previous)
        block->previous->next = block->next;
    else if (!(lists[list] = block->next))
        not_empty[list / 32] &= ~(1u << list % 32);
}

/* A block from the first list whose every block is big enough, or NULL. */
static struct block *list_find(size_t size)
{
    if (size >= EXACT)
        size += (1u << (28 - (unsigned)__builtin_clz(size))) - 1;
    unsigned list = list_of(size), word = list / 32;
    uint32_t bits = not_empty[word] & ~0u << list % 32;
    while (!bits) {
        if (++word == sizeof(not_empty) / sizeof(not_empty[0]))
            return NULL;
        bits = not_empty[word];
    }
    return lists[word * 32 + (unsigned)__builtin_ctz(bits)];
}

/* Makes [block, block + size) a free block, merged with free neighbours. Keeps BELOW_USED. */
static struct block *block_free(struct block *block, size_t size)
{
    unsigned below_used = block->size & BELOW_USED;
    struct block *above = (struct block *)((char *)block + size);
    if (!(above->size & USED)) {
        list_remove(above);
        size += block_size(above);
    }
    if (!below_used) {
        size += block->before;
        block = (struct block *)((char *)block - block->before);
        list_remove(block);
        below_used = BELOW_USED; /* or it would have been merged before */
    }
    block->size = size | below_used;
    above = block_above(block);
    above->before = size;
    above->size &= ~BELOW_USED;
    list_add(block);
    return block;
}

/* Cuts a used block down to size, if what is left over makes a block. */
static void block_trim(struct block *block, size_t size)
{
    size_t left = block_size(block) - size;
    if (left < 16)
        return;
    block->size -= left;
    struct block *rest = block_above(block);
    rest->size = BELOW_USED;
    block_free(rest, left);
}

/* Takes a free block off its list and uses size bytes of it. */
static void block_use(struct block *block, size_t size)
{
    list_remove(block);
    block->size |= USED;
    block_above(block)->size |= BELOW_USED;
    block_trim(block, size);
}

/* Makes new memory one free block: of its own, or on from the region that ended there. */
static void region_add(char *start, char *end, int goes_on)
{
    struct block *block = (struct block *)(goes_on ? start - HEADER : start + HEADER);
    struct block *last = (struct block *)(end - HEADER);
    if (!goes_on)
        block->size = BELOW_USED;
    last->size = USED;
    block_free(block, (size_t)((char *)last - (char *)block));
}

static int heap_grow(size_t size)
{
    size = (size + size / 8 + 2 * 16 + GROW - 1) & ~(GROW - 1); /* list_find rounds up by an eighth */
    char *start = (char *)sys_brk(0);
    int goes_on = start == heap_end;
    if (!goes_on)
        start = (char *)(((uintptr_t)start + 15) & ~15u);
    if ((char *)sys_brk((unsigned long)(start + size)) == start + size) {
        heap_end = start + size;
    } else {
        size = (size + (1u << 20) - 1) & ~((1u << 20) - 1);
        long map = sys_mmap2(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if ((unsigned long)map > -4096UL)
            return -1;
        start = (char *)map;
        goes_on = 0;
    }
    region_add(start, start + size, goes_on);
    return 0;
}

/* Gives a big free end of the heap back. Somebody else may have moved brk: then leave it. */
static void heap_trim(struct block *block)
{
    size_t give = (block_size(block) - GROW) & ~(GROW - 1);
    if ((char *)block_above(block) + HEADER != heap_end || (char *)sys_brk(0) != heap_end)
        return;
    list_remove(block);
    heap_end -= give;
    block->size -= give;
    struct block *last = block_above(block);
    last->before = block_size(block);
    last->size = USED;
    list_add(block);
    sys_brk((unsigned long)heap_end);
}

static void *map_block(size_t size)
{
    size = (size + 16 + 4095) & ~4095u;
    long map = sys_mmap2(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if ((unsigned long)map > -4096UL)
        return NULL;
    struct block *block = (struct block *)((char *)map + 16 - HEADER);
    block->before = 16 - HEADER; /* how far into the mapping it lies */
    block->size = (size - 16) | MAPPED | USED;
    return payload(block);
}

/* Bytes from one block to the next, for so many of payload. */
static inline size_t block_size_for(size_t size)
{
    return size <= 12 ? 16 : (size + 4 + 15) & ~15u;
}

/* The heap is locked. */
static void *heap_take(size_t size)
{
    struct block *block = list_find(size);
    if (!block) {
        if (heap_grow(size) != 0)
            return NULL;
        block = list_find(size);
    }
    block_use(block, size);
    return payload(block);
}

static void *allocate(size_t size)
{
    void *address = NULL;
    if (size >= MAP_FROM) {
        address = size <= LARGEST ? map_block(size) : NULL;
    } else {
        heap_enter();
        address = heap_take(block_size_for(size));
        heap_leave();
    }
    if (!address)
        errno = ENOMEM;
    return address;
}

void *malloc(size_t size)
{
    return allocate(size);
}

void free(void *address)
{
    if (!address)
        return;
    struct block *block = block_of(address);
    if ((uintptr_t)address % 16 || !(block->size & USED))
        corrupt("free: not an allocated block\n");
    if (block->size & MAPPED) {
        sys_munmap((uintptr_t)block - block->before, block_size(block) + block->before);
        return;
    }
    heap_enter();
    block = block_free(block, block_size(block));
    if (block_size(block) >= TRIM_FROM)
        heap_trim(block);
    heap_leave();
}

void *calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *address = allocate(bytes);
    if (address && !(block_of(address)->size & MAPPED))
        memset(address, 0, bytes);
    return address;
}

size_t malloc_usable_size(void *address)
{
    return address ? block_size(block_of(address)) - (block_of(address)->size & MAPPED ? 0 : 4) : 0;
}

/* Tries to make a block of the heap that much bigger or smaller where it lies. */
static int resize_in_place(struct block *block, size_t size)
{
    int fits = 1;
    heap_enter();
    struct block *above = block_above(block);
    if (block_size(block) < size) {
        fits = !(above->size & USED) && block_size(block) + block_size(above) >= size;
        if (fits) {
            list_remove(above);
            block->size += block_size(above);
            block_above(block)->size |= BELOW_USED;
        }
    }
    if (fits)
        block_trim(block, size);
    heap_leave();
    return fits;
}

void *realloc(void *address, size_t size)
{
    if (!address)
        return malloc(size);
    struct block *block = block_of(address);
    size_t old = malloc_usable_size(address);
    if (block->size & MAPPED) {
        if (size <= old && size > old / 2)
            return address;
    } else if (size < MAP_FROM && resize_in_place(block, block_size_for(size))) {
        return address;
    }
    void *moved = allocate(size);
    if (!moved)
        return NULL;
    memcpy(moved, address, old < size ? old : size);
    free(address);
    return moved;
}

void *reallocarray(void *address, size_t count, size_t size)
{
    size_t bytes;
    if (!__builtin_mul_overflow(count, size, &bytes))
        return realloc(address, bytes);
    errno = ENOMEM;
    return NULL;
}

/* A bigger block, of which the part below the aligned address is freed again. */
void *memalign(size_t alignment, size_t size)
{
    if (alignment <= 16)
        return malloc(size);
    if (alignment & (alignment - 1) || size > LARGEST - alignment) {
        errno = alignment & (alignment - 1) ? EINVAL : ENOMEM;
        return NULL;
    }
    char *address = allocate(size + alignment + 16);
    if (!address || (uintptr_t)address % alignment == 0)
        return address;
    char *aligned = (char *)(((uintptr_t)address + 16 + alignment - 1) & -alignment);
    struct block *block = block_of(address), *result = block_of(aligned);
    size_t below = (size_t)(aligned - address);
    if (block->size & MAPPED) {
        result->before = block->before + below;
        result->size = block->size - below;
        return aligned;
    }
    heap_enter();
    result->size = (block_size(block) - below) | USED;
    block_free(block, below);
    block_trim(result, block_size_for(size));
    heap_leave();
    return aligned;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

void *valloc(size_t size)
{
    return memalign(4096, size);
}

int posix_memalign(void **result, size_t alignment, size_t size)
{
    if (alignment < sizeof(void *) || alignment & (alignment - 1))
        return EINVAL;
    int error = errno;
    void *address = memalign(alignment, size);
    errno = error;
    if (!address)
        return ENOMEM;
    *result = address;
    return 0;
}
