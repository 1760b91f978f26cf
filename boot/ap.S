/*
 * Where the other CPUs wake up. The first CPU copies ap_start..ap_start_end to AP_ADDRESS and sends each of the
 * others there, one at a time (x86/smp.c).
 *
 * On entry: real mode, CS = AP_ADDRESS / 16, IP = 0, interrupts off; nothing else is known.
 */
#define AP_ADDRESS  0x8000 /* as in x86/smp.c */
#define KERNEL_BASE 0xc0000000
#define TRAP_FRAME_SIZE 64 /* as in entry.S */
#define CR0_PE      (1 << 0)
#define CR0_WP      (1 << 16)
#define CR0_PG      (1 << 31)
#define CR4_PSE     (1 << 4)

    .text
    .cfi_sections .debug_frame
    .globl ap_start, ap_start_end
    .code16
ap_start:
    /* 1. Protected mode, by a table with two flat segments. Addresses are those after the copy. */
    cli
    xor %ax, %ax
    mov %ax, %ds
    lgdtl AP_ADDRESS + gdt_pointer - ap_start
    mov %cr0, %eax
    or $CR0_PE, %eax
    mov %eax, %cr0
    ljmpl $8, $(ap_protected - KERNEL_BASE)

    .balign 8
gdt:
    .quad 0
    .quad 0x00cf9a000000ffff /* code, base 0, 4 GiB */
    .quad 0x00cf92000000ffff /* data */
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .long AP_ADDRESS + gdt - ap_start
ap_start_end:

    .code32
    .type ap_protected, @function
ap_protected:
    .cfi_startproc
    .cfi_undefined eip
    /* 2. In the kernel's image now, at its physical address: the first page directory maps that too. */
    mov $16, %ax
    mov %ax, %ds
    mov %ax, %es
    mov %ax, %ss
    mov $(boot_page_directory - KERNEL_BASE), %eax
    mov %eax, %cr3
    mov %cr4, %eax
    or $CR4_PSE, %eax
    mov %eax, %cr4
    mov %cr0, %eax
    or $(CR0_PG | CR0_WP), %eax
    mov %eax, %cr0
    mov $.Lhigher_half, %eax
    jmp *%eax
.Lhigher_half:

    /* 3. On to the kernel's own page directory, and to the idle thread's stack that the first CPU has made. */
    mov kernel_directory, %eax
    sub $KERNEL_BASE, %eax
    mov %eax, %cr3
    mov ap_stack, %esp
    sub $TRAP_FRAME_SIZE, %esp
    xor %ebp, %ebp
    call ap_main
1:  cli
    hlt
    jmp 1b
    .cfi_endproc
    .size ap_protected, . - ap_protected

    .section .note.GNU-stack, "", @progbits
