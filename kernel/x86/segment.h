/*
 * Segments and task state (Intel SDM volume 3, 3.4 and 8.2). All segments but the threads' own are
 * flat; selectors are those of Linux i386. Each CPU has its own GDT and TSS.
 */
#pragma once

#include "lib/types.h"

#define SELECTOR_KERNEL_CODE  0x60
#define SELECTOR_KERNEL_DATA  0x68
#define SELECTOR_USER_CODE    0x73
#define SELECTOR_USER_DATA    0x7b
#define SELECTOR_TSS          0x80
#define SELECTOR_DOUBLE_FAULT 0x88

#define SEGMENT_TLS_FIRST 6 /* GDT entries 6, 7, 8 are the thread's own (man 2 set_thread_area) */
#define SEGMENT_TLS_COUNT 3
#define SEGMENT_COUNT     18

/* Task-state segment (SDM 8.2.1). Only esp0 and ss0 matter, but for the double-fault task. */
struct task_state {
    uint32_t link, esp0, ss0, esp1, ss1, esp2, ss2, cr3, eip, eflags;
    uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
    uint32_t es, cs, ss, ds, fs, gs, ldt;
    uint16_t trap, io_map;
};

struct segment_state {
    uint64_t gdt[SEGMENT_COUNT];
    struct task_state task;
    struct task_state double_fault_task; /* its cr3: the page directory that was loaded in segment_init() */
};

struct cpu;
struct user_desc;

/* Fills and loads `cpu`'s GDT and TSS, and reloads all segment registers. Interrupts are off. */
void segment_init(struct cpu *cpu);

/* The descriptor that set_thread_area describes so: always of data, and of privilege level 3. 0: an empty
 * one.
 */
uint64_t segment_user_data(const struct user_desc *wanted);
