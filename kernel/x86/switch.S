/*
 * Switching stacks, and loading segment registers that the user chose. See x86/context.h.
 */
#include "x86/fixup.inc"

    .cfi_sections .debug_frame
    .text

    /* context_switch(uintptr_t *save, uintptr_t load). Above ESP: return address, save, load.
     * The callee-saved registers stay on the stack that is left; the caller saved the others, if it cared. */
    .globl context_switch
    .type context_switch, @function
context_switch:
    .cfi_startproc
    mov 4(%esp), %eax
    mov 8(%esp), %edx
    push %ebp
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset ebp, 0
    push %ebx
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset ebx, 0
    push %esi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset esi, 0
    push %edi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset edi, 0
    mov %esp, (%eax)
    mov %edx, %esp /* the other thread, from here on; its stack looks as ours did */
    pop %edi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value edi
    pop %esi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value esi
    pop %ebx
    .cfi_adjust_cfa_offset -4
    .cfi_same_value ebx
    pop %ebp
    .cfi_adjust_cfa_offset -4
    .cfi_same_value ebp
    ret
    .cfi_endproc
    .size context_switch, . - context_switch

    /* segment_load_fs(selector), segment_load_gs(selector): 0 instead of a selector that is not valid. */
    .macro segment_load name, register
    .globl \name
    .type \name, @function
\name:
    .cfi_startproc
    mov 4(%esp), %eax
1:  mov %eax, %\register
    ret
2:  xor %eax, %eax
    jmp 1b
    .cfi_endproc
    .size \name, . - \name
    fixup 1b, 2b
    .endm

    segment_load segment_load_fs, fs
    segment_load segment_load_gs, gs

    .section .note.GNU-stack, "", @progbits
