/*
 * Where traps, interrupts and system calls enter the kernel, and where they leave it.
 *
 * Each vector has a stub that completes the CPU's part of struct trap_frame (x86/trap.h) with an error code
 * and the vector's number; the rest is common. Every instruction here is paid by every system call.
 * %fs and %gs stay the user's: the kernel never uses them.
 */
#include "x86/frame.inc"

#define KERNEL_DATA     0x68   /* SELECTOR_KERNEL_DATA; trap.c checks these four */
#define KSTACK_SLOT     0x4000
#define STACK_TOP_SIZE  16
#define TRAP_FRAME_SIZE 64

    .cfi_sections .debug_frame
    .text

    /*
     * Stubs of vectors 0 to 50, and of one number that stands for all vectors without a use. On entry the CPU
     * has pushed: ss and esp (only when it came from user mode), eflags, cs, eip, and an error code for some.
     */
    .macro stub vector
    .balign 4
9:
    .if (\vector < 8 || \vector == 9 || \vector == 16 || \vector > 17) && \vector != 21 && \vector != 29 && \vector != 30
    push $0 /* the CPU pushed no error code */
    .endif
    push $\vector
    jmp trap_entry
    .pushsection .rodata
    .long 9b
    .popsection
    .endm

    .pushsection .rodata
    .balign 4
    .globl trap_stubs
trap_stubs: /* addresses of the stubs, in order of vectors; the last is the shared one */
    .popsection

    .altmacro
    .set number, 0
    .rept 51
    stub %number
    .set number, number + 1
    .endr
    stub 255
    .noaltmacro

    /* int 0x80. Pushed by the CPU: as above, no error code. Runs on into trap_entry. */
    .globl trap_system_call
    .type trap_system_call, @function
trap_system_call:
    .cfi_startproc simple
    .cfi_signal_frame
    .cfi_def_cfa esp, 12
    .cfi_offset eip, -12
    /* For debuggers: ESP was CFA, or, if CS says that it was in user mode, what the CPU has pushed there. In DWARF
     * (DW_CFA_val_expression of register 4): dup, lit8, minus, deref, lit3, and, bra +3, skip +1, deref. */
    .cfi_escape 0x16, 4, 13, 0x12, 0x38, 0x1c, 0x06, 0x33, 0x1a, 0x28, 3, 0, 0x2f, 1, 0, 0x06
    push $0
    .cfi_adjust_cfa_offset 4
    push $0x80
    .cfi_adjust_cfa_offset 4

    /* 1. Save what is not saved yet: now the stack holds a struct trap_frame. */
trap_entry:
    push %es
    .cfi_adjust_cfa_offset 4
    push %ds
    .cfi_adjust_cfa_offset 4
    save eax
    save ebp
    save edi
    save esi
    save edx
    save ecx
    save ebx

    /* 2. What C expects: the kernel's data segment, and the direction flag clear. */
    mov $KERNEL_DATA, %eax
    mov %eax, %ds
    mov %eax, %es
    cld

    /* 3. trap_dispatch(frame). */
    push %esp
    .cfi_adjust_cfa_offset 4
    call trap_dispatch

    /* 4. Back to where it came from. A new thread starts here too (context_prepare): on the stack are the
     *    argument of the function that returned, and above it the trap frame. */
    .globl trap_return
trap_return:
    add $4, %esp
    .cfi_adjust_cfa_offset -4
    restore ebx
    restore ecx
    restore edx
    restore esi
    restore edi
    restore ebp
    restore eax
1:  pop %ds
    .cfi_adjust_cfa_offset -4
2:  pop %es
    .cfi_adjust_cfa_offset -4
    add $8, %esp /* vector and error code */
    .cfi_adjust_cfa_offset -8
3:  iret
    .cfi_endproc
    .size trap_system_call, . - trap_system_call

    /* A selector that the user left in DS, ES, SS or CS is not valid (any more): leave the user's segments
     * behind, drop all but the trap frame at the top of this stack, and have the process ended. */
    .type trap_return_failed, @function
trap_return_failed:
    .cfi_startproc
    .cfi_undefined eip
    mov $KERNEL_DATA, %eax
    mov %eax, %ds
    mov %eax, %es
    or $(KSTACK_SLOT - 1), %esp
    sub $(STACK_TOP_SIZE + TRAP_FRAME_SIZE - 1), %esp
    xor %ebp, %ebp
    call trap_bad_return
    .cfi_endproc
    .size trap_return_failed, . - trap_return_failed

    .pushsection .fixups, "a" /* pairs, see x86/fixup.h */
    .long 1b, trap_return_failed, 2b, trap_return_failed, 3b, trap_return_failed
    .popsection

    .section .note.GNU-stack, "", @progbits
