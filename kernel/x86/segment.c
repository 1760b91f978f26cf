/*
 * Descriptor tables, task state, and the double fault, which is the one trap that gets a task of its own:
 * when a kernel stack has overflown, the CPU can no longer push a trap frame on it.
 *
 * A GDT and a TSS belong to their CPU; no locks. The stack of the double fault is one for all CPUs: the first
 * who gets there stops the machine.
 */
#include "x86/segment.h"
#include "abi/user_desc.h"
#include "debug/panic.h"
#include "x86/cpu.h"
#include "x86/paging.h"
#include "x86/trap.h"

#define ACCESS_PRESENT_DATA 0x90 /* present, not a system segment, privilege 0 */
#define ACCESS_USER         0x60
#define ACCESS_CODE         0x0a /* executable and readable */
#define ACCESS_WRITE        0x02
#define ACCESS_TASK         0x89 /* present, system: available 32-bit TSS */
#define FLAG_PAGES          0x8  /* the limit counts pages */
#define FLAG_32BIT          0x4
#define FLAT                0, 0xfffff /* base, limit */

static uint8_t double_fault_stack[KSTACK_SLOT] __attribute__((aligned(KSTACK_SLOT)));

static uint64_t descriptor(uint32_t base, uint32_t limit, uint32_t access, uint32_t flags)
{
    uint32_t low = base << 16 | (limit & 0xffff);
    uint32_t high = (base & 0xff000000) | flags << 20 | (limit & 0xf0000) | access << 8 | (base >> 16 & 0xff);
    return (uint64_t)high << 32 | low;
}

uint64_t segment_user_data(const struct user_desc *wanted)
{
    if (wanted->read_exec_only && wanted->seg_not_present)
        return 0;
    return descriptor(wanted->base_addr, wanted->limit,
                      ACCESS_PRESENT_DATA | ACCESS_USER | (wanted->read_exec_only ? 0 : ACCESS_WRITE),
                      (wanted->limit_in_pages ? FLAG_PAGES : 0) | (wanted->seg_32bit ? FLAG_32BIT : 0));
}

/* The CPU that runs, found without its stack: by where its GDT lies. */
static struct cpu *cpu_by_gdt(void)
{
    struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) gdtr;
    asm volatile("sgdt %0" : "=m"(gdtr));
    return container_of((uint64_t *)gdtr.base, struct cpu, segments.gdt[0]);
}

/* Whether a thread's stack may lie at `esp`: then the top of its slot can be read. */
static bool is_stack_address(uintptr_t esp)
{
    return (esp >= KSTACK_BASE && esp < KSTACK_END) ||
           (esp >= KERNEL_BASE && esp < KERNEL_BASE + DIRECT_MAP_MAX);
}

/* The double fault's task starts here, on its own stack; the interrupted registers are in the CPU's TSS. */
static void double_fault(void)
{
    struct cpu *cpu = cpu_by_gdt();
    const struct task_state *task = &cpu->segments.task;
    uintptr_t slot = ALIGN_DOWN(task->esp, KSTACK_SLOT);
    struct stack_top *top = stack_top_current();

    top->cpu = cpu;
    if (is_stack_address(task->esp))
        *top = *(struct stack_top *)(slot + KSTACK_SLOT - sizeof(struct stack_top));

    struct trap_frame frame = {
        .eax = task->eax,
        .ebx = task->ebx,
        .ecx = task->ecx,
        .edx = task->edx,
        .esi = task->esi,
        .edi = task->edi,
        .ebp = task->ebp,
        .esp = task->esp,
        .eip = task->eip,
        .eflags = task->eflags,
        .cs = task->cs,
        .ss = task->ss,
        .ds = task->ds,
        .es = task->es,
        .vector = TRAP_DOUBLE_FAULT,
    };
    if (!is_stack_address(task->esp) || task->esp - slot > KSTACK_SLOT - KSTACK_SIZE + 256)
        panic_trap(&frame, "double fault");
    char who[80];
    panic_describe(who, sizeof(who));
    panic_trap(&frame, "kernel stack overflow in %s", who);
}

static void double_fault_prepare(struct task_state *task)
{
    *task = (struct task_state){
        .cr3 = cpu_cr3(),
        .eip = (uintptr_t)double_fault,
        .eflags = 2, /* the bit that is always 1 */
        .esp = (uintptr_t)double_fault_stack + KSTACK_SLOT - sizeof(struct stack_top),
        .cs = SELECTOR_KERNEL_CODE,
        .ss = SELECTOR_KERNEL_DATA,
        .ds = SELECTOR_KERNEL_DATA,
        .es = SELECTOR_KERNEL_DATA,
        .io_map = sizeof(struct task_state), /* past the limit: there is none */
    };
}

void segment_init(struct cpu *cpu)
{
    struct segment_state *state = &cpu->segments;
    const uint32_t flat = FLAG_PAGES | FLAG_32BIT;
    const uint32_t code = ACCESS_PRESENT_DATA | ACCESS_CODE, data = ACCESS_PRESENT_DATA | ACCESS_WRITE;

    /* 1. The task states. */
    state->task.ss0 = SELECTOR_KERNEL_DATA;
    state->task.io_map = sizeof(struct task_state);
    double_fault_prepare(&state->double_fault_task);

    /* 2. The descriptors. */
    state->gdt[SELECTOR_KERNEL_CODE / 8] = descriptor(FLAT, code, flat);
    state->gdt[SELECTOR_KERNEL_DATA / 8] = descriptor(FLAT, data, flat);
    state->gdt[SELECTOR_USER_CODE / 8] = descriptor(FLAT, code | ACCESS_USER, flat);
    state->gdt[SELECTOR_USER_DATA / 8] = descriptor(FLAT, data | ACCESS_USER, flat);
    state->gdt[SELECTOR_TSS / 8] =
        descriptor((uintptr_t)&state->task, sizeof(struct task_state) - 1, ACCESS_TASK, 0);
    state->gdt[SELECTOR_DOUBLE_FAULT / 8] =
        descriptor((uintptr_t)&state->double_fault_task, sizeof(struct task_state) - 1, ACCESS_TASK, 0);

    /* 3. Load the table, then every register that points into it. */
    struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) gdtr = {sizeof(state->gdt) - 1, (uintptr_t)state->gdt};
    asm volatile("lgdt %0\n\t"
                 "ljmp %1, $1f\n"
                 "1:\tmov %2, %%ds\n\t"
                 "mov %2, %%es\n\t"
                 "mov %2, %%ss\n\t"
                 "mov %3, %%fs\n\t"
                 "mov %3, %%gs\n\t"
                 "ltr %4"
                 :
                 : "m"(gdtr), "i"(SELECTOR_KERNEL_CODE), "r"(SELECTOR_KERNEL_DATA), "r"(0),
                   "r"((uint16_t)SELECTOR_TSS)
                 : "memory");
}
