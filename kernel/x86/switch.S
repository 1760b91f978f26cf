/*
 * Switching stacks. See x86/context.h.
 */
#include "x86/frame.inc"

    .cfi_sections .debug_frame
    .text

    /* context_switch(uintptr_t *save, uintptr_t load). Above ESP: return address, save, load.
     * The callee-saved registers stay on the stack that is left; the caller saved the others, if it cared. */
    function context_switch
    mov 4(%esp), %eax
    mov 8(%esp), %edx
    save ebp
    save ebx
    save esi
    save edi
    mov %esp, (%eax)
    mov %edx, %esp /* the other thread, from here on; its stack looks as ours did */
    restore edi
    restore esi
    restore ebx
    restore ebp
    ret
    end_function context_switch

    .section .note.GNU-stack, "", @progbits
