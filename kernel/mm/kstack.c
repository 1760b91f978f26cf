/*
 * Kernel stacks. Slots lie one behind the other from KSTACK_BASE; a bitmap says which are in use. A few
 * mapped stacks of ended threads are kept, because threads come and go fast.
 *
 * Lock: kstack_lock guards the bitmap and the list of kept stacks.
 */
#include "mm/kstack.h"

#include "lib/string.h"
#include "mm/paging.h"
#include "mm/tlb.h"
#include "sync/spinlock.h"

#define SLOTS    ((KSTACK_END - KSTACK_BASE) / KSTACK_SLOT)
#define PAGES    (KSTACK_SIZE / PAGE_SIZE)
#define KEPT_MAX 32

static struct spinlock kstack_lock = SPINLOCK_INITIALIZER(RANK_KSTACK);
static uint32_t slots_used[SLOTS / 32];
static unsigned search_from; /* no free slot in words before this one */
static struct stack_top *kept[KEPT_MAX];
static unsigned kept_count;

/* Takes a free slot; returns the address where it ends, 0 when there is none. */
static vaddr_t slot_take(void)
{
    for (; search_from < ARRAY_SIZE(slots_used); search_from++) {
        uint32_t free = ~slots_used[search_from];
        if (!free)
            continue;
        unsigned bit = (unsigned)__builtin_ctz(free);
        slots_used[search_from] |= 1u << bit;
        return KSTACK_BASE + (search_from * 32 + bit + 1) * KSTACK_SLOT;
    }
    return 0;
}

static void slot_give(vaddr_t end)
{
    unsigned slot = (end - KSTACK_BASE) / KSTACK_SLOT - 1;
    slots_used[slot / 32] &= ~(1u << slot % 32);
    search_from = MIN(search_from, slot / 32);
}

static struct frame *stack_frame(vaddr_t address)
{
    const pte_t *table = physical_to_virtual(kernel_directory[PDE_INDEX(address)] & PTE_FRAME);
    return frame_at(table[PTE_INDEX(address)] & PTE_FRAME);
}

/* Takes the first `count` pages of the stack that ends at `end` out of the page tables; their frames go to
 * `taken`. */
static void unmap(vaddr_t end, unsigned count, struct frame **taken)
{
    for (unsigned i = 0; i < count; i++) {
        taken[i] = stack_frame(end - (i + 1) * PAGE_SIZE);
        kernel_map_page(end - (i + 1) * PAGE_SIZE, 0);
    }
}

/* Gives `count` of the kept stacks back, with one flush for all: it interrupts every CPU. */
static void free_kept(unsigned count)
{
    struct frame *taken[KEPT_MAX * PAGES];
    for (unsigned i = 0; i < count; i++)
        unmap((vaddr_t)(kept[kept_count - 1 - i] + 1), PAGES, taken + i * PAGES);
    tlb_flush_stacks();
    for (unsigned i = 0; i < count * PAGES; i++)
        frame_put(taken[i]);
    for (unsigned i = 0; i < count; i++)
        slot_give((vaddr_t)(kept[--kept_count] + 1));
}

static struct stack_top *map(uint32_t owner)
{
    struct frame *taken[PAGES];
    vaddr_t end = slot_take();
    if (!end)
        return NULL;
    for (unsigned i = 1; i <= PAGES; i++) {
        struct frame *frame = frame_alloc(FRAME_STACK, owner);
        if (!frame) {
            unmap(end, i - 1, taken); /* nobody has used them: no flush */
            while (--i > 0)
                frame_put(taken[i - 1]);
            slot_give(end);
            return NULL;
        }
        kernel_map_page(end - i * PAGE_SIZE, frame_address(frame) | PTE_PRESENT | PTE_WRITE);
    }
    return (struct stack_top *)end - 1;
}

static void set_owner(struct stack_top *top, uint32_t owner)
{
    for (unsigned i = 1; i <= PAGES; i++)
        stack_frame((vaddr_t)(top + 1) - i * PAGE_SIZE)->owner = owner;
}

struct stack_top *kstack_alloc(uint32_t owner)
{
    spin_lock(&kstack_lock);
    struct stack_top *top = NULL;
    if (kept_count == 0) {
        top = map(owner);
    } else if (!memory_should_fail()) {
        top = kept[--kept_count];
        set_owner(top, owner);
    }
    spin_unlock(&kstack_lock);
    if (top)
        memset(top, 0, sizeof(*top));
    return top;
}

void kstack_free(struct stack_top *top)
{
    spin_lock(&kstack_lock);
    if (kept_count == KEPT_MAX)
        free_kept(KEPT_MAX / 2);
    kept[kept_count++] = top;
    set_owner(top, OWNER_NONE);
    spin_unlock(&kstack_lock);
}

void kstack_drain(void)
{
    spin_lock(&kstack_lock);
    free_kept(kept_count);
    spin_unlock(&kstack_lock);
}
