/*
 * Views of the whole machine: the files of /proc itself, of /proc/sys, and of /proc/weft, which Linux doesn't
 * have.
 */
#include "dev/keyboard.h"
#include "dev/rtc.h"
#include "dev/serial.h"
#include "lib/format.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "mm/paging.h"
#include "mm/tlb.h"
#include "process/process.h"
#include "thread/sched.h"
#include "view/node.h"
#include "x86/apic.h"
#include "x86/boot_info.h"
#include "x86/smp.h"
#include "x86/timer.h"
#include "x86/trap.h"

static void show_meminfo(struct text *text, const struct place *place)
{
    const unsigned shared = frame_count(FRAME_SHARED), available = frame_count(FRAME_FREE);
    const struct {
        const char *name;
        unsigned frames;
    } rows[] = {
        {"MemTotal:", frame_total() - frame_count(FRAME_RESERVED)},
        {"MemFree:", available},
        {"MemAvailable:", available},
        {"Buffers:", frame_count(FRAME_BUFFER)},
        {"Cached:", frame_count(FRAME_FILE) + shared},
        {"AnonPages:", frame_count(FRAME_ANONYMOUS)},
        {"Shmem:", shared},
        {"Slab:", frame_count(FRAME_HEAP)},
        {"KernelStack:", frame_count(FRAME_STACK)},
        {"PageTables:", frame_count(FRAME_TABLE) + frame_count(FRAME_DIRECTORY)},
        {"SwapTotal:", 0},
        {"SwapFree:", 0},
    };
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++)
        text_print(text, "%-15s %8u kB\n", rows[i].name, rows[i].frames * (PAGE_SIZE / 1024));
}

/* Seconds with two decimals. */
static void print_seconds(struct text *text, uint64_t ns, char end)
{
    uint32_t hundredths;
    uint32_t seconds = (uint32_t)divide_64(timer_ns_to_hundredths(ns), 100, &hundredths);
    text_print(text, "%u.%02u%c", seconds, hundredths, end);
}

static void show_uptime(struct text *text, const struct place *place)
{
    print_seconds(text, timer_now_ns(), ' ');
    uint64_t idle = 0;
    for (unsigned i = 0; i < cpu_count; i++)
        idle += thread_cycles(cpus[i].idle);
    print_seconds(text, timer_cycles_to_ns(idle), '\n');
}

static unsigned running_threads(void)
{
    unsigned running = sched_queue_length();
    for (unsigned i = 0; i < cpu_count; i++)
        running += cpus[i].idle->state != THREAD_RUNNING;
    return running;
}

/* Weft keeps no averages of its load. */
static void show_loadavg(struct text *text, const struct place *place)
{
    uint32_t last;
    thread_created(&last);
    text_print(text, "0.00 0.00 0.00 %u/%u %u\n", running_threads(), thread_count(), last);
}

/* What is not idle counts as user time. */
static void show_stat(struct text *text, const struct place *place)
{
    uint64_t idle[CPU_MAX], sum = 0, switches = 0, interrupts = 0;
    uint64_t elapsed = timer_ns_to_hundredths(timer_now_ns());
    uint32_t last;
    for (unsigned i = 0; i < cpu_count; i++) {
        idle[i] = MIN(timer_ns_to_hundredths(timer_cycles_to_ns(thread_cycles(cpus[i].idle))), elapsed);
        sum += idle[i];
        switches += cpus[i].switches;
        for (unsigned j = 0; j < INTERRUPT_COUNT; j++)
            interrupts += cpus[i].interrupts[j];
    }
    text_print(text, "cpu  %llu 0 0 %llu 0 0 0 0 0 0\n", elapsed * cpu_count - sum, sum);
    for (unsigned i = 0; i < cpu_count; i++)
        text_print(text, "cpu%u %llu 0 0 %llu 0 0 0 0 0 0\n", i, elapsed - idle[i], idle[i]);
    text_print(text, "intr %llu\nctxt %llu\nbtime %u\nprocesses %u\n", interrupts, switches, rtc_boot_seconds,
               thread_created(&last));
    text_print(text, "procs_running %u\nprocs_blocked 0\n", running_threads());
}

static void show_interrupts(struct text *text, const struct place *place)
{
    static const char *const names[INTERRUPT_COUNT][2] = {
        [TIMER_IRQ] = {"0", "timer"},
        [KEYBOARD_IRQ] = {"1", "keyboard"},
        [SERIAL_IRQ] = {"4", "serial"},
        [TRAP_APIC_TIMER - TRAP_IRQ_BASE] = {"LOC", "Local timer interrupts"},
        [TRAP_RESCHEDULE - TRAP_IRQ_BASE] = {"RES", "Rescheduling interrupts"},
        [TRAP_FLUSH - TRAP_IRQ_BASE] = {"TLB", "TLB shootdowns"},
    };
    text_print(text, "    ");
    for (unsigned i = 0; i < cpu_count; i++)
        text_print(text, "       CPU%u", i);
    for (unsigned row = 0; row < INTERRUPT_COUNT; row++) {
        if (!names[row][0])
            continue;
        text_print(text, "\n%3s:", names[row][0]);
        for (unsigned i = 0; i < cpu_count; i++)
            text_print(text, " %10u", cpus[i].interrupts[row]);
        text_print(text, "  %s", names[row][1]);
    }
    text_print(text, "\n");
}

static void show_cmdline(struct text *text, const struct place *place)
{
    text_print(text, "%s\n", boot_info.command_line);
}

static void show_frames(struct text *text, const struct place *place)
{
    for (enum frame_kind kind = 0; kind < FRAME_KINDS; kind++)
        text_print(text, "%s %u\n", frame_kind_name(kind), frame_count(kind));
    text_print(text, "total %u\n", frame_total());
}

static void show_heap(struct text *text, const struct place *place)
{
    for (const struct heap_cache *cache = heap_caches; cache; cache = cache->next)
        text_print(text, "%s size %zu objects %u slabs %u\n", cache->name, cache->size, cache->objects,
                   cache->slabs);
}

static void show_sched(struct text *text, const struct place *place)
{
    uint64_t switches = 0, space_switches = 0;
    for (unsigned i = 0; i < CPU_MAX; i++) {
        switches += cpus[i].switches;
        space_switches += cpus[i].space_switches;
    }
    text_print(text, "quantum %u\ncpus %u\nshootdowns %u\n", sched_quantum_us(), cpu_count,
               tlb_shootdown_count());
    text_print(text, "switches %llu\ncr3_loads %llu\nrunnable %u\nthreads %u\nprocesses %u\n", switches,
               space_switches, sched_queue_length(), thread_count(), process_count());
}

/* By rank, outermost first. What only DEBUG kernels count is 0 in others. */
static void show_locks(struct text *text, const struct place *place)
{
    for (enum lock_rank rank = 0; rank < RANK_COUNT; rank++) {
        struct lock_statistics counts = lock_statistics(rank);
        text_print(text, "%s contended %llu acquired %llu longest_ns %llu\n", lock_rank_name(rank),
                   counts.contended, counts.acquired, timer_cycles_to_ns(counts.longest));
    }
}

/* Gives back whatever the kernel keeps for reuse, so that what is then in use can be counted. */
static ssize_t drop_caches(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    thread_drain();
    kstack_drain();
    table_drain();
    heap_drain();
    return size;
}

static const struct node vm_nodes[] = {
    {.name = "drop_caches", .write = drop_caches},
    {.name = NULL},
};

static const struct node sys_nodes[] = {
    {.name = "vm", .children = vm_nodes},
    {.name = NULL},
};

static const struct node weft_nodes[] = {
    {.name = "frames", .show = show_frames}, {.name = "heap", .show = show_heap},
    {.name = "locks", .show = show_locks},   {.name = "owners", .row = owners_row, .row_size = OWNERS_ROW},
    {.name = "sched", .show = show_sched},   {.name = NULL},
};

static void name_process(char *target, size_t size)
{
    format(target, size, "%u", process_current()->pid);
}

static void name_thread(char *target, size_t size)
{
    format(target, size, "%u/task/%u", process_current()->pid, thread_current()->tid);
}

const struct node root_nodes[] = {
    {.name = "cmdline", .show = show_cmdline},
    {.name = "interrupts", .show = show_interrupts},
    {.name = "kpagecount", .row = kpagecount_row, .row_size = sizeof(uint64_t)},
    {.name = "kpageflags", .row = kpageflags_row, .row_size = sizeof(uint64_t)},
    {.name = "loadavg", .show = show_loadavg},
    {.name = "meminfo", .show = show_meminfo},
    {.name = "mounts", .text = "ramfs / ramfs rw 0 0\nproc /proc proc rw 0 0\n"},
    {.name = "self", .target = name_process},
    {.name = "stat", .show = show_stat},
    {.name = "sys", .children = sys_nodes},
    {.name = "thread-self", .target = name_thread},
    {.name = "uptime", .show = show_uptime},
    {.name = "version", .text = "Weft version 1 (i386)\n"},
    {.name = "weft", .children = weft_nodes},
    {.name = NULL},
};
