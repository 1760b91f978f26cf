/*
 * Switching the CPU from one thread to another.
 */
#pragma once

#include "lib/types.h"
#include "x86/cpu.h"
#include "x86/fixup.h"
#include "x86/trap.h"

#define FPU_STATE_SIZE 512

/*
 * Pushes the callee-saved registers, stores ESP to *save, loads ESP from `load`, pops the registers
 * that were pushed there, and returns to whoever called context_switch() on that stack.
 * Interrupts are off. Returns, much later, when somebody switches back.
 */
void context_switch(uintptr_t *save, uintptr_t load);

/*
 * Prepares the stack that ends at `top` (just below its struct stack_top) so that the first
 * context_switch() to the returned ESP calls start(argument) with interrupts off; when start()
 * returns, trap_return() pops the trap frame that lies at the very top.
 */
uintptr_t context_prepare(void *top, void (*start)(void *), void *argument);

/* Where the user's registers lie on a kernel stack: the trap frame at its very top. */
static inline struct trap_frame *stack_trap_frame(struct stack_top *top)
{
    return (struct trap_frame *)top - 1;
}

/* Floating-point state (SDM volume 1, 10.5): save to or load from 512 bytes, aligned to 16. */
static inline void fpu_save(void *state)
{
    asm volatile("fxsave (%0)" : : "r"(state) : "memory");
}

static inline void fpu_restore(const void *state)
{
    asm volatile("fxrstor (%0)" : : "r"(state) : "memory");
}

/* Fills `state` with what a new program starts with (after FNINIT; MXCSR 0x1f80). */
void fpu_state_init(void *state);

/* User's %fs and %gs: the kernel does not use them, so they stay loaded in the kernel and are only
 * exchanged on a switch. A selector that is not valid (any more) faults, and leaves the 0 loaded before it.
 */
static inline void segment_load_fs(uint16_t selector)
{
    asm volatile("mov %0, %%fs; 1: mov %1, %%fs; 2: " FIXUP(1b, 2b) : : "r"(0), "r"((uint32_t)selector));
}

static inline void segment_load_gs(uint16_t selector)
{
    asm volatile("mov %0, %%gs; 1: mov %1, %%gs; 2: " FIXUP(1b, 2b) : : "r"(0), "r"((uint32_t)selector));
}

static inline uint16_t segment_read_fs(void)
{
    uint16_t selector;
    asm volatile("mov %%fs, %0" : "=r"(selector));
    return selector;
}

static inline uint16_t segment_read_gs(void)
{
    uint16_t selector;
    asm volatile("mov %%gs, %0" : "=r"(selector));
    return selector;
}
