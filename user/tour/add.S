/*
 * void add_one(long *number): the addition under study, in three instructions under every compiler.
 *
 * It has two pages of code to itself, so that only who adds maps them. They meet between the addition
 * and the store, because QEMU without -icount takes interrupts only where a translated block ends, and
 * one always ends with the page; a real CPU takes them anywhere.
 */
    .section .text.add_one, "ax", @progbits
    .globl add_one, add_one_load, add_one_add, add_one_store
    .type add_one, @function
    .balign 4096
    .skip 4096 - 9, 0xcc
add_one:
    mov 4(%esp), %edx
add_one_load:
    mov (%edx), %eax
add_one_add:
    add $1, %eax
    /* the page ends here */
add_one_store:
    mov %eax, (%edx)
    ret
    .size add_one, . - add_one
    .balign 4096, 0xcc
    .section .note.GNU-stack, "", @progbits
