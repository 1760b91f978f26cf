/* The work of chapter 10; see workload.h. */
#include "workload.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "see.h"

#define PARTS 8
#define STEPS 4000000 /* to a part */

/* A page that the tour shares with the workers. */
static struct notes {
    pid_t tid[2];
    unsigned sum[2];
    long shootdowns[2];
} * notes;

/* One part of the work: computes, has its result in a page of its own, protects that, and gives it back. */
static unsigned do_part(unsigned number)
{
    unsigned *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), result;

    if (page == MAP_FAILED)
        return 0;
    for (int i = 0; i < STEPS; i++) {
        number ^= number << 13;
        number ^= number >> 17;
        number ^= number << 5;
    }
    *page = number;
    mprotect(page, 4096, PROT_READ);
    result = *page;
    munmap(page, 4096);
    return result;
}

static void work(int self, int workers)
{
    notes->tid[self] = (pid_t)syscall(SYS_gettid);
    for (int part = self; part < PARTS; part += workers)
        notes->sum[self] += do_part((unsigned)part + 1);
}

static void *work_second(void *unused)
{
    work(1, 2);
    return unused;
}

/* The end of a process of workers: notes what it paid. */
static void finish(int self)
{
    notes->shootdowns[self] = see_number(see_file("/proc/self/status"), "Shootdowns");
    _exit(0);
}

/* The life of the first worker's process. */
static void run_team(enum team team)
{
    pthread_t thread;

    if (team == TWO_THREADS)
        pthread_create(&thread, NULL, work_second, NULL);
    if (team == TWO_PROCESSES && fork() == 0) {
        work(1, 2);
        finish(1);
    }
    work(0, team == ONE_THREAD ? 1 : 2);
    if (team == TWO_THREADS)
        pthread_join(thread, NULL);
    if (team == TWO_PROCESSES)
        wait(NULL);
    finish(0);
}

static int worker_of(const struct effort *effort, pid_t tid)
{
    return tid == 0 ? -1 : tid == effort->tid[0] ? 0 : tid == effort->tid[1] ? 1 : -1;
}

/* Reads from the trace who ran where, and when. */
static void read_effort(struct effort *effort)
{
    struct turn_change *changes = effort->changes, *end = changes + trace_read(changes, EVERY_CPU),
                       *first = changes;

    while (first < end && worker_of(effort, first->to) < 0)
        first++;
    effort->count = (int)(end - first);
    memmove(changes, first, (size_t)effort->count * sizeof *changes);
    for (int i = 0; i < effort->count; i++) {
        int came = worker_of(effort, changes[i].to);
        if (came >= 0)
            effort->cpus[came] |= 1u << changes[i].cpu;
        if (worker_of(effort, changes[i].from) >= 0)
            effort->time = (unsigned long)(changes[i].time - changes[0].time);
    }
    if (effort->tid[1])
        effort->together = trace_together(changes, effort->count, effort->tid);
}

static long count_threads(void)
{
    return see_number(see_file("/proc/weft/sched"), "threads");
}

bool workload_run(enum team team, struct effort *effort)
{
    static const struct timespec millisecond = {0, 1000000};
    long threads = count_threads();
    pid_t pid;

    notes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (notes == MAP_FAILED)
        return false;
    fflush(stdout);
    trace_start();
    pid = fork();
    if (pid == 0)
        run_team(team);
    waitpid(pid, NULL, 0);
    for (int i = 0; i < 100 && count_threads() > threads; i++)
        nanosleep(&millisecond, NULL); /* one that has ended may not have left its CPU yet */
    trace_stop();
    *effort = (struct effort){
        .tid = {notes->tid[0], notes->tid[1]},
        .shootdowns = notes->shootdowns[0] + notes->shootdowns[1],
        .sum = notes->sum[0] + notes->sum[1],
    };
    munmap(notes, 4096);
    read_effort(effort);
    return effort->count > 0;
}

int workload_cpu_at(const struct effort *effort, int who, unsigned long time)
{
    int cpu = -1;

    for (int i = 0; i < effort->count && effort->changes[i].time - effort->changes[0].time <= time; i++) {
        if (effort->changes[i].from == effort->tid[who])
            cpu = -1;
        if (effort->changes[i].to == effort->tid[who])
            cpu = effort->changes[i].cpu;
    }
    return cpu;
}
