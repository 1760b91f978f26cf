/*
 * Address spaces: the areas, and changes of whole ranges.
 *
 * Lock: the space's lock guards areas and page tables. Invariants: areas are page-aligned, do not overlap and
 * lie in MMAP_BOTTOM..USER_END; a page-table entry that is not empty lies in an area.
 */
#include "mm/space.h"

#include "abi/errno.h"
#include "debug/panic.h"
#include "debug/trace.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/pages.h"
#include "mm/paging.h"

static HEAP_CACHE(area_cache, struct vm_area);
static HEAP_CACHE(space_cache, struct vm_space);

static struct vm_area *area_of(struct tree_node *node)
{
    return node ? container_of(node, struct vm_area, node) : NULL;
}

struct vm_area *vm_area_first(struct vm_space *space)
{
    return area_of(tree_first(&space->areas));
}

struct vm_area *vm_area_next(struct vm_area *area)
{
    return area_of(tree_next(&area->node));
}

struct vm_area *vm_area_from(struct vm_space *space, vaddr_t address)
{
    struct vm_area *area = area_of(tree_find_at_most(&space->areas, address));
    if (!area)
        return vm_area_first(space);
    return address < area->end ? area : vm_area_next(area);
}

struct vm_area *vm_area_find(struct vm_space *space, vaddr_t address)
{
    struct vm_area *area = vm_area_from(space, address);
    return area && area->start <= address ? area : NULL;
}

pte_t vm_space_entry(const struct vm_space *space, vaddr_t address)
{
    const pte_t *entry = pages_entry(space, address);
    return entry ? *entry : 0;
}

/* A copy of an area, in no space yet; NULL when memory has run out. */
static struct vm_area *area_copy(const struct vm_area *area)
{
    struct vm_area *copy = heap_cache_alloc(&area_cache);
    if (!copy)
        return NULL;
    *copy = *area;
    if (copy->object)
        vm_object_get(copy->object);
    return copy;
}

static void area_free(struct vm_area *area)
{
    vm_object_put(area->object);
    heap_cache_free(&area_cache, area);
}

/* Removes an area with all that is mapped there. */
static void area_remove(struct vm_space *space, struct vm_area *area, struct tlb_batch *batch)
{
    pages_unmap(space, area->start, area->end, batch);
    tree_remove(&space->areas, &area->node);
    area_free(area);
}

/* --- Life of a space --- */

struct vm_space *vm_space_create(uint32_t owner)
{
    struct vm_space *space = heap_cache_alloc(&space_cache);
    if (!space)
        return NULL;
    struct frame *directory = table_alloc(FRAME_DIRECTORY, owner);
    if (!directory) {
        heap_cache_free(&space_cache, space);
        return NULL;
    }
    *space = (struct vm_space){.references = 1,
                               .owner = owner,
                               .directory_address = frame_address(directory),
                               .directory = frame_memory(directory),
                               .mmap_hint = MMAP_TOP,
                               .size_limit = ~0u,
                               .stack_limit = STACK_MAX};
    spin_init(&space->lock, RANK_SPACE);
    return space;
}

struct vm_space *vm_space_get(struct vm_space *space)
{
    __atomic_add_fetch(&space->references, 1, __ATOMIC_RELAXED);
    return space;
}

void vm_space_put(struct vm_space *space)
{
    if (!space || __atomic_sub_fetch(&space->references, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    /* Nobody translates by it any more: no lock, no flush. */
    struct tlb_batch batch;
    tlb_batch_begin(&batch, space);
    for (struct vm_area *area; (area = vm_area_first(space));)
        area_remove(space, area, &batch);
    tlb_batch_finish(&batch);
    debug_assert(space->resident == 0 && space->tables == 0);
    table_free(frame_at(space->directory_address));
    heap_cache_free(&space_cache, space);
}

/* Makes an area like `area` in `to`, at `place` and of `size` bytes, with the same pages in it. */
static inline int area_share(struct vm_space *space, const struct vm_area *area, struct vm_space *to,
                             vaddr_t place, size_t size, bool read_only)
{
    struct vm_area *copy = area_copy(area);
    if (!copy)
        return -ENOMEM;
    copy->start = place;
    copy->end = place + size;
    tree_insert(&to->areas, &copy->node, place);
    return pages_share(space, area->start, MIN(area->end, area->start + size), to, place, read_only);
}

struct vm_space *vm_space_fork(struct vm_space *space, uint32_t owner)
{
    struct vm_space *child = vm_space_create(owner);
    if (!child)
        return NULL;
    int error = 0;
    spin_lock(&space->lock);
    child->mmap_hint = space->mmap_hint;
    child->brk_start = space->brk_start;
    child->brk = space->brk;
    memcpy(child->strings, space->strings, sizeof(child->strings));
    child->size_limit = space->size_limit;
    child->stack_limit = space->stack_limit;
    for (struct vm_area *area = vm_area_first(space); area && !error; area = vm_area_next(area))
        error = area_share(space, area, child, area->start, area->end - area->start,
                           !(area->flags & AREA_SHARED));
    /* The parent may not write any more to what it shares now. */
    struct tlb_batch batch;
    tlb_batch_begin(&batch, space);
    batch.start = 0;
    batch.end = USER_END;
    tlb_batch_finish(&batch);
    spin_unlock(&space->lock);
    if (error) {
        vm_space_put(child);
        return NULL;
    }
    return child;
}

void vm_space_switch(const struct vm_space *space)
{
    /* First say which space it is, then load it: tlb.c counts on the order. */
    __atomic_store_n(&this_cpu()->space, space, __ATOMIC_SEQ_CST);
    cpu_set_cr3(space ? space->directory_address : virtual_to_physical(kernel_directory));
}

/* --- Areas: splitting, joining, finding room --- */

static bool range_ok(vaddr_t address, size_t size)
{
    return !(address & PAGE_MASK) && size > 0 && size <= USER_END && address <= USER_END - size;
}

/* Makes `address` a boundary of areas. Returns 0 or -ENOMEM. */
static int split_at(struct vm_space *space, vaddr_t address)
{
    struct vm_area *area = vm_area_find(space, address);
    if (!area || area->start == address)
        return 0;
    struct vm_area *upper = area_copy(area);
    if (!upper)
        return -ENOMEM;
    upper->object_page = vm_area_object_page(area, address);
    upper->start = area->end = address;
    tree_insert(&space->areas, &upper->node, address);
    return 0;
}

/* Whether two areas, the upper one next to the lower, could be one. */
static bool is_continued(const struct vm_area *lower, const struct vm_area *upper)
{
    return lower->end == upper->start && lower->flags == upper->flags && lower->object == upper->object &&
           lower->name == upper->name &&
           (!lower->object || vm_area_object_page(lower, lower->end) == upper->object_page);
}

/* Makes one of areas that could be one, as far as they touch the range. */
static void join(struct vm_space *space, vaddr_t start, vaddr_t end)
{
    struct vm_area *area = vm_area_from(space, start - 1), *next;
    while (area && (next = vm_area_next(area)) && next->start <= end) {
        if (is_continued(area, next)) {
            area->end = next->end;
            tree_remove(&space->areas, &next->node);
            area_free(next);
        } else {
            area = next;
        }
    }
}

/* Whether `size` more bytes are within the limit. */
static bool within_limit(struct vm_space *space, size_t size)
{
    uint32_t total = 0;
    if (likely(space->size_limit == ~0u))
        return true;
    for (struct vm_area *area = vm_area_first(space); area; area = vm_area_next(area))
        total += area->end - area->start;
    return total <= space->size_limit && size <= space->size_limit - total;
}

/* Enters an area like `wanted` in a range that is free. Returns 0 or -ENOMEM. */
static int enter(struct vm_space *space, const struct vm_area *wanted, vaddr_t start, vaddr_t end)
{
    struct vm_area *area = within_limit(space, end - start) ? area_copy(wanted) : NULL;
    if (!area)
        return -ENOMEM;
    area->start = start;
    area->end = end;
    tree_insert(&space->areas, &area->node, start);
    trace(MAP, start, end - start, area->flags);
    join(space, start, end);
    return 0;
}

/* The highest free range of `size` bytes that ends at or below `top`; 0 when there is none. */
static vaddr_t find_room_below(struct vm_space *space, vaddr_t top, size_t size)
{
    while (top >= MMAP_BOTTOM + size) {
        struct vm_area *area = area_of(tree_find_at_most(&space->areas, top - 1));
        if (!area || area->end <= top - size)
            return top - size;
        top = area->start;
    }
    return 0;
}

static vaddr_t find_room(struct vm_space *space, size_t size)
{
    vaddr_t start = find_room_below(space, space->mmap_hint, size);
    if (!start)
        start = find_room_below(space, MMAP_TOP, size);
    if (start)
        space->mmap_hint = start;
    return start;
}

static bool range_free(struct vm_space *space, vaddr_t start, vaddr_t end)
{
    struct vm_area *next = vm_area_from(space, start);
    return !next || next->start >= end;
}

static int unmap_locked(struct vm_space *space, vaddr_t start, vaddr_t end)
{
    if (split_at(space, start) || split_at(space, end))
        return -ENOMEM;
    struct tlb_batch batch;
    tlb_batch_begin(&batch, space);
    trace(UNMAP, start, end - start);
    for (struct vm_area *area; (area = vm_area_from(space, start)) && area->start < end;)
        area_remove(space, area, &batch);
    tlb_batch_finish(&batch);
    if (end <= MMAP_TOP)
        space->mmap_hint = MAX(space->mmap_hint, end);
    return 0;
}

/* --- What system calls do --- */

int vm_space_map(struct vm_space *space, vaddr_t *address, size_t size, unsigned flags, bool fixed,
                 struct vm_object *object, uint32_t object_page, uint32_t name)
{
    size = ALIGN_UP(size, PAGE_SIZE);
    if (!fixed && !range_ok(*address, size))
        *address = 0; /* a wish that can't come true */
    if (!range_ok(*address, size) || (fixed && *address < MMAP_BOTTOM))
        return -EINVAL;
    const struct vm_area wanted = {
        .flags = flags, .object = object, .object_page = object_page, .name = name};
    int error = 0;
    spin_lock(&space->lock);
    vaddr_t start = *address;
    if (fixed)
        error = unmap_locked(space, start, start + size);
    else if (start < MMAP_BOTTOM || !range_free(space, start, start + size))
        start = find_room(space, size);
    if (!error)
        error = start ? enter(space, &wanted, start, start + size) : -ENOMEM;
    spin_unlock(&space->lock);
    if (!error)
        *address = start;
    return error;
}

int vm_space_unmap(struct vm_space *space, vaddr_t address, size_t size)
{
    size = ALIGN_UP(size, PAGE_SIZE);
    if (!range_ok(address, size))
        return -EINVAL;
    spin_lock(&space->lock);
    int error = unmap_locked(space, address, address + size);
    spin_unlock(&space->lock);
    return error;
}

/* Whether areas cover the whole range. */
static bool covered(struct vm_space *space, vaddr_t start, vaddr_t end)
{
    for (struct vm_area *area = vm_area_find(space, start); area; area = vm_area_next(area)) {
        if (area->start > start)
            return false;
        if (area->end >= end)
            return true;
        start = area->end;
    }
    return false;
}

int vm_space_protect(struct vm_space *space, vaddr_t address, size_t size, unsigned protection)
{
    if (address & PAGE_MASK)
        return -EINVAL;
    if (size == 0)
        return 0;
    size = ALIGN_UP(size, PAGE_SIZE);
    if (!range_ok(address, size))
        return -ENOMEM;
    vaddr_t end = address + size;
    int error = -ENOMEM;
    spin_lock(&space->lock);
    if (!covered(space, address, end) || split_at(space, address) || split_at(space, end))
        goto out;
    struct tlb_batch batch;
    tlb_batch_begin(&batch, space);
    error = 0;
    for (struct vm_area *area = vm_area_find(space, address); area && area->start < end;
         area = vm_area_next(area)) {
        if (area->flags & AREA_READ_ONLY && protection & AREA_WRITE) {
            error = -EACCES;
            break;
        }
        area->flags = (area->flags & ~AREA_PROTECTION) | protection;
        pages_protect(space, area->start, area->end, area->flags, &batch);
    }
    tlb_batch_finish(&batch);
out:
    join(space, address, end);
    spin_unlock(&space->lock);
    return error;
}

bool vm_space_covers(struct vm_space *space, vaddr_t address, size_t size)
{
    size = ALIGN_UP(size, PAGE_SIZE);
    spin_lock(&space->lock);
    bool result = size == 0 || (range_ok(address, size) && covered(space, address, address + size));
    spin_unlock(&space->lock);
    return result;
}

void vm_space_discard(struct vm_space *space, vaddr_t address, size_t size)
{
    spin_lock(&space->lock);
    struct tlb_batch batch;
    tlb_batch_begin(&batch, space);
    pages_unmap(space, address, address + ALIGN_UP(size, PAGE_SIZE), &batch);
    tlb_batch_finish(&batch);
    spin_unlock(&space->lock);
}

/* Moves a range of one area to another place (0: any), with its pages. */
static int move_range(struct vm_space *space, vaddr_t address, size_t old_size, size_t size, vaddr_t *place)
{
    vaddr_t end = address + old_size;
    if (*place &&
        (*place < MMAP_BOTTOM || !range_ok(*place, size) || (*place < end && address < *place + size)))
        return -EINVAL;
    if (split_at(space, address) || split_at(space, end))
        return -ENOMEM;
    if (*place ? unmap_locked(space, *place, *place + size) : !(*place = find_room(space, size)))
        return -ENOMEM;
    int error = area_share(space, vm_area_find(space, address), space, *place, size, false);
    if (error) /* nothing has left its old place yet */
        unmap_locked(space, *place, *place + size);
    else
        error = unmap_locked(space, address, end);
    return error;
}

int vm_space_resize(struct vm_space *space, vaddr_t address, size_t old_size, size_t size, bool may_move,
                    vaddr_t *place)
{
    old_size = ALIGN_UP(old_size, PAGE_SIZE);
    size = ALIGN_UP(size, PAGE_SIZE);
    if (address & PAGE_MASK || old_size == 0 || size == 0 || size > USER_END)
        return -EINVAL;
    int error = 0;
    spin_lock(&space->lock);
    struct vm_area *area = vm_area_find(space, address);
    vaddr_t end = address + old_size;
    bool is_part = area && old_size <= area->end - address;
    if (!is_part) {
        error = -EFAULT;
    } else if (!*place && size <= old_size) {
        *place = address;
        error = size < old_size ? unmap_locked(space, address + size, end) : 0;
    } else if (size > old_size && !within_limit(space, size - old_size)) {
        error = -ENOMEM;
    } else if (!*place && end == area->end && range_ok(address, size) &&
               range_free(space, end, address + size)) {
        *place = address;
        area->end = address + size;
        join(space, area->start, area->end);
    } else {
        error = may_move ? move_range(space, address, old_size, size, place) : -ENOMEM;
    }
    spin_unlock(&space->lock);
    return error;
}

vaddr_t vm_space_brk(struct vm_space *space, vaddr_t address)
{
    const struct vm_area heap = {.flags = AREA_READ | AREA_WRITE | AREA_HEAP};
    int error = 0;
    spin_lock(&space->lock);
    vaddr_t old = ALIGN_UP(space->brk, PAGE_SIZE), end = ALIGN_UP(address, PAGE_SIZE);
    if (address < space->brk_start || address >= MMAP_TOP)
        error = -EINVAL;
    else if (end < old)
        error = unmap_locked(space, end, old);
    else if (end > old)
        error = range_free(space, old, end) ? enter(space, &heap, old, end) : -ENOMEM;
    if (!error)
        space->brk = address;
    address = space->brk;
    spin_unlock(&space->lock);
    return address;
}

int vm_space_identify(struct vm_space *space, vaddr_t address, uintptr_t *owner, uint32_t *offset)
{
    spin_lock(&space->lock);
    const struct vm_area *area = vm_area_find(space, address);
    if (area && area->flags & AREA_SHARED) {
        *owner = area->object->number;
        *offset = (vm_area_object_page(area, address) << PAGE_SHIFT) + (address & PAGE_MASK);
    }
    spin_unlock(&space->lock);
    return area ? 0 : -EFAULT;
}
