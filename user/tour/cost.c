/* Chapter 9: what one more thread costs, and one more process. */
#include <stdio.h>
#include <sys/mman.h>

#include "chapters.h"
#include "measure.h"

/* A row of memory; `thread` and `process` are the bytes that MANY of them take. */
static void show_row(const char *name, long thread, long process)
{
    thread = thread * 10 / MANY / 4096;
    process = process * 10 / MANY / 4096;
    printf("  %-27s %8ld.%ld %12ld.%ld   frames of 4 KiB\n", name, thread / 10, thread % 10, process / 10,
           process % 10);
}

static void show_memory(const struct costs *costs)
{
    static const char *const names[] = {"kernel stack", "kernel objects", "user stack; copied pages",
                                        "page directory", "page tables"};
    long sum[2] = {0, 0};

    for (int i = 0; i < KINDS; i++) {
        for (int side = 0; side < 2; side++)
            sum[side] += costs->memory[side][i];
        if (i == KIND_OBJECTS)
            printf("  %-27s %10ld %14ld   bytes\n", names[i], costs->memory[0][i] / MANY,
                   costs->memory[1][i] / MANY);
        else
            show_row(names[i], costs->memory[0][i], costs->memory[1][i]);
    }
    show_row("together", sum[0], sum[1]);
    fact(costs->memory[0][KIND_DIRECTORY] == 0 && costs->memory[0][KIND_TABLE] <= 2 * 4096,
         "a thread takes no page directory, and hardly ever a page table: eight stacks lie under one");
    fact(costs->memory[1][KIND_DIRECTORY] == MANY * 4096 && costs->memory[1][KIND_TABLE] > 0,
         "each process has a page directory and tables");
    fact(sum[0] < sum[1], "a process takes more memory than a thread");
}

/* A row of time: guest instructions where the machine counts them, else the ratio alone, from which nothing
 * follows if the host is busy. */
static void show_time(const char *name, const unsigned long *took, bool instructions)
{
    unsigned long tenths = took[1] * 10 / (took[0] ? took[0] : 1);

    if (instructions)
        printf("  %-27s %10lu %14lu   guest instructions\n", name, took[0], took[1]);
    else
        printf("  %-27s %10s %12lu.%lu   times the wall time\n", name, "1", tenths / 10, tenths % 10);
    fact(took[0] < took[1] || !instructions, "a process takes longer than a thread");
}

static void show(void)
{
    bool instructions = measure_counts_instructions();
    struct costs *costs = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (!fact(costs != MAP_FAILED, "a page to share"))
        return;
    measure_all(costs);
    printf("  %-27s %10s %14s\n", "", "one thread", "one process");
    show_time("start, end, wait for it", costs->create, instructions);
    show_time("one switch to it, by yield", costs->change, instructions);
    show_memory(costs);
    printf("\n  A real CPU pays besides: a new CR3 empties its TLB, and misses follow. QEMU\n"
           "  throws its own away too: not one instruction more, but much wall time%s.\n",
           instructions ? "\n  (the ratio is shown when SEED is not set)" : "");
    munmap(costs, 4096);
    seen("both need two stacks. Only the process pays for a page directory, for\n"
         "page tables, and for a copy of what it writes.");
}

const struct chapter chapter_cost = {
    .title = "What it costs",
    .question = "One more worker: what does a thread cost, and what a process?",
    .look = "what the process paid and the thread did not.",
    .one_cpu = true,
    .show = show,
    .try_command = "SEED=1 tools/exec cost   (on the host: the whole list)",
};
