/*
 * The kernel's page tables, and the pools of empty tables.
 *
 * The kernel's quarter is the same in every directory: all its tables are made in paging_init(), so that no
 * directory ever has to follow a change. Lock: pool_lock guards the pools. Invariant: a pooled table has no
 * entry set, a pooled directory only the kernel's.
 */
#include "mm/paging.h"

#include "debug/panic.h"
#include "lib/string.h"
#include "sync/spinlock.h"
#include "x86/image.h"

#define POOL_MAX  32
#define VGA_START 0xa0000u
#define VGA_END   0xc0000u

struct pool {
    struct list frames;
    unsigned count;
};

pte_t *kernel_directory;

static struct spinlock pool_lock = SPINLOCK_INITIALIZER(RANK_TABLES);
static struct pool tables = {LIST_INITIALIZER(tables.frames), 0};
static struct pool directories = {LIST_INITIALIZER(directories.frames), 0};

static struct frame *kernel_table(void)
{
    struct frame *frame = frame_alloc_zeroed(FRAME_KERNEL, 0);
    if (!frame)
        stop("no memory for the kernel's page tables");
    return frame;
}

/* The entry for a page of the first 4 MiB. */
static pte_t low_entry(paddr_t address)
{
    char *virtual = physical_to_virtual(address);
    pte_t entry = address | PTE_PRESENT | PTE_GLOBAL;
    if (virtual >= boot_stack_slot && virtual < boot_stack_slot + KSTACK_SLOT - KSTACK_SIZE)
        return 0; /* the guard below the boot stack */
    if (virtual >= kernel_start && virtual < kernel_rodata_end)
        return entry;
    if (address >= VGA_START && address < VGA_END)
        return entry | PTE_WRITE | PTE_NOCACHE;
    return entry | PTE_WRITE;
}

void paging_init(void)
{
    kernel_directory = frame_memory(kernel_table());

    /* 1. RAM: the first 4 MiB in small pages, because code and constants are read-only; the rest in large
     * ones. */
    pte_t *low = frame_memory(kernel_table());
    for (paddr_t address = 0; address < TABLE_SPAN; address += PAGE_SIZE)
        low[PTE_INDEX(address)] = low_entry(address);
    kernel_directory[PDE_INDEX(KERNEL_BASE)] = virtual_to_physical(low) | PTE_PRESENT | PTE_WRITE;
    assert((vaddr_t)kernel_end <= KERNEL_BASE + TABLE_SPAN);
    for (paddr_t address = TABLE_SPAN; address < frame_total() << PAGE_SHIFT; address += TABLE_SPAN)
        kernel_directory[PDE_INDEX(KERNEL_BASE + address)] =
            address | PTE_PRESENT | PTE_WRITE | PTE_LARGE | PTE_GLOBAL;

    /* 2. Kernel stacks and devices: all tables, empty as yet. */
    for (unsigned i = PDE_INDEX(KSTACK_BASE); i < PTE_COUNT; i++)
        kernel_directory[i] = frame_address(kernel_table()) | PTE_PRESENT | PTE_WRITE;

    cpu_set_cr3(virtual_to_physical(kernel_directory));
}

static struct pool *pool_of(enum frame_kind kind)
{
    return kind == FRAME_DIRECTORY ? &directories : &tables;
}

struct frame *table_alloc(enum frame_kind kind, uint32_t owner)
{
    struct pool *pool = pool_of(kind);
    struct frame *frame = NULL;
    if (memory_should_fail())
        return NULL;
    spin_lock(&pool_lock);
    if (!list_empty(&pool->frames)) {
        frame = container_of(list_pop_front(&pool->frames), struct frame, link);
        frame->owner = owner;
        pool->count--;
    }
    spin_unlock(&pool_lock);
    if (frame)
        return frame;

    frame = frame_alloc_zeroed(kind, owner);
    if (frame && kind == FRAME_DIRECTORY)
        memcpy((pte_t *)frame_memory(frame) + USER_DIRECTORY_ENTRIES,
               kernel_directory + USER_DIRECTORY_ENTRIES,
               (PTE_COUNT - USER_DIRECTORY_ENTRIES) * sizeof(pte_t));
    return frame;
}

void table_free(struct frame *frame)
{
    struct pool *pool = pool_of(frame->kind);
    debug_assert(frame->uses == 0);
    spin_lock(&pool_lock);
    bool keep = pool->count < POOL_MAX;
    if (keep) {
        frame->owner = OWNER_NONE;
        list_push_front(&pool->frames, &frame->link);
        pool->count++;
    }
    spin_unlock(&pool_lock);
    if (!keep)
        frame_put(frame);
}

void table_drain(void)
{
    struct pool *const pools[] = {&tables, &directories};
    spin_lock(&pool_lock);
    for (unsigned i = 0; i < ARRAY_SIZE(pools); i++) {
        for (struct list *link; (link = list_pop_front(&pools[i]->frames));)
            frame_put(container_of(link, struct frame, link));
        pools[i]->count = 0;
    }
    spin_unlock(&pool_lock);
}

void *kernel_map_device(paddr_t address, size_t size)
{
    static vaddr_t next = DEVICE_BASE;
    paddr_t first = ALIGN_DOWN(address, PAGE_SIZE);
    size_t length = ALIGN_UP(address - first + size, PAGE_SIZE);
    vaddr_t start = __atomic_fetch_add(&next, length, __ATOMIC_RELAXED);
    if (length > 0u - start)
        return NULL;
    for (size_t offset = 0; offset < length; offset += PAGE_SIZE)
        *kernel_entry(start + offset) = (first + offset) | PTE_PRESENT | PTE_WRITE | PTE_NOCACHE | PTE_GLOBAL;
    return (char *)start + (address - first);
}
