/*
 * Memory objects: two levels, a row of leaves with OBJECT_LEAF frames each, both made as needed.
 *
 * Lock: the object's lock guards its row, leaves and length. Invariant: each frame in a leaf is held by one
 * reference of the object's.
 */
#include "mm/object.h"

#include "abi/errno.h"
#include "debug/panic.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "x86/user_copy.h"

static HEAP_CACHE(object_cache, struct vm_object);

static uint32_t created;

struct vm_object *vm_object_create(enum frame_kind kind, uint32_t owner, uint32_t pages)
{
    if (pages > OBJECT_PAGES_MAX)
        return NULL;
    struct vm_object *object = heap_cache_alloc(&object_cache);
    if (!object)
        return NULL;
    *object = (struct vm_object){.references = 1, .kind = kind, .owner = owner, .pages = pages};
    object->number = __atomic_add_fetch(&created, 1, __ATOMIC_RELAXED);
    spin_init(&object->lock, RANK_OBJECT);
    return object;
}

void vm_object_get(struct vm_object *object)
{
    __atomic_add_fetch(&object->references, 1, __ATOMIC_RELAXED);
}

/* Lets go of all pages from `first` on. */
static void free_pages(struct vm_object *object, uint32_t first)
{
    for (uint32_t page = first; page < object->leaf_count * OBJECT_LEAF; page++) {
        struct frame **leaf = object->leaves[page / OBJECT_LEAF];
        if (!leaf || !leaf[page % OBJECT_LEAF])
            continue;
        frame_put(leaf[page % OBJECT_LEAF]);
        leaf[page % OBJECT_LEAF] = NULL;
        object->resident--;
    }
    for (unsigned i = (first + OBJECT_LEAF - 1) / OBJECT_LEAF; i < object->leaf_count; i++) {
        heap_free(object->leaves[i]);
        object->leaves[i] = NULL;
    }
}

void vm_object_put(struct vm_object *object)
{
    if (!object)
        return;
    void (*idle)(void) =
        object->idle; /* whoever lets go of the last but one reference may not look any more */
    uint32_t left = __atomic_sub_fetch(&object->references, 1, __ATOMIC_ACQ_REL);
    if (left == 1 && idle)
        idle();
    if (left > 0)
        return;
    free_pages(object, 0);
    heap_free(object->leaves);
    heap_cache_free(&object_cache, object);
}

/* The place of page `index`'s frame; makes the row longer and the leaf, as needed. NULL: no memory. */
static struct frame **make_place(struct vm_object *object, uint32_t index)
{
    unsigned leaf = index / OBJECT_LEAF;
    if (leaf >= object->leaf_count) {
        unsigned count = MAX(leaf + 1, MIN(2 * object->leaf_count, OBJECT_LEAVES_MAX));
        struct frame ***leaves = heap_alloc_zeroed(count * sizeof(*leaves));
        if (!leaves)
            return NULL;
        memcpy(leaves, object->leaves, object->leaf_count * sizeof(*leaves));
        heap_free(object->leaves);
        object->leaves = leaves;
        object->leaf_count = count;
    }
    if (!object->leaves[leaf])
        object->leaves[leaf] = heap_alloc_zeroed(OBJECT_LEAF * sizeof(struct frame *));
    return object->leaves[leaf] ? &object->leaves[leaf][index % OBJECT_LEAF] : NULL;
}

int vm_object_page(struct vm_object *object, uint32_t index, struct frame **frame)
{
    int error = -ENOMEM;
    spin_lock(&object->lock);
    if (index >= object->pages || object->device) {
        error = -ENXIO;
        goto out;
    }
    struct frame **place = make_place(object, index);
    if (!place)
        goto out;
    if (!*place) {
        *place = frame_alloc_zeroed(object->kind, object->owner);
        if (!*place)
            goto out;
        object->resident++;
    }
    frame_get(*place);
    *frame = *place;
    error = 0;
out:
    spin_unlock(&object->lock);
    return error;
}

int vm_object_resize(struct vm_object *object, uint32_t pages)
{
    if (pages > OBJECT_PAGES_MAX)
        return -EFBIG;
    spin_lock(&object->lock);
    if (pages < object->pages)
        free_pages(object, pages);
    object->pages = pages;
    spin_unlock(&object->lock);
    return 0;
}

ssize_t vm_object_copy(struct vm_object *object, uint32_t offset, void *memory, size_t size, bool to_object)
{
    size_t done = 0;
    int error = 0;
    while (done < size && !error) {
        struct frame *frame;
        uint32_t at = offset + done;
        size_t piece = MIN(size - done, PAGE_SIZE - (at & PAGE_MASK));
        error = vm_object_page(object, at >> PAGE_SHIFT, &frame);
        if (error)
            break;
        char *page = (char *)frame_memory(frame) + (at & PAGE_MASK), *place = (char *)memory + done;
        if (user_copy_raw(to_object ? page : place, to_object ? place : page, piece))
            error = -EFAULT;
        else
            done += piece;
        frame_put(frame);
    }
    return done > 0 ? (ssize_t)done : error;
}
