/*
 * Page faults: how pages come into an address space, and how a page that two spaces share becomes two when
 * one of them writes (copy-on-write). Intel SDM volume 3, 4.7.
 */
#include "abi/errno.h"
#include "debug/trace.h"
#include "lib/string.h"
#include "mm/pages.h"

static pte_t entry_flags(const struct vm_area *area, bool write)
{
    return PTE_PRESENT | (write && area->flags & AREA_WRITE ? PTE_WRITE : 0);
}

static struct frame *copy_frame(struct vm_space *space, struct frame *source)
{
    struct frame *copy = frame_alloc(FRAME_ANONYMOUS, space->owner);
    if (copy)
        memcpy(frame_memory(copy), frame_memory(source), PAGE_SIZE);
    return copy;
}

/* The frame that a page of the area gets at first, with a reference, and whether it may be written at once.
 */
static int first_frame(struct vm_space *space, struct vm_area *area, vaddr_t page, bool write,
                       struct frame **frame, bool *writable)
{
    *writable = true;
    if (!area->object) {
        *frame = frame_alloc_zeroed(FRAME_ANONYMOUS, space->owner);
        return *frame ? 0 : -ENOMEM;
    }
    int error = vm_object_page(area->object, vm_area_object_page(area, page), frame);
    if (error || area->flags & AREA_SHARED)
        return error;
    *writable = write;
    if (!write)
        return 0;
    struct frame *copy = copy_frame(space, *frame);
    frame_put(*frame);
    *frame = copy;
    return copy ? 0 : -ENOMEM;
}

/* A page of a device's memory, which has no frames. */
static int bring_device_page(struct vm_space *space, struct vm_area *area, vaddr_t page)
{
    uint32_t index = vm_area_object_page(area, page);
    paddr_t physical = area->object->device + (index << PAGE_SHIFT);
    if (index >= area->object->pages)
        return -ENXIO;
    int error = pages_map(space, page, physical, entry_flags(area, true));
    if (!error)
        frame_get(frame_mapped(physical));
    return error;
}

/* A page that is not there yet. */
static int bring_page(struct vm_space *space, struct vm_area *area, vaddr_t page, bool write)
{
    struct frame *frame;
    bool writable;
    if (area->object && area->object->device)
        return bring_device_page(space, area, page);
    int error = first_frame(space, area, page, write, &frame, &writable);
    if (!error) {
        error = pages_map(space, page, frame_address(frame), entry_flags(area, writable));
        if (error)
            frame_put(frame);
    }
    return error;
}

/* A write to a page that is there, but read-only. (Not inlined: a place to stop at in gdb.) */
static __attribute__((noinline)) int write_page(struct vm_space *space, struct vm_area *area, vaddr_t page,
                                                pte_t *entry)
{
    struct frame *frame = frame_mapped(*entry);
    if (area->flags & AREA_SHARED || frame->references == 1) {
        /* Meant to be shared, or nobody else has it (any more): no copy. */
        *entry |= PTE_WRITE;
        tlb_widened(space, page);
        return 0;
    }
    struct frame *copy = copy_frame(space, frame);
    if (!copy)
        return -ENOMEM;
    copy->uses = 1;
    space->shared -= frame->kind != FRAME_ANONYMOUS;
    pte_t changed = frame_address(copy) | (*entry & ~PTE_FRAME) | PTE_WRITE;
    __atomic_sub_fetch(&frame->uses, 1, __ATOMIC_RELAXED);
    /* Nobody gets at the copy while another CPU can still read the old page. */
    struct tlb_batch batch;
    tlb_batch_begin(&batch, space);
    *entry = 0;
    tlb_batch_add(&batch, page, frame);
    tlb_batch_finish(&batch);
    *entry = changed;
    space->copies++;
    trace(COPY, page, frame_address(frame) >> PAGE_SHIFT, frame_address(copy) >> PAGE_SHIFT);
    return 0;
}

/* The area of `address`; a stack grows down to it. */
static struct vm_area *area_for(struct vm_space *space, vaddr_t address)
{
    struct vm_area *area = vm_area_from(space, address);
    if (!area || area->start <= address)
        return area;
    if (!(area->flags & AREA_GROWSDOWN) || address < STACK_TOP - space->stack_limit)
        return NULL;
    /* Nothing lies between, so the order of areas stays. */
    area->start = ALIGN_DOWN(address, PAGE_SIZE);
    area->node.key = area->start;
    return area;
}

int vm_fault(struct vm_space *space, vaddr_t address, unsigned access)
{
    vaddr_t page = ALIGN_DOWN(address, PAGE_SIZE);
    bool write = access & FAULT_WRITE;
    int error = -EFAULT;
    if (!space || address >= USER_END)
        return -EFAULT;
    spin_lock(&space->lock);
    struct vm_area *area = area_for(space, address);
    if (!area)
        goto out;
    if (!(area->flags & (write ? AREA_WRITE : AREA_PROTECTION))) {
        error = -EACCES;
        goto out;
    }
    space->faults++;
    pte_t *entry = pages_entry(space, page);
    if (!entry || !*entry)
        error = bring_page(space, area, page, write);
    else if (write && !(*entry & PTE_WRITE))
        error = write_page(space, area, page, entry);
    else
        error = 0; /* another thread was faster */
out:
    spin_unlock(&space->lock);
    return error;
}

int vm_space_write(struct vm_space *space, vaddr_t address, const void *from, size_t size)
{
    while (size > 0) {
        int error = vm_fault(space, address, FAULT_WRITE);
        if (error)
            return error;
        size_t piece = MIN(size, PAGE_SIZE - (address & PAGE_MASK));
        spin_lock(&space->lock);
        pte_t entry = vm_space_entry(space, address);
        char *to = (char *)physical_to_virtual(entry & PTE_FRAME) + (address & PAGE_MASK);
        if (entry & PTE_WRITE && from)
            memcpy(to, from, piece);
        else if (entry & PTE_WRITE)
            memset(to, 0, piece);
        else
            piece = 0; /* another thread of the space has just forked it: once more */
        spin_unlock(&space->lock);
        address += piece;
        size -= piece;
        from = from ? (const char *)from + piece : NULL;
    }
    return 0;
}
