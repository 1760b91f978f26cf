/*
 * Views of the whole machine: the files of /proc itself, of /proc/sys, and of /proc/weft, which Linux doesn't
 * have.
 */
#include "abi/errno.h"
#include "abi/stat.h"
#include "lib/format.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "mm/paging.h"
#include "mm/tlb.h"
#include "process/process.h"
#include "thread/sched.h"
#include "view/node.h"
#include "x86/boot_info.h"
#include "x86/smp.h"
#include "x86/timer.h"

static unsigned kilobytes(unsigned frame_number)
{
    return frame_number * (PAGE_SIZE / 1024);
}

static void show_meminfo(struct text *text, const struct place *place)
{
    unsigned total = frame_total() - frame_count(FRAME_RESERVED), available = frame_count(FRAME_FREE);
    text_print(text, "MemTotal:       %8u kB\nMemFree:        %8u kB\nMemAvailable:   %8u kB\n",
               kilobytes(total), kilobytes(available), kilobytes(available));
    text_print(
        text,
        "Buffers:        %8u kB\nCached:         %8u kB\nAnonPages:      %8u kB\nShmem:          %8u kB\n",
        kilobytes(frame_count(FRAME_BUFFER)), kilobytes(frame_count(FRAME_FILE)),
        kilobytes(frame_count(FRAME_ANONYMOUS)), kilobytes(frame_count(FRAME_SHARED)));
    text_print(text, "Slab:           %8u kB\nKernelStack:    %8u kB\nPageTables:     %8u kB\n",
               kilobytes(frame_count(FRAME_HEAP)), kilobytes(frame_count(FRAME_STACK)),
               kilobytes(frame_count(FRAME_TABLE) + frame_count(FRAME_DIRECTORY)));
}

/* Seconds with two decimals. */
static void print_seconds(struct text *text, uint64_t ns, char end)
{
    uint32_t hundredths;
    uint32_t seconds = (uint32_t)divide_64(divide_64(ns, 10000000, NULL), 100, &hundredths);
    text_print(text, "%u.%02u%c", seconds, hundredths, end);
}

static void show_uptime(struct text *text, const struct place *place)
{
    print_seconds(text, timer_now_ns(), ' ');
    print_seconds(text, timer_cycles_to_ns(thread_cycles(cpus[0].idle)), '\n');
}

static void show_cmdline(struct text *text, const struct place *place)
{
    text_print(text, "%s\n", boot_info.command_line);
}

static void show_version(struct text *text, const struct place *place)
{
    text_print(text, "Weft version 1 (i386)\n");
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

static const struct file_ops drop_caches_ops = {
    .mode = S_IFREG | 0644, .write = drop_caches, .release = node_release};

static const struct node vm_nodes[] = {
    {.name = "drop_caches", .ops = &drop_caches_ops},
    {.name = NULL},
};

static const struct node sys_nodes[] = {
    {.name = "vm", .children = vm_nodes},
    {.name = NULL},
};

static const struct node weft_nodes[] = {
    {.name = "frames", .show = show_frames},
    {.name = "heap", .show = show_heap},
    {.name = "locks", .show = show_locks},
    {.name = "sched", .show = show_sched},
    {.name = "trace", .show = show_trace, .ops = &trace_ops},
    {.name = NULL},
};

static void show_mounts(struct text *text, const struct place *place)
{
    text_print(text, "ramfs / ramfs rw 0 0\nproc /proc proc rw 0 0\n");
}

const struct node root_nodes[] = {
    {.name = "cmdline", .show = show_cmdline},   {.name = "kpagecount", .ops = &kpagecount_ops},
    {.name = "meminfo", .show = show_meminfo},   {.name = "mounts", .show = show_mounts},
    {.name = "self", .children = process_nodes}, {.name = "sys", .children = sys_nodes},
    {.name = "uptime", .show = show_uptime},     {.name = "version", .show = show_version},
    {.name = "weft", .children = weft_nodes},    {.name = NULL},
};
