/*
 * Where every trap, interrupt and system call arrives in C, and what is done on the way back.
 */
#include "x86/trap.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "debug/trace.h"
#include "dev/keyboard.h"
#include "dev/serial.h"
#include "mm/space.h"
#include "process/process.h"
#include "process/signal.h"
#include "sys/syscalls.h"
#include "thread/sched.h"
#include "x86/apic.h"
#include "x86/irq.h"
#include "x86/timer.h"

_Static_assert(INTERRUPT_COUNT == TRAP_APIC_LAST - TRAP_IRQ_BASE + 1, "cpu.h");

/* The signals of faults that user code has made, and their codes (man 2 sigaction); of others SIGSEGV. */
static const struct {
    uint8_t signal, code;
} signals[32] = {[0] = {SIGFPE, FPE_INTDIV},
                 [TRAP_DEBUG] = {SIGTRAP, TRAP_TRACE},
                 [TRAP_BREAKPOINT] = {SIGTRAP, SI_KERNEL},
                 [6] = {SIGILL, ILL_ILLOPN},
                 [TRAP_FPU] = {SIGFPE, SI_KERNEL},
                 [17] = {SIGBUS, BUS_ADRALN},
                 [TRAP_SIMD] = {SIGFPE, SI_KERNEL}};

/* Ends the process by a signal, or resumes a kernel access that may fail; anything else is a bug of ours. */
static void fault(struct trap_frame *frame)
{
    uint32_t vector = frame->vector % ARRAY_SIZE(signals);
    if (trap_from_user(frame) && signals[vector].signal)
        signal_fault(signals[vector].signal, signals[vector].code, frame->eip);
    else if (trap_from_user(frame))
        signal_fault(SIGSEGV, SI_KERNEL, 0);
    else if (!trap_fixup(frame))
        panic_trap(frame, "trap %u in the kernel", frame->vector);
}

static void page_fault(struct trap_frame *frame)
{
    vaddr_t address = cpu_cr2();
    trace(FAULT, address, frame->eip, frame->error_code);
    unsigned access = frame->error_code & PAGE_FAULT_WRITE ? FAULT_WRITE : 0;
    int error = vm_fault(thread_current()->space, address, access);
    if (likely(!error))
        return;
    if (error == -ENOMEM) {
        struct process *process = process_current();
        log_print("out of memory: process %u (%s) is killed\n", process->pid, process->leader->name);
        /* Only noted: a user copy may hold locks. It ends on its way back to user mode. */
        __atomic_or_fetch(&thread_current()->work, THREAD_WORK_SIGNAL | THREAD_WORK_MEMORY, __ATOMIC_RELEASE);
        if (!trap_from_user(frame) && !trap_fixup(frame))
            panic_trap(frame, "no memory for a page at %08x", address);
    } else if (trap_from_user(frame)) {
        thread_current()->fault_address = address;
        if (error == -ENXIO)
            signal_fault(SIGBUS, BUS_ADRERR, address);
        else
            signal_fault(SIGSEGV, error == -EACCES ? SEGV_ACCERR : SEGV_MAPERR, address);
    } else if (!trap_fixup(frame)) {
        panic_trap(frame, "page fault at %08x", address);
    }
}

/* From a device, or from this CPU's local APIC: its timer, or another CPU. */
static void interrupt(unsigned irq)
{
    if (!irq_acknowledge(irq))
        return;
    this_cpu()->interrupts[irq]++;
    trace(INTERRUPT, irq);
    switch (irq) {
    case TIMER_IRQ:
    case TRAP_APIC_TIMER - TRAP_IRQ_BASE:
        sched_tick();
        break;
    case KEYBOARD_IRQ:
        keyboard_interrupt();
        break;
    case SERIAL_IRQ:
        serial_interrupt();
        break;
    case TRAP_FLUSH - TRAP_IRQ_BASE:
        cpu_answer_flush();
        break;
    }
    /* TRAP_RESCHEDULE has done its work by interrupting: what it is about is looked at on the way back. */
}

/* Out of line, so that system calls do not pay for it. */
static __attribute__((noinline)) void trap_or_interrupt(struct trap_frame *frame)
{
    if (frame->vector == TRAP_PAGE_FAULT)
        page_fault(frame);
    else if (frame->vector >= TRAP_IRQ_BASE && frame->vector <= TRAP_APIC_LAST)
        interrupt(frame->vector - TRAP_IRQ_BASE);
    else if (frame->vector == TRAP_APIC_SPURIOUS && apic_present())
        return;
    else if (frame->vector == TRAP_NMI)
        panic_trap(frame, "non-maskable interrupt"); /* stops quietly if another CPU has panicked */
    else
        fault(frame);
}

/* Before user mode: act on signals, and give the CPU up if it is another's turn. */
static void return_to_user(struct trap_frame *frame, struct stack_top *top)
{
    while (top->thread->work || top->cpu->reschedule) {
        if (top->thread->work) {
            interrupts_enable();
            process_user_return(frame);
            interrupts_disable();
        }
        sched_preempt();
    }
}

void trap_dispatch(struct trap_frame *frame)
{
    struct stack_top *top = stack_top_current();
    if (likely(frame->vector == TRAP_SYSCALL)) {
        interrupts_enable();
        syscall_dispatch(frame);
        interrupts_disable();
    } else {
        trap_or_interrupt(frame);
    }
    if (trap_from_user(frame)) {
        if (unlikely(top->thread->work | top->cpu->reschedule))
            return_to_user(frame, top);
    } else if (frame->eflags & EFLAGS_IF) {
        sched_preempt(); /* the kernel itself is preempted, where it allows interrupts */
    }
}

void trap_bad_return(void)
{
    interrupts_enable();
    process_exit_group(SIGSEGV);
}
