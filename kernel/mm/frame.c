/*
 * The frame allocator. Free frames are kept on a list, last freed first out.
 *
 * Lock: frame_lock guards the free list, the counts, and each frame's kind and owner while it changes hands.
 * References are atomic. Invariants: a frame is on the free list exactly when its kind is FRAME_FREE; then it
 * has no references. The counts of all kinds add up to frame_total().
 */
#include "mm/frame.h"

#include "debug/panic.h"
#include "debug/trace.h"
#include "lib/string.h"
#include "sync/spinlock.h"
#include "x86/boot_info.h"
#include "x86/image.h"

struct frame *frames;
uint32_t frame_device;

static struct spinlock frame_lock = SPINLOCK_INITIALIZER(RANK_FRAME);
static struct list free_frames = LIST_INITIALIZER(free_frames);
static unsigned counts[FRAME_KINDS];
static unsigned total;
static uint32_t fail_at; /* allocations still to come until one fails; 0: none will */

/* If start..end meets something that already lies in RAM at boot, returns where that ends; else 0. */
static paddr_t occupied_until(const struct boot_info *info, paddr_t start, paddr_t end)
{
    paddr_t image_start = virtual_to_physical(kernel_start), image_end = virtual_to_physical(kernel_end);
    if (start < image_end && image_start < end)
        return image_end;
    for (unsigned i = 0; i < info->module_count; i++)
        if (start < info->modules[i].end && ALIGN_DOWN(info->modules[i].start, PAGE_SIZE) < end)
            return ALIGN_UP(info->modules[i].end, PAGE_SIZE);
    return 0;
}

/* Finds room for the records themselves. */
static paddr_t place_records(const struct boot_info *info, size_t size)
{
    for (unsigned i = 0; i < info->ram_count; i++) {
        paddr_t start = info->ram[i].start, next;
        while (start < info->ram[i].end && info->ram[i].end - start >= size) {
            next = occupied_until(info, start, start + size);
            if (!next)
                return start;
            start = next;
        }
    }
    stop("no room for the %u records of frames: give more memory, or fewer files", total);
}

static void set_kind(paddr_t start, paddr_t end, enum frame_kind kind)
{
    for (paddr_t address = start; address < end; address += PAGE_SIZE) {
        struct frame *frame = frame_at(address);
        if (frame->kind == kind)
            continue;
        counts[frame->kind]--;
        counts[kind]++;
        frame->kind = kind;
        frame->references = kind == FRAME_KERNEL;
        if (kind == FRAME_FREE)
            list_push_back(&free_frames, &frame->link);
    }
}

void frame_init(const struct boot_info *info)
{
    /* 1. A record for each frame up to the end of RAM, at first all reserved. */
    for (unsigned i = 0; i < info->ram_count; i++)
        total = MAX(total, info->ram[i].end >> PAGE_SHIFT);
    size_t size = ALIGN_UP((total + 1) * sizeof(struct frame), PAGE_SIZE);
    paddr_t records = place_records(info, size);
    frames = physical_to_virtual(records);
    memset(frames, 0, size);
    counts[FRAME_RESERVED] = total;
    frame_device = total;
    frames[frame_device] = (struct frame){.kind = FRAME_DEVICE, .references = 1};

    /* 2. The kernel's own frames. */
    set_kind(virtual_to_physical(kernel_start), virtual_to_physical(kernel_end), FRAME_KERNEL);
    set_kind(records, records + size, FRAME_KERNEL);

    /* 3. All other RAM is free, but the modules for now. */
    for (unsigned i = 0; i < info->ram_count; i++)
        for (paddr_t address = info->ram[i].start; address < info->ram[i].end; address += PAGE_SIZE)
            if (frame_at(address)->kind == FRAME_RESERVED &&
                !occupied_until(info, address, address + PAGE_SIZE))
                set_kind(address, address + PAGE_SIZE, FRAME_FREE);
}

void frame_free_modules(const struct boot_info *info)
{
    spin_lock(&frame_lock);
    for (unsigned i = 0; i < info->module_count; i++)
        set_kind(ALIGN_DOWN(info->modules[i].start, PAGE_SIZE),
                 MIN(ALIGN_UP(info->modules[i].end, PAGE_SIZE), total << PAGE_SHIFT), FRAME_FREE);
    spin_unlock(&frame_lock);
}

struct frame *frame_alloc(enum frame_kind kind, uint32_t owner)
{
    struct frame *frame = NULL;
    if (unlikely(memory_should_fail()))
        return NULL;
    spin_lock(&frame_lock);
    if (likely(!list_empty(&free_frames))) {
        frame = container_of(list_pop_front(&free_frames), struct frame, link);
        counts[FRAME_FREE]--;
        counts[kind]++;
        frame->kind = kind;
        frame->owner = owner;
        frame->references = 1;
        frame->uses = 0;
        trace(ALLOC, (uint32_t)(frame - frames), kind, owner, counts[FRAME_FREE]);
    }
    spin_unlock(&frame_lock);
    return frame;
}

struct frame *frame_alloc_zeroed(enum frame_kind kind, uint32_t owner)
{
    struct frame *frame = frame_alloc(kind, owner);
    if (frame)
        memset(frame_memory(frame), 0, PAGE_SIZE);
    return frame;
}

void frame_put(struct frame *frame)
{
    debug_assert(frame->references > 0 && frame->kind > FRAME_FREE);
    if (__atomic_sub_fetch(&frame->references, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    spin_lock(&frame_lock);
    counts[frame->kind]--;
    counts[FRAME_FREE]++;
    trace(FREE, (uint32_t)(frame - frames), frame->kind, frame->owner, counts[FRAME_FREE]);
    frame->kind = FRAME_FREE;
    list_push_front(&free_frames, &frame->link);
    spin_unlock(&frame_lock);
}

unsigned frame_count(enum frame_kind kind)
{
    return counts[kind];
}

unsigned frame_total(void)
{
    return total;
}

const char *frame_kind_name(enum frame_kind kind)
{
    static const char *const names[FRAME_KINDS] = {
        [FRAME_RESERVED] = "reserved", [FRAME_FREE] = "free",           [FRAME_KERNEL] = "kernel",
        [FRAME_HEAP] = "heap",         [FRAME_STACK] = "kernel-stack",  [FRAME_DIRECTORY] = "page-directory",
        [FRAME_TABLE] = "page-table",  [FRAME_ANONYMOUS] = "anonymous", [FRAME_SHARED] = "shared",
        [FRAME_FILE] = "file",         [FRAME_BUFFER] = "buffer",       [FRAME_DEVICE] = "device",
    };
    return names[kind];
}

void memory_fail_at(uint32_t allocation)
{
    fail_at = allocation;
}

bool memory_should_fail(void)
{
    if (likely(!fail_at))
        return false;
    return __atomic_sub_fetch(&fail_at, 1, __ATOMIC_RELAXED) == 0;
}
