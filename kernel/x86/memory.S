/*
 * memcpy, memmove and memset (lib/string.h) by the CPU's string instructions: by words, then by bytes.
 */
    .cfi_sections .debug_frame
    .text

    /* memcpy(to, from, size) */
    .globl memcpy
    .type memcpy, @function
memcpy:
    .cfi_startproc
    push %edi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset edi, 0
    push %esi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset esi, 0
    mov 12(%esp), %edi
    mov 16(%esp), %esi
    mov 20(%esp), %edx
    mov %edi, %eax
    mov %edx, %ecx
    shr $2, %ecx
    rep movsl
    mov %edx, %ecx
    and $3, %ecx
    rep movsb
    pop %esi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value esi
    pop %edi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value edi
    ret
    .cfi_endproc
    .size memcpy, . - memcpy

    /* memmove(to, from, size): as memcpy, but backwards if `to` lies inside from..from + size. */
    .globl memmove
    .type memmove, @function
memmove:
    .cfi_startproc
    mov 4(%esp), %eax
    sub 8(%esp), %eax
    cmp 12(%esp), %eax
    jae memcpy
    push %edi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset edi, 0
    push %esi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset esi, 0
    mov 12(%esp), %edi
    mov 16(%esp), %esi
    mov 20(%esp), %ecx
    mov %edi, %eax
    lea -1(%edi, %ecx), %edi
    lea -1(%esi, %ecx), %esi
    std
    rep movsb
    cld
    pop %esi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value esi
    pop %edi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value edi
    ret
    .cfi_endproc
    .size memmove, . - memmove

    /* memset(memory, byte, size) */
    .globl memset
    .type memset, @function
memset:
    .cfi_startproc
    push %edi
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset edi, 0
    mov 8(%esp), %edi
    movzbl 12(%esp), %eax
    imul $0x01010101, %eax, %eax
    mov 16(%esp), %edx
    mov %edx, %ecx
    shr $2, %ecx
    rep stosl
    mov %edx, %ecx
    and $3, %ecx
    rep stosb
    mov 8(%esp), %eax
    pop %edi
    .cfi_adjust_cfa_offset -4
    .cfi_same_value edi
    ret
    .cfi_endproc
    .size memset, . - memset

    .section .note.GNU-stack, "", @progbits
