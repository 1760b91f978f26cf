/*
 * Accesses to user memory that may fault. See x86/user_copy.h. A fault that mm/ cannot serve comes back
 * through the fix-ups.
 *
 * Copying and clearing go by words, then by bytes. A fault among the words goes on by bytes from where it
 * was, so that everything up to the bad page is done and the count of what is left is exact.
 */
#include "x86/fixup.inc"

#define EFAULT 14

    .cfi_sections .debug_frame
    .text

    /* user_copy_raw(to, from, size) */
    .globl user_copy_raw
    .type user_copy_raw, @function
user_copy_raw:
    .cfi_startproc
    push %edi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset edi, 0
    push %esi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset esi, 0
    mov 12(%esp), %edi
    mov 16(%esp), %esi
    mov 20(%esp), %eax
    mov %eax, %ecx
    shr $2, %ecx
    and $3, %eax
1:  rep movsl
    mov %eax, %ecx
2:  rep movsb
3:  mov %ecx, %eax
    pop %esi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value esi
    pop %edi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value edi
    ret
    .cfi_adjust_cfa_offset 8
4:  lea (%eax, %ecx, 4), %ecx /* faulted at a word: bytes that are left */
    jmp 2b
    .cfi_endproc
    .size user_copy_raw, . - user_copy_raw
    fixup 1b, 4b
    fixup 2b, 3b

    /* user_clear_raw(to, size) */
    .globl user_clear_raw
    .type user_clear_raw, @function
user_clear_raw:
    .cfi_startproc
    push %edi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset edi, 0
    mov 8(%esp), %edi
    mov 12(%esp), %edx
    mov %edx, %ecx
    shr $2, %ecx
    and $3, %edx
    xor %eax, %eax
1:  rep stosl
    mov %edx, %ecx
2:  rep stosb
3:  mov %ecx, %eax
    pop %edi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value edi
    ret
    .cfi_adjust_cfa_offset 4
4:  lea (%edx, %ecx, 4), %ecx
    jmp 2b
    .cfi_endproc
    .size user_clear_raw, . - user_clear_raw
    fixup 1b, 4b
    fixup 2b, 3b

    /* user_load_raw(value, address) */
    .globl user_load_raw
    .type user_load_raw, @function
user_load_raw:
    .cfi_startproc
    mov 8(%esp), %ecx
1:  mov (%ecx), %ecx
    mov 4(%esp), %edx
    mov %ecx, (%edx)
    xor %eax, %eax
    ret
    .cfi_endproc
    .size user_load_raw, . - user_load_raw
    fixup 1b, user_fault

    /* user_compare_exchange_raw(address, expected, replacement) */
    .globl user_compare_exchange_raw
    .type user_compare_exchange_raw, @function
user_compare_exchange_raw:
    .cfi_startproc
    mov 4(%esp), %ecx
    mov 8(%esp), %eax
    mov (%eax), %eax
    mov 12(%esp), %edx
1:  lock cmpxchg %edx, (%ecx)
    mov 8(%esp), %edx
    mov %eax, (%edx)
    xor %eax, %eax
    ret
    .cfi_endproc
    .size user_compare_exchange_raw, . - user_compare_exchange_raw
    fixup 1b, user_fault

    .type user_fault, @function
user_fault:
    .cfi_startproc
    mov $-EFAULT, %eax
    ret
    .cfi_endproc
    .size user_fault, . - user_fault

    .section .note.GNU-stack, "", @progbits
