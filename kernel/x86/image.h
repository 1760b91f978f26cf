/*
 * Where the kernel's image lies: symbols of linker.ld. Virtual addresses, page-aligned.
 */
#pragma once

extern char kernel_start[];      /* code */
extern char kernel_text_end[];   /* constants */
extern char kernel_rodata_end[]; /* variables */
extern char kernel_end[];

/* The boot CPU's first stack (start.S): a whole slot, of which the lower part becomes the guard. */
extern char boot_stack_slot[];
