/*
 * The interrupt descriptor table (Intel SDM volume 3, 6.10), one for all CPUs, constant after trap_init();
 * and the search for fix-ups.
 */
#include "x86/trap.h"
#include "x86/cpu.h"

#define GATE_INTERRUPT 0x8e00u /* present, 32 bits, clears IF */
#define GATE_TASK      0x8500u
#define GATE_USER      0x6000u /* user code may raise it */

#define STUBS 51 /* vectors with a stub of their own; the shared one follows */

/* What entry.S takes for granted. */
_Static_assert(SELECTOR_KERNEL_DATA == 0x68 && KSTACK_SLOT == 0x4000, "entry.S, start.S");
_Static_assert(sizeof(struct stack_top) == 16 && sizeof(struct trap_frame) == 64, "entry.S, start.S");

struct gate {
    uint32_t low, high;
};

/* An instruction that may fault, and where to go on if it does. */
struct fixup {
    uintptr_t from, to;
};

extern const uintptr_t trap_stubs[STUBS + 1]; /* entry.S */
extern char trap_system_call[];
extern const struct fixup fixups_start[], fixups_end[]; /* linker.ld */

static struct gate idt[256];

static void gate_set(unsigned vector, uint16_t selector, uintptr_t entry, uint32_t kind)
{
    idt[vector].low = (uint32_t)selector << 16 | (entry & 0xffff);
    idt[vector].high = (entry & 0xffff0000) | kind;
}

void trap_load(void)
{
    struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) idtr = {sizeof(idt) - 1, (uintptr_t)idt};
    asm volatile("lidt %0" : : "m"(idtr));
}

void trap_init(void)
{
    for (unsigned vector = 0; vector < ARRAY_SIZE(idt); vector++)
        gate_set(vector, SELECTOR_KERNEL_CODE, trap_stubs[MIN(vector, STUBS)], GATE_INTERRUPT);
    gate_set(TRAP_BREAKPOINT, SELECTOR_KERNEL_CODE, trap_stubs[TRAP_BREAKPOINT], GATE_INTERRUPT | GATE_USER);
    gate_set(TRAP_OVERFLOW, SELECTOR_KERNEL_CODE, trap_stubs[TRAP_OVERFLOW], GATE_INTERRUPT | GATE_USER);
    gate_set(TRAP_DOUBLE_FAULT, SELECTOR_DOUBLE_FAULT, 0, GATE_TASK);
    gate_set(TRAP_SYSCALL, SELECTOR_KERNEL_CODE, (uintptr_t)trap_system_call, GATE_INTERRUPT | GATE_USER);
    trap_load();
}

bool trap_fixup(struct trap_frame *frame)
{
    for (const struct fixup *fixup = fixups_start; fixup < fixups_end; fixup++) {
        if (fixup->from == frame->eip) {
            frame->eip = fixup->to;
            return true;
        }
    }
    return false;
}
