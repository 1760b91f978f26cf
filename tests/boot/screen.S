/*
 * Enters the kernel as a boot loader that has set up a graphics mode would (Multiboot specification, 3.3): 800 by
 * 600 pixels of 16 bits, with longer lines than they need. Linked in front of the kernel for tests/screen.t.
 */
#define PITCH 2048

.section .text
.globl screen_start
screen_start:
    mov %eax, %edi
    mov $modes, %esi
    sub $0xc0000000, %esi /* paging is off yet */
1:  movzwl (%esi), %eax
    mov $0x1ce, %dx
    outw %ax, %dx
    movzwl 2(%esi), %eax
    inc %dx
    outw %ax, %dx
    add $4, %esi
    cmpw $0xffff, (%esi)
    jne 1b
    orl $1 << 12, (%ebx)
    movl $0xfd000000, 88(%ebx) /* where QEMU's firmware puts the card's memory */
    movl $0, 92(%ebx)
    movl $PITCH, 96(%ebx)
    movl $800, 100(%ebx)
    movl $600, 104(%ebx)
    movl $0x050b0110, 108(%ebx) /* 16 bits, direct; red at 11, 5 bits; */
    movl $0x05000605, 112(%ebx) /* green at 5, 6; blue at 0, 5 */
    mov %edi, %eax
    jmp start

    .balign 4
modes: /* the Bochs display interface: register, value */
    .word 4, 0
    .word 1, 800
    .word 2, 600
    .word 3, 16
    .word 4, 0x41
    .word 6, PITCH / 2
    .word 0xffff
.section .note.GNU-stack, "", @progbits
