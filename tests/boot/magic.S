/*
 * Enters the kernel as a boot loader that doesn't know Multiboot would: with something else in EAX.
 * Linked in front of the kernel for tests/boot.t.
 */
.section .text
.globl magic_start
magic_start:
    mov $0x12345678, %eax
    jmp start
.section .note.GNU-stack, "", @progbits
