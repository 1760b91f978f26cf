/*
 * Kernel memory for objects of at most a page. Objects of one size share slabs of one frame. Aligned
 * to 16 bytes. Any context.
 */
#pragma once

#include "lib/list.h"
#include "mm/frame.h"
#include "sync/spinlock.h"

#define HEAP_MAX PAGE_SIZE /* the largest piece */

struct heap_cache {
    const char *name;
    size_t size;             /* of an object, a multiple of 16 */
    struct spinlock lock;    /* guards all below, and the slabs' records */
    struct list partial;     /* slabs with at least one free object; an empty one is the last */
    unsigned objects, slabs; /* in use */
    struct heap_cache *next; /* in the list of all caches that have had a slab; set once */
    bool listed;
};

/* All caches that have been used, linked by `next`. */
extern struct heap_cache *heap_caches;

#define HEAP_CACHE(cache, type) HEAP_CACHE_SIZED(cache, #type, ALIGN_UP(sizeof(type), 16u))
#define HEAP_CACHE_SIZED(cache, cache_name, object_size)                \
    struct heap_cache cache = {.name = cache_name,                      \
                               .size = (object_size),                   \
                               .lock = SPINLOCK_INITIALIZER(RANK_HEAP), \
                               .partial = LIST_INITIALIZER((cache).partial)}

/* An object of the cache's size, contents undefined; NULL when memory has run out. */
void *heap_cache_alloc(struct heap_cache *cache);
void heap_cache_free(struct heap_cache *cache, void *object);

/* `size` bytes; NULL when memory has run out, or for more than HEAP_MAX. */
void *heap_alloc(size_t size);
void *heap_alloc_zeroed(size_t size);

/* A copy of a string shorter than HEAP_MAX; NULL when memory has run out. */
char *heap_copy_string(const char *string);

/* Frees what heap_alloc gave; NULL is allowed. */
void heap_free(void *object);

/* Gives the slabs that are empty back. */
void heap_drain(void);
