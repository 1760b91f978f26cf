/*
 * Traps, interrupts and system calls: what the entry code saves, and how C learns of it.
 * entry.S saves a struct trap_frame and calls trap_dispatch() in trap.c.
 */
#pragma once

#include "lib/types.h"
#include "x86/cpu.h"

#define TRAP_DEBUG          1
#define TRAP_NMI            2
#define TRAP_BREAKPOINT     3
#define TRAP_OVERFLOW       4
#define TRAP_NO_COPROCESSOR 7
#define TRAP_DOUBLE_FAULT   8
#define TRAP_SEGMENT        11
#define TRAP_STACK          12
#define TRAP_PROTECTION     13
#define TRAP_PAGE_FAULT     14
#define TRAP_FPU            16
#define TRAP_SIMD           19
#define TRAP_IRQ_BASE       32 /* IRQ 0 to 15 arrive as vectors 32 to 47 */
#define TRAP_SYSCALL        0x80

#define PAGE_FAULT_PRESENT 1 /* error code: the page was there, the access was not allowed */
#define PAGE_FAULT_WRITE   2
#define PAGE_FAULT_USER    4

/* Everything of the interrupted flow, lowest address first. */
struct trap_frame {
    uint32_t ebx, ecx, edx, esi, edi, ebp, eax; /* pushed by entry.S; the order of Linux's pt_regs */
    uint32_t ds, es;
    uint32_t vector;          /* pushed by the vector's own stub */
    uint32_t error_code;      /* pushed by the CPU, or 0 by the stub */
    uint32_t eip, cs, eflags; /* pushed by the CPU, */
    uint32_t esp, ss;         /* these two only when it came from user mode */
};

/* Also from virtual 8086 mode, which QEMU, unlike a real CPU (SDM volume 2, IRET), lets any program enter. */
static inline bool trap_from_user(const struct trap_frame *frame)
{
    return (frame->cs & 3) == 3 || frame->eflags & EFLAGS_VM;
}

/* Fills and loads the IDT. Gates clear IF, so a handler starts with interrupts off; only int 0x80,
 * int3 and into may be raised by user code. */
void trap_init(void);

/* Loads the IDT on another CPU. */
void trap_load(void);

/* In trap.c; interrupts are off on entry and must be off on return. */
void trap_dispatch(struct trap_frame *frame);

/*
 * In trap.c; called with interrupts off when trap_return() could not load the user's segment registers, on
 * the otherwise empty kernel stack of the thread: ends its process.
 */
void trap_bad_return(void) __attribute__((noreturn));

/* In entry.S: returns to the flow that `frame` describes. Where a new thread starts (x86/context.h). */
void trap_return(void);

/*
 * If the faulting instruction has a fix-up (x86/fixup.h), makes the frame resume there and returns true.
 * For accesses that are allowed to fail: user copies, loading a segment register, the return to user mode.
 */
bool trap_fixup(struct trap_frame *frame);
