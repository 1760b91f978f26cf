/*
 * What a thread starts with: its first stack, its first floating-point state.
 */
#include "x86/context.h"
#include "lib/string.h"

/* What context_switch() pops, then what start() finds: its return address and its argument. */
struct first_frame {
    uint32_t edi, esi, ebx, ebp;
    void (*eip)(void *);
    void (*start_returns_to)(void);
    void *argument;
};

uintptr_t context_prepare(void *top, void (*start)(void *), void *argument)
{
    struct first_frame *frame = (struct first_frame *)stack_trap_frame(top) - 1;
    *frame = (struct first_frame){.eip = start, .start_returns_to = trap_return, .argument = argument};
    return (uintptr_t)frame;
}

/* The layout is FXSAVE's. Zero is right for all but the two control words. */
void fpu_state_init(void *state)
{
    memset(state, 0, FPU_STATE_SIZE);
    *(uint16_t *)state = 0x037f;                /* FCW after FNINIT */
    *(uint32_t *)((char *)state + 24) = 0x1f80; /* MXCSR */
}
