/*
 * Kernel stacks. Slots lie one behind the other from KSTACK_BASE; one is free if its last page is not mapped.
 * A few mapped stacks of ended threads are kept, because threads come and go fast.
 *
 * Lock: kstack_lock guards the kernel stacks' page tables and the stacks that are kept.
 */
#include "mm/kstack.h"

#include "lib/string.h"
#include "mm/paging.h"
#include "mm/tlb.h"
#include "sync/spinlock.h"

#define PAGES    (KSTACK_SIZE / PAGE_SIZE)
#define KEPT_MAX 32

static struct spinlock kstack_lock = SPINLOCK_INITIALIZER(RANK_KSTACK);
static vaddr_t first_free = KSTACK_BASE; /* no free slot below it */
static struct stack_top *kept[KEPT_MAX];
static unsigned kept_count;

/* The entries of the stack's pages. (A slot does not cross from one table to the next.) */
static pte_t *entries_of(struct stack_top *top)
{
    return kernel_entry((vaddr_t)(top + 1) - KSTACK_SIZE);
}

static void set_owner(struct stack_top *top, uint32_t owner)
{
    const pte_t *entries = entries_of(top);
    for (unsigned i = 0; i < PAGES; i++)
        frame_at(entries[i])->owner = owner;
}

/* Gives `count` of the kept stacks back, with one flush for all: it interrupts every CPU. */
static void free_kept(unsigned count)
{
    struct frame *taken[KEPT_MAX * PAGES];
    unsigned total = 0;
    for (unsigned i = 0; i < count; i++) {
        struct stack_top *top = kept[--kept_count];
        pte_t *entries = entries_of(top);
        for (unsigned page = 0; page < PAGES; page++) {
            taken[total++] = frame_at(entries[page]);
            entries[page] = 0;
        }
        first_free = MIN(first_free, (vaddr_t)(top + 1) - KSTACK_SLOT);
    }
    tlb_flush_stacks();
    while (total > 0)
        frame_put(taken[--total]);
}

/* Maps new frames in the first free slot. */
static struct stack_top *map(uint32_t owner)
{
    struct frame *new[PAGES];
    while (first_free < KSTACK_END && *kernel_entry(first_free + KSTACK_SLOT - PAGE_SIZE))
        first_free += KSTACK_SLOT;
    if (first_free == KSTACK_END)
        return NULL;
    for (unsigned i = 0; i < PAGES; i++) {
        new[i] = frame_alloc(FRAME_STACK, owner);
        if (new[i])
            continue;
        while (i-- > 0)
            frame_put(new[i]);
        return NULL;
    }
    struct stack_top *top = (struct stack_top *)(first_free + KSTACK_SLOT) - 1;
    for (unsigned i = 0; i < PAGES; i++)
        entries_of(top)[i] = frame_address(new[i]) | PTE_PRESENT | PTE_WRITE;
    return top;
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
