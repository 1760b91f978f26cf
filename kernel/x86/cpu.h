/*
 * One CPU: its instructions, and its own data.
 *
 * Every kernel stack lies at the top of a KSTACK_SLOT-aligned slot, and its highest bytes say whose it
 * is and where it runs (struct stack_top). So `thread_current()` is a mask of ESP: right at any time,
 * in any context. `this_cpu()` may change when the thread is preempted: only with interrupts off.
 */
#pragma once

#include "lib/list.h"
#include "lib/types.h"
#include "x86/segment.h"

#define KSTACK_SLOT 0x4000u /* distance and alignment of kernel stacks: guard below, stack on top */
#define KSTACK_SIZE 0x2000u /* bytes mapped at the top of a slot */

#define EFLAGS_TF 0x00000100
#define EFLAGS_IF 0x00000200
#define EFLAGS_DF 0x00000400
#define EFLAGS_VM 0x00020000

#define CPU_MAX 8

#define INTERRUPT_COUNT 19 /* the 16 of devices; the local APIC's timer, reschedule and flush (apic.h) */

struct thread;
struct trace_ring;

struct cpu {
    unsigned id;         /* 0 is the one that booted */
    struct thread *idle; /* runs when nothing else can */
    bool reschedule;     /* set by an interrupt or a wake-up: give up the CPU soon */
    struct list queue;   /* runnable threads that may not run everywhere, but here */
    unsigned queue_length;
    const void *space;                    /* whose page directory is in CR3 (struct vm_space *) */
    uint64_t quantum_end;                 /* in cycles; the running thread's turn ends then */
    uint64_t armed;                       /* in cycles; when the timer will interrupt at the latest */
    struct thread *ended;                 /* the thread that ran last, if it will never again: to be freed */
    uint8_t apic_id;                      /* of its local APIC */
    uint32_t flush_wanted;                /* atomic: how often others have asked it to forget translations, */
    uint32_t flush_done;                  /* and up to which time it has */
    uint64_t switches;                    /* context switches, */
    uint64_t space_switches;              /* and how many of them loaded CR3 */
    uint32_t interrupts[INTERRUPT_COUNT]; /* that it has served, by vector from TRAP_IRQ_BASE on */
    struct trace_ring *trace;             /* where it writes records (debug/trace.h) */
    struct segment_state segments;        /* GDT, TSS: what the CPU itself reads */
};

struct stack_top {
    struct thread *thread;
    struct cpu *cpu;
    uint32_t tid;      /* the thread's, for the trace */
    uint32_t reserved; /* keeps the stack below aligned to 16 */
};

extern struct cpu cpus[CPU_MAX];

static inline struct stack_top *stack_top_current(void)
{
    uintptr_t esp;
    asm("mov %%esp, %0" : "=r"(esp));
    return (struct stack_top *)((esp & ~(KSTACK_SLOT - 1)) + KSTACK_SLOT - sizeof(struct stack_top));
}

static inline struct thread *thread_current(void)
{
    return stack_top_current()->thread;
}

static inline uint32_t cpu_flags(void)
{
    uint32_t flags;
    asm volatile("pushf; pop %0" : "=r"(flags) : : "memory");
    return flags;
}

static inline bool interrupts_enabled(void)
{
    return cpu_flags() & EFLAGS_IF;
}

static inline void interrupts_enable(void)
{
    asm volatile("sti" : : : "memory");
}

static inline void interrupts_disable(void)
{
    asm volatile("cli" : : : "memory");
}

/* Disables interrupts; returns what interrupts_restore() needs to put them back as they were. */
static inline uint32_t interrupts_save(void)
{
    uint32_t flags = cpu_flags();
    interrupts_disable();
    return flags;
}

static inline void interrupts_restore(uint32_t flags)
{
    if (flags & EFLAGS_IF)
        interrupts_enable();
}

/* Interrupts must be off (checked in DEBUG kernels): the caller may move to another CPU otherwise. */
#ifdef DEBUG
struct cpu *this_cpu(void);
#else
static inline struct cpu *this_cpu(void)
{
    return stack_top_current()->cpu;
}
#endif

/* Enables interrupts and waits for one, without missing any between the two. */
static inline void cpu_wait_for_interrupt(void)
{
    asm volatile("sti; hlt" : : : "memory");
}

/* For loops that wait for another CPU. */
static inline void cpu_relax(void)
{
    asm volatile("pause" : : : "memory");
}

/* The time-stamp counter. Its rate is found at boot (x86/timer.h). */
static inline uint64_t cpu_cycles(void)
{
    uint64_t cycles;
    asm volatile("rdtsc" : "=A"(cycles));
    return cycles;
}

static inline void port_write8(uint16_t port, uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_write16(uint16_t port, uint16_t value)
{
    asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_write32(uint16_t port, uint32_t value)
{
    asm volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint32_t port_read32(uint16_t port)
{
    uint32_t value;
    asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint16_t port_read16(uint16_t port)
{
    uint16_t value;
    asm volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint8_t port_read8(uint16_t port)
{
    uint8_t value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint32_t cpu_cr0(void)
{
    uint32_t value;
    asm volatile("mov %%cr0, %0" : "=r"(value));
    return value;
}

static inline uint32_t cpu_cr4(void)
{
    uint32_t value;
    asm volatile("mov %%cr4, %0" : "=r"(value));
    return value;
}

static inline uint32_t cpu_cr2(void)
{
    uint32_t value;
    asm volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}

static inline uint32_t cpu_cr3(void)
{
    uint32_t value;
    asm volatile("mov %%cr3, %0" : "=r"(value) : : "memory");
    return value;
}

static inline void cpu_set_cr3(uint32_t value)
{
    asm volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

/*
 * Forgets all translations of user and kernel-stack memory if another CPU has asked for it (mm/tlb.c). Called
 * by the interrupt that asks, and by whoever waits with interrupts off. Interrupts are off.
 */
static inline void cpu_answer_flush(void)
{
    struct cpu *cpu = stack_top_current()->cpu;
    uint32_t wanted = __atomic_load_n(&cpu->flush_wanted, __ATOMIC_ACQUIRE);
    if (cpu->flush_done == wanted)
        return;
    cpu_set_cr3(cpu_cr3());
    __atomic_store_n(&cpu->flush_done, wanted, __ATOMIC_RELEASE);
}

/* Forgets this CPU's cached translation of one page. */
static inline void cpu_invalidate_page(vaddr_t address)
{
    asm volatile("invlpg (%0)" : : "r"(address) : "memory");
}

/* Checks that the CPU has what Weft needs (TSC, FXSR, PSE), or logs what it lacks and stops; then sets CR0
 * and CR4. Called once on each CPU, before segment_init() and when the log has its sinks. */
void cpu_init(struct cpu *cpu);
