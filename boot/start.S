/*
 * Where the boot loader enters: a Multiboot 1 header (specification 0.6.96), and the way from physical
 * addresses with paging off to kernel_main() in the higher half.
 *
 * On entry: protected mode, flat segments, interrupts off, paging off, no stack. EAX is the loader's magic
 * number and EBX the physical address of its information; kernel_main() gets both and checks them.
 * Until step 5 every symbol's address is KERNEL_BASE too high, so that has to be taken off.
 */
#define KERNEL_BASE    0xc0000000
#define DIRECT_MAP_MAX 0x30000000 /* as in x86/paging.h */
#define LARGE_PAGE     0x400000
#define ENTRY_FLAGS    0x83   /* present, writable, 4 MiB */
#define KSTACK_SLOT    0x4000 /* as in x86/cpu.h */
#define STACK_TOP_SIZE 16     /* struct stack_top, also there */
#define TRAP_FRAME_SIZE 64    /* as in entry.S: below it, as on all stacks; stays zero, for there is no user mode */

#define HEADER_MAGIC 0x1badb002
#define HEADER_FLAGS 3 /* modules on page boundaries; tell us about memory */

#define CR4_PSE (1 << 4)
#define CR0_WP  (1 << 16)
#define CR0_PG  (1 << 31)

    .section .multiboot, "a"
    .balign 4
    .long HEADER_MAGIC, HEADER_FLAGS, -(HEADER_MAGIC + HEADER_FLAGS)

    .bss
    .balign KSTACK_SLOT
    /* The stack of the first thread, later CPU 0's idle thread: a slot like any other (x86/cpu.h). */
    .globl boot_stack_slot, boot_stack_top
boot_stack_slot:
    .skip KSTACK_SLOT - STACK_TOP_SIZE
boot_stack_top: /* struct stack_top, filled by main.c */
    .skip STACK_TOP_SIZE

    .globl boot_page_directory
boot_page_directory:
    .skip 4096

    .text
    .cfi_sections .debug_frame
    .globl start /* the ELF file's entry point; loaders turn it into a physical address */
    .type start, @function
start:
    .cfi_startproc
    .cfi_undefined eip /* nobody called: backtraces end here */
    cld

    /* 1. Clear .bss: not every loader has. Keep the loader's two values out of the way. */
    mov %eax, %ebp
    mov $(bss_start - KERNEL_BASE), %edi
    mov $(bss_end - KERNEL_BASE), %ecx
    sub %edi, %ecx
    shr $2, %ecx
    xor %eax, %eax
    rep stosl

    /* 2. First page directory: 0 to DIRECT_MAP_MAX mapped at KERNEL_BASE in pages of 4 MiB, */
    mov $(boot_page_directory - KERNEL_BASE), %edx
    mov $ENTRY_FLAGS, %eax
    mov $(KERNEL_BASE / LARGE_PAGE), %ecx
1:  mov %eax, (%edx, %ecx, 4)
    add $LARGE_PAGE, %eax
    inc %ecx
    cmp $((KERNEL_BASE + DIRECT_MAP_MAX) / LARGE_PAGE), %ecx
    jb 1b

    /* 3. and the first 4 MiB also where they are, for the instructions between steps 4 and 5. */
    movl $ENTRY_FLAGS, (%edx)

    /* 4. Paging on. Firmware may have left bits in CR4 and CR0: add ours to them. */
    mov %edx, %cr3
    mov %cr4, %eax
    or $CR4_PSE, %eax
    mov %eax, %cr4
    mov %cr0, %eax
    or $(CR0_PG | CR0_WP), %eax
    mov %eax, %cr0

    /* 5. On to the higher half. */
    mov $.Lhigher_half, %eax
    jmp *%eax
.Lhigher_half:

    /* 6. kernel_main(magic, information), on the first stack. EBP = 0 ends its chain of frames. */
    mov $(boot_stack_top - TRAP_FRAME_SIZE), %esp
    push %ebx
    push %ebp
    xor %ebp, %ebp
    call kernel_main

    /* 7. It does not return. */
2:  cli
    hlt
    jmp 2b
    .cfi_endproc
    .size start, . - start

    .section .note.GNU-stack, "", @progbits
