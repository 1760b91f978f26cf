/*
 * Object caches: each slab is one frame cut into objects of one size; a free object's first word points to
 * the next free one. The slab's record is its struct frame: `uses` counts objects in use, `free_objects`
 * heads the list.
 *
 * Lock: a cache's lock guards its slabs. Invariants: a slab is on the partial list exactly when it has a free
 * object; an empty slab is the last on it, and kept only while it is the cache's only one.
 */
#include "mm/heap.h"

#include "debug/panic.h"
#include "lib/string.h"

static struct heap_cache sizes[] = {
#define SIZE(bytes, cache_name)                                                       \
    {                                                                                 \
        .name = cache_name, .size = (bytes), .lock = SPINLOCK_INITIALIZER(RANK_HEAP), \
        .partial = LIST_INITIALIZER(sizes[__builtin_ctz(bytes) - 4].partial)          \
    }
    SIZE(16, "heap-16"),     SIZE(32, "heap-32"),     SIZE(64, "heap-64"),
    SIZE(128, "heap-128"),   SIZE(256, "heap-256"),   SIZE(512, "heap-512"),
    SIZE(1024, "heap-1024"), SIZE(2048, "heap-2048"), SIZE(4096, "heap-4096"),
#undef SIZE
};

struct heap_cache *heap_caches;

static void list_cache(struct heap_cache *cache)
{
    cache->listed = true;
    cache->next = __atomic_load_n(&heap_caches, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&heap_caches, &cache->next, cache, true, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED))
        ;
}

/* Cuts a new frame into objects. */
static bool add_slab(struct heap_cache *cache)
{
    struct frame *frame = frame_alloc(FRAME_HEAP, 0);
    if (!frame)
        return false;
    if (!cache->listed)
        list_cache(cache);
    char *memory = frame_memory(frame);
    frame->cache = cache;
    frame->free_objects = NULL;
    for (size_t offset = 0; offset + cache->size <= PAGE_SIZE; offset += cache->size) {
        *(void **)(memory + offset) = frame->free_objects;
        frame->free_objects = memory + offset;
    }
    list_push_front(&cache->partial, &frame->link);
    cache->slabs++;
    return true;
}

static void remove_slab(struct heap_cache *cache, struct frame *frame)
{
    list_remove(&frame->link);
    cache->slabs--;
    frame_put(frame);
}

void *heap_cache_alloc(struct heap_cache *cache)
{
    void *object = NULL;
    if (unlikely(memory_should_fail()))
        return NULL;
    spin_lock(&cache->lock);
    if (likely(!list_empty(&cache->partial)) || add_slab(cache)) {
        struct frame *frame = container_of(cache->partial.next, struct frame, link);
        object = frame->free_objects;
        frame->free_objects = *(void **)object;
        frame->uses++;
        if (!frame->free_objects)
            list_remove(&frame->link);
        cache->objects++;
    }
    spin_unlock(&cache->lock);
    return object;
}

void heap_cache_free(struct heap_cache *cache, void *object)
{
    struct frame *frame = frame_at(virtual_to_physical(object));
    assert(frame->kind == FRAME_HEAP && frame->cache == cache);
    spin_lock(&cache->lock);
    debug_assert(frame->uses > 0);
    if (!frame->free_objects)
        list_push_front(&cache->partial, &frame->link);
    *(void **)object = frame->free_objects;
    frame->free_objects = object;
    cache->objects--;
    if (--frame->uses == 0) {
        /* To the end: objects that come go into slabs that have others, so that empty ones stay empty. */
        list_remove(&frame->link);
        struct frame *last = container_of(cache->partial.previous, struct frame, link);
        bool is_spare = !list_empty(&cache->partial) && last->uses == 0;
        list_push_back(&cache->partial, &frame->link);
        if (is_spare)
            remove_slab(cache, frame);
    }
    spin_unlock(&cache->lock);
}

void *heap_alloc(size_t size)
{
    debug_assert(size > 0);
    if (size > HEAP_MAX)
        return NULL;
    unsigned order = size <= 16 ? 4 : 32 - (unsigned)__builtin_clz(size - 1);
    return heap_cache_alloc(&sizes[order - 4]);
}

void *heap_alloc_zeroed(size_t size)
{
    void *object = heap_alloc(size);
    if (object)
        memset(object, 0, size);
    return object;
}

char *heap_copy_string(const char *string)
{
    size_t size = strlen(string) + 1;
    char *copy = heap_alloc(size);
    if (copy)
        memcpy(copy, string, size);
    return copy;
}

void heap_free(void *object)
{
    if (object)
        heap_cache_free(frame_at(virtual_to_physical(object))->cache, object);
}

void heap_drain(void)
{
    for (struct heap_cache *cache = heap_caches; cache; cache = cache->next) {
        spin_lock(&cache->lock);
        list_for_each_entry_safe (struct frame, frame, &cache->partial, link) {
            if (frame->uses == 0)
                remove_slab(cache, frame);
        }
        spin_unlock(&cache->lock);
    }
}
