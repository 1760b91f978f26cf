/*
 * The end of a kernel whose invariants are broken. Trusts as little as it can: reads memory only where it
 * must be mapped, takes no locks but the log's, and never starts a second time.
 */
#include "debug/panic.h"
#include "debug/log.h"
#include "debug/symbols.h"
#include "lib/format.h"
#include "x86/apic.h"
#include "x86/cpu.h"
#include "x86/image.h"
#include "x86/paging.h"
#include "x86/power.h"
#include "x86/trap.h"

#define BACKTRACE_MAX 32

struct panic_hooks panic_hooks;

static struct cpu *volatile panicking; /* the first CPU to panic; the others only stop */

void panic_describe(char *buffer, size_t size)
{
    if (panic_hooks.describe && thread_current())
        panic_hooks.describe(buffer, size);
    else
        format(buffer, size, "no thread yet");
}

static void __attribute__((noreturn)) stop_machine(void)
{
    if (panic_hooks.exits)
        power_debug_exit(1);
    power_halt();
}

/* Whether two words at `address` may be read: on the mapped part of the stack slot that `esp` is in. */
static bool on_stack(uintptr_t address, uintptr_t esp)
{
    uintptr_t top = ALIGN_DOWN(esp, KSTACK_SLOT) + KSTACK_SLOT - sizeof(struct stack_top);
    bool in_image = address >= (uintptr_t)kernel_start && address < (uintptr_t)kernel_end;
    bool in_stacks = address >= KSTACK_BASE && address < KSTACK_END;

    return (in_image || in_stacks) && address % 4 == 0 && address <= top - 8 &&
           address >= top + sizeof(struct stack_top) - KSTACK_SIZE;
}

/* Follows the chain of frames: at EBP lies the caller's EBP, and above it the address it will return to.
 * `exact`: `eip` itself is no return address. */
static void print_backtrace(uintptr_t eip, uintptr_t ebp, uintptr_t esp, bool exact)
{
    log_print("called from, innermost first:\n");
    for (unsigned depth = 0; depth < BACKTRACE_MAX; depth++) {
        /* A return address may already belong to the next function, if the call was the last thing in its
         * own. */
        uintptr_t offset, back = depth == 0 && exact ? 0 : 1;
        const char *name = symbol_find(eip - back, &offset);
        log_print("  %08lx %s+0x%lx\n", (unsigned long)eip, name, (unsigned long)(offset + back));
        if (!on_stack(ebp, esp))
            return;
        uintptr_t next = ((uintptr_t *)ebp)[0];
        eip = ((uintptr_t *)ebp)[1];
        if (next != 0 && next <= ebp)
            return;
        ebp = next;
    }
}

static void print_registers(const struct trap_frame *frame, uintptr_t esp)
{
    log_print("eax %08x  ebx %08x  ecx %08x  edx %08x\n", frame->eax, frame->ebx, frame->ecx, frame->edx);
    log_print("esi %08x  edi %08x  ebp %08x  esp %08lx\n", frame->esi, frame->edi, frame->ebp,
              (unsigned long)esp);
    log_print("eip %08x  eflags %08x  cs %04x  ds %04x  es %04x\n", frame->eip, frame->eflags,
              frame->cs & 0xffff, frame->ds & 0xffff, frame->es & 0xffff);
    log_print("trap %u  error code %x\n", frame->vector, frame->error_code);
}

/* The common part. `frame` is NULL when no trap led here. */
static void __attribute__((noreturn)) report(const struct trap_frame *frame, uintptr_t eip, uintptr_t ebp,
                                             uintptr_t esp, const char *pattern, va_list arguments)
{
    char text[160];
    interrupts_disable();
    struct cpu *cpu = stack_top_current()->cpu, *first = NULL;
    if (!cpu)
        cpu = &cpus[0];

    format_list(text, sizeof(text), pattern, arguments);
    if (!__atomic_compare_exchange_n(&panicking, &first, cpu, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        if (first != cpu)
            power_halt();
        log_print("panic: and while reporting it: %s\n", text);
        stop_machine();
    }

    apic_stop_others();
    if (panic_hooks.show_text)
        panic_hooks.show_text();
    log_print("panic: %s\n", text);
    panic_describe(text, sizeof(text));
    log_print("cpu %u, %s\n", cpu->id, text);
    if (frame)
        print_registers(frame, esp);
    log_print("cr0 %08x  cr2 %08x  cr3 %08x  cr4 %08x\n", cpu_cr0(), cpu_cr2(), cpu_cr3(), cpu_cr4());
    print_backtrace(eip, ebp, esp, frame != NULL);
    stop_machine();
}

void panic(const char *pattern, ...)
{
    va_list arguments;
    uintptr_t *frame = __builtin_frame_address(0);
    va_start(arguments, pattern);
    report(NULL, frame[1], frame[0], (uintptr_t)frame, pattern, arguments);
}

void panic_trap(const struct trap_frame *frame, const char *pattern, ...)
{
    /* The CPU saves ESP only when it changes stacks; else it is where the frame's two last words would be. */
    bool has_esp = trap_from_user(frame) || frame->vector == TRAP_DOUBLE_FAULT;
    uintptr_t esp = has_esp ? frame->esp : (uintptr_t)&frame->esp;
    va_list arguments;
    va_start(arguments, pattern);
    report(frame, frame->eip, frame->ebp, esp, pattern, arguments);
}

void stop(const char *pattern, ...)
{
    char text[160];
    va_list arguments;
    va_start(arguments, pattern);
    format_list(text, sizeof(text), pattern, arguments);
    log_print("%s\n", text);
    stop_machine();
}
