/* What a thread and a process take, of time and of memory; see measure.h. */
#include "measure.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "see.h"

#define ROUNDS 15  /* the median counts */
#define YIELDS 200 /* to a round */

static const char *const kinds[KINDS] = {"kernel-stack", NULL, "anonymous", "page-directory", "page-table"};

static struct costs *costs;

static unsigned long long now(void)
{
    unsigned low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (unsigned long long)high << 32 | low;
}

bool measure_counts_instructions(void)
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

/* What each of the many does: says that it is there, and sleeps until the pipe ends or its process does. */
static void *stay(void *unused)
{
    char byte = 0;

    write(ready[1], &byte, 1);
    read(go[0], &byte, 1);
    return unused;
}

static void drop_caches(void)
{
    int file = open("/proc/sys/vm/drop_caches", O_WRONLY);

    write(file, "3", 1);
    close(file);
}

/* Bytes of all objects of the kernel's heap: lines NAME size BYTES objects COUNT. */
static long count_objects(void)
{
    const char *line = see_file("/proc/weft/heap");
    long bytes = 0;

    while ((line = strstr(line, " size "))) {
        long size, count;
        line += 6;
        if (sscanf(line, "%ld objects %ld", &size, &count) == 2)
            bytes += size * count;
    }
    return bytes;
}

/* Counts what is in use; what the kernel keeps for reuse is given back first. */
static void count_memory(long *memory, long sign)
{
    const char *frames;

    drop_caches();
    memory[KIND_OBJECTS] += sign * count_objects();
    frames = see_file("/proc/weft/frames");
    for (int i = 0; i < KINDS; i++)
        if (i != KIND_OBJECTS)
            memory[i] += sign * 4096 * see_number(frames, kinds[i]);
}

static void start_one(bool processes)
{
    pthread_t thread;
    char byte;

    if (!processes)
        pthread_create(&thread, NULL, stay, NULL);
    else if (fork() == 0) {
        close(go[1]);
        stay(NULL);
        _exit(0);
    }
    read(ready[0], &byte, 1);
}

/* Counts memory before and while MANY are alive, beside a first one that is not counted. */
static void measure_memory(long *memory, bool processes)
{
    long unused[KINDS] = {0};

    pipe(ready);
    pipe(go);
    start_one(processes);
    count_memory(unused, 1); /* to touch what counting touches */
    count_memory(memory, -1);
    for (int i = 0; i < MANY; i++)
        start_one(processes);
    count_memory(memory, 1);
    close(go[1]);
    while (processes && wait(NULL) > 0)
        ;
}

static void measure_time(void)
{
    costs->create[0] = measure(make_thread);
    costs->create[1] = measure(make_process);
    measure_switches();
}

/* Each measurement in a new process, so that none profits from what another left. */
void measure_all(struct costs *found)
{
    costs = found;
    fflush(stdout);
    for (int i = 0; i < 3; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            if (i < 2)
                measure_memory(costs->memory[i], i == 1);
            else
                measure_time();
            _exit(0);
        }
        waitpid(pid, NULL, 0);
    }
}
