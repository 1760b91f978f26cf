/*
 * The order of initialisation.
 */
#include "debug/log.h"
#include "debug/panic.h"
#include "dev/debugcon.h"
#include "dev/framebuffer.h"
#include "dev/keyboard.h"
#include "dev/rtc.h"
#include "dev/serial.h"
#include "dev/vga.h"
#include "fs/devices.h"
#include "fs/initrd.h"
#include "fs/tty.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/paging.h"
#include "process/process.h"
#include "process/signal.h"
#include "thread/futex.h"
#include "thread/sched.h"
#include "view/proc.h"
#include "x86/apic.h"
#include "x86/boot_info.h"
#include "x86/irq.h"
#include "x86/smp.h"
#include "x86/timer.h"
#include "x86/trap.h"

#define QUANTUM_US 10000

extern struct stack_top boot_stack_top; /* start.S */

void kernel_main(uint32_t magic, paddr_t information) __attribute__((noreturn));
void ap_main(void) __attribute__((noreturn));

/* Tests of kernel internals, in kernels that have them (tests/kernel). */
void ktest_run(void) __attribute__((weak));

/* Whether the command line has the word name=value. */
static bool option_is(const char *name, const char *value)
{
    const char *given = boot_option(name);
    size_t length = strlen(value);
    return given && !strncmp(given, value, length) && (given[length] == ' ' || given[length] == '\0');
}

static void describe_current(char *buffer, size_t size)
{
    const struct thread *thread = thread_current(), *leader = thread->process->leader;
    format(buffer, size, "thread %u (%s) of process %u (%s)", thread->tid, thread->name, thread->process->pid,
           leader ? leader->name : "kernel");
}

/* Where kernel messages go. */
static void log_init(void)
{
    panic_hooks = (struct panic_hooks){option_is("panic", "exit"), framebuffer_show_text, describe_current};
    if (option_is("log", "debugcon")) {
        log_add_sink(debugcon_write);
    } else {
        log_add_sink(serial_write_lines);
        log_add_sink(vga_write);
    }
}

/* ^C and the like. */
static void terminal_init(void)
{
    static const struct tty_jobs jobs = {signal_terminal, signal_terminal_access, process_check_group};
    bool raw = option_is("tty", "raw");
    tty_init(raw, &jobs);
    tty_add_output(serial_write);
    if (!raw)
        tty_add_output(vga_write);
    /* First the controllers', then the devices' own switches: the I/O APIC forgets an edge that comes while
     * it is masked. */
    irq_enable(KEYBOARD_IRQ);
    irq_enable(SERIAL_IRQ);
    serial_set_receiver(tty_receive_serial);
    keyboard_init(tty_receive_keyboard);
}

/* Starts pid 1. Its arguments are the words of the command line, so that it can know words of its own. */
static void start_init(void)
{
    char name[64] = "/bin/init";
    const char *path = boot_option("init");
    if (path) {
        const char *end = strchr(path, ' ') ?: path + strlen(path);
        string_copy(name, path, MIN(sizeof(name), (size_t)(end - path) + 1));
    }
    process_start_init(name, boot_info.command_line);
}

/* Another CPU's first C code, on its idle thread's stack (boot/ap.S). */
void ap_main(void)
{
    struct cpu *cpu = this_cpu();
    cpu_init(cpu);
    segment_init(cpu);
    trap_load();
    apic_init_cpu();
    smp_arrived(cpu);
    sched_idle();
}

/* Interrupt controllers, and all other CPUs. */
static void cpus_start(void)
{
    static struct topology topology;
    topology_find(&topology, kernel_map_device);
    if (!apic_init(&topology, kernel_map_device))
        return;
    apic_init_cpu();
    apic_timer_init();
    unsigned wanted = MIN(topology.cpu_count, boot_option_number("maxcpus", CPU_MAX));
    if (wanted <= 1)
        return;
    smp_init(&topology);
    for (unsigned i = 0; i < topology.cpu_count && cpu_count < wanted; i++) {
        struct cpu *cpu = &cpus[cpu_count];
        if (topology.apic_ids[i] == cpus[0].apic_id)
            continue;
        cpu->id = cpu_count;
        struct thread *idle = thread_create_idle(cpu);
        if (!idle || !smp_start(cpu, topology.apic_ids[i], idle->stack)) {
            log_print("CPU %u does not start\n", cpu->id);
            break;
        }
    }
    log_print("%u CPUs\n", cpu_count);
}

void kernel_main(uint32_t magic, paddr_t information)
{
    uint64_t entered = cpu_cycles();

    /* 1. Something to say what goes wrong with. */
    thread_init(&boot_stack_top, &kernel_process);
    const char *problem = boot_info_init(magic, information);
    serial_init();
    vga_init();
    log_init();
    if (problem)
        stop("%s", problem);

    /* 2. The CPU: segments, traps, time. */
    cpu_init(&cpus[0]);
    segment_init(&cpus[0]);
    trap_init();
    irq_init();
    timer_init();
    rtc_init();

    /* 3. Memory. */
    frame_init(&boot_info);
    paging_init();
    cpus[0].segments.double_fault_task.cr3 = cpu_cr3();
    memory_fail_at(boot_option_number("failalloc", 0));

    /* 4. Threads. */
    sched_init(boot_option_number("quantum", QUANTUM_US), boot_option_number("jitter", 0));
    futex_init();
    cpus_start();
    irq_enable(TIMER_IRQ);

    /* 5. Files. */
    initrd_unpack(&boot_info);
    frame_free_modules(&boot_info);
    terminal_init();
    devices_init();
    proc_init();
    trace_init();

    /* 6. The first process; this thread becomes the idle thread, with interrupts on. */
    log_print("weft: %u KiB of memory, %u KiB free\n", frame_total() * 4, frame_count(FRAME_FREE) * 4);
    if (boot_option("ktest") && ktest_run)
        thread_create_kernel("ktest", (void (*)(void *))ktest_run, NULL);
    else
        start_init();
    log_print("boot: %llu cycles from kernel entry to init\n", cpu_cycles() - entered);
    sched_idle();
}
