/* Chapter 9: what one more thread costs, and one more process. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chapters.h"
#include "see.h"

#define ROUNDS 15  /* the median counts */
#define YIELDS 200 /* to a round */
#define MANY   10  /* alive at once, to see what one takes */

static const char *const kinds[] = {"kernel-stack", "heap", "anonymous", "page-directory", "page-table"};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* What is found, in a page that the tour shares with the process that measures. */
struct costs {
    volatile int stop;
    unsigned long create[2], change[2]; /* of a thread, of a process: steps of the time-stamp counter */
    long frames[2][KINDS];              /* that MANY of them take */
};

static struct costs *costs;

static unsigned long long now(void)
{
    unsigned low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (unsigned long long)high << 32 | low;
}

/* Whether the counter counts instructions, as under QEMU's -icount: 200,000 of them tell. */
static bool counts_instructions(void)
{
    for (int i = 0; i < 8; i++) {
        unsigned count = 100000;
        unsigned long long start = now();
        __asm__ volatile("1: dec %0; jnz 1b" : "+r"(count) : : "cc");
        if (now() - start - 200000 < 100)
            return true;
    }
    return false;
}

static void *nothing(void *unused)
{
    return unused;
}

static void make_thread(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, nothing, NULL);
    pthread_join(thread, NULL);
}

static void make_process(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
}

static void yield_many(void)
{
    for (int i = 0; i < YIELDS; i++)
        sched_yield();
}

static int by_size(const void *a, const void *b)
{
    unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

    return x < y ? -1 : x > y;
}

/* The median of what `action` takes. */
static unsigned long measure(void (*action)(void))
{
    unsigned long took[ROUNDS];

    action();
    for (int i = 0; i < ROUNDS; i++) {
        unsigned long long start = now();
        action();
        took[i] = (unsigned long)(now() - start);
    }
    qsort(took, ROUNDS, sizeof *took, by_size);
    return took[ROUNDS / 2];
}

static void *yield_until_stop(void *unused)
{
    while (!costs->stop)
        sched_yield();
    return unused;
}

/* One switch, with a partner that does the same: each yield of ours is one there and one back. */
static void measure_switches(void)
{
    pthread_t thread;
    pid_t pid;

    pthread_create(&thread, NULL, yield_until_stop, NULL);
    costs->change[0] = measure(yield_many) / (2 * YIELDS);
    costs->stop = 1;
    pthread_join(thread, NULL);
    costs->stop = 0;
    pid = fork();
    if (pid == 0) {
        yield_until_stop(NULL);
        _exit(0);
    }
    costs->change[1] = measure(yield_many) / (2 * YIELDS);
    costs->stop = 1;
    waitpid(pid, NULL, 0);
}

static int ready[2], go[2];

/* What each of the many does: says that it is there, and sleeps until the end of the pipe. */
static void *stay(void *unused)
{
    char byte = 0;

    write(ready[1], &byte, 1);
    read(go[0], &byte, 1);
    return unused;
}

static void count_frames(long *frames, long sign)
{
    const char *text = see_file("/proc/weft/frames");

    for (int i = 0; i < KINDS; i++)
        frames[i] += sign * see_number(text, kinds[i]);
}

/* Counts frames before and while MANY are alive. The processes stay until the pipe's last writer is gone. */
static void measure_memory(long *frames, bool processes)
{
    pthread_t thread[MANY];
    char byte;

    pipe(ready);
    pipe(go);
    count_frames(frames, -1);
    for (int i = 0; i < MANY; i++) {
        if (!processes)
            pthread_create(&thread[i], NULL, stay, NULL);
        else if (fork() == 0) {
            close(go[1]);
            stay(NULL);
            _exit(0);
        }
        read(ready[0], &byte, 1);
    }
    count_frames(frames, 1);
    close(go[1]);
    for (int i = 0; i < MANY; i++)
        if (processes)
            wait(NULL);
        else
            pthread_join(thread[i], NULL);
}

static void measure_all(void)
{
    long unused[KINDS];

    costs->create[0] = measure(make_thread);
    costs->create[1] = measure(make_process);
    measure_switches();
    count_frames(unused, 1); /* the first time touches pages of its own */
    measure_memory(costs->frames[1], true);
    measure_memory(costs->frames[0], false);
}

static void show_frames(void)
{
    static const char *const names[] = {"kernel stack", "kernel objects", "own memory: stack, copies",
                                        "page directory", "page tables"};
    long sum[2] = {0, 0};

    for (int i = 0; i < KINDS; i++) {
        const long frames[2] = {costs->frames[0][i], costs->frames[1][i]};
        printf("  %-28s %10ld.%ld %14ld.%ld    frames of 4 KiB\n", names[i], frames[0] / MANY,
               frames[0] % MANY, frames[1] / MANY, frames[1] % MANY);
        sum[0] += frames[0];
        sum[1] += frames[1];
    }
    printf("  %-28s %10ld.%ld %14ld.%ld    frames\n", "together", sum[0] / MANY, sum[0] % MANY, sum[1] / MANY,
           sum[1] % MANY);
    fact(costs->frames[0][3] == 0 && costs->frames[0][4] == 0,
         "a thread takes no page directory and no page table");
    fact(costs->frames[1][3] == MANY && costs->frames[1][4] > 0,
         "each process has a page directory and tables");
    fact(sum[0] < sum[1], "a process takes more memory than a thread");
}

/* A row of time: guest instructions where the machine counts them, else the ratio alone. */
static void show_time(const char *name, const unsigned long *took, bool instructions)
{
    unsigned long tenths = took[1] * 10 / (took[0] ? took[0] : 1);

    if (instructions)
        printf("  %-28s %12lu %16lu    guest instructions\n", name, took[0], took[1]);
    else
        printf("  %-28s %12s %14lu.%lu    times the wall time\n", name, "1", tenths / 10, tenths % 10);
    fact(took[0] < took[1], "a process takes longer than a thread");
}

static void show(void)
{
    bool instructions = counts_instructions();
    pid_t pid;

    costs = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        measure_all();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    printf("  %-28s %12s %16s\n", "", "one thread", "one process");
    show_time("start, end, wait for it", costs->create, instructions);
    show_time("one switch to it, by yield", costs->change, instructions);
    show_frames();
    printf("\n  A real CPU pays besides: a new CR3 empties its TLB, and misses follow. QEMU throws its\n"
           "  own away too: no instruction more, but much wall time%s.\n",
           instructions ? " (seen without SEED)" : "");
    munmap(costs, 4096);
    seen("the process paid for a directory, tables and copies; the thread did not.");
}

const struct chapter chapter_cost = {
    .title = "What it costs",
    .question = "One more worker: what does a thread cost, and what a process?",
    .look = "what the process paid and the thread did not.",
    .show = show,
    .try_command = "SEED=1 tools/exec cost   (on the host: the whole list, in instructions)",
};
