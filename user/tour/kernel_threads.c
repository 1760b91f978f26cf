/*
 * Chapter 1: two kernel threads; the device /dev/kthread has them run while it is open, on the CPU on which
 * it was opened. The tour has to be there too: while it looks, neither runs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "chapters.h"
#include "see.h"
#include "trace.h"

#define LOOKS 3
#define SHOWN 12 /* turns */

/* What one look at the device tells. */
struct look {
    unsigned counter;
    struct kernel_thread {
        unsigned tid, added, turns, preemptions;
        unsigned long esp, cr3;
    } thread[2];
};

static bool take_look(int device, struct look *look)
{
    char text[512];
    ssize_t size = pread(device, text, sizeof text - 1, 0);
    const char *line;

    text[size > 0 ? size : 0] = 0;
    line = strchr(text, '\n'); /* before the table's head */
    look->counter = (unsigned)see_number(text, "counter");
    for (int i = 0; i < 2; i++) {
        struct kernel_thread *thread = &look->thread[i];
        line = line ? strchr(line + 1, '\n') : NULL;
        if (!line || sscanf(line, "%u %*s %*c (%*[a-z]) %lx %lx %u %u %u", &thread->tid, &thread->esp,
                            &thread->cr3, &thread->added, &thread->turns, &thread->preemptions) != 6)
            return false;
    }
    return true;
}

static void show_look(const struct look *look, int number)
{
    for (int i = 0; i < 2; i++) {
        const struct kernel_thread *thread = &look->thread[i];
        printf("  %-5.0d  %-5u  %08lx  %05lx  %6u  %9u  %12u", i ? 0 : number, thread->tid, thread->esp,
               thread->cr3, thread->turns, thread->preemptions, thread->added);
        if (i == 0)
            printf("\n");
        else
            printf("  %12u\n", look->counter);
    }
}

/* Who had the CPU, turn after turn, of the two: from the second one's first turn on. */
static void show_turns(const struct look *look)
{
    static struct turn_change changes[TRACE_MAX];
    int count = trace_read(changes, 0), shown = 0;
    pid_t before = 0;

    printf("  turns in the trace:");
    for (int i = 0; i < count && shown < SHOWN; i++) {
        pid_t tid = changes[i].to;
        if (tid != (pid_t)look->thread[1].tid && (!shown || tid != (pid_t)look->thread[0].tid))
            continue;
        printf(" %d", (int)tid);
        fact(tid != before, "they take turns");
        before = tid;
        shown++;
    }
    printf(" ...\n");
    fact(shown == SHOWN, "there were enough turns");
}

static void check(const struct look *looks)
{
    for (int i = 0; i < LOOKS; i++) {
        const struct kernel_thread *a = &looks[i].thread[0], *b = &looks[i].thread[1];
        unsigned ahead = looks[i].counter - a->added - b->added;
        fact(a->cr3 == b->cr3 && a->cr3 == looks[0].thread[0].cr3, "CR3 is the same, always");
        fact(a->esp >> 14 != b->esp >> 14, "each has a stack of its own");
        fact(ahead <= 2, "the counter is the sum, but for additions just being noted");
        fact(a->turns == a->preemptions && b->turns == b->preemptions, "neither ever yields");
        if (i > 0)
            fact(a->turns > looks[i - 1].thread[0].turns && b->added > looks[i - 1].thread[1].added,
                 "both go on");
    }
}

/* Looks again when both have had some turns since the last look; a busy host makes that later. */
static bool look_again(int device, const struct look *last, struct look *look)
{
    long quantum = see_number(see_file("/proc/weft/sched"), "quantum");
    struct timespec pause = {0, 8 * quantum * 1000};

    for (int i = 0; i < 20; i++) {
        nanosleep(&pause, NULL);
        if (!take_look(device, look))
            return false;
        if (look->thread[0].turns >= last->thread[0].turns + 3 &&
            look->thread[1].turns >= last->thread[1].turns + 3)
            return true;
    }
    return false;
}

static void show(void)
{
    static const struct look nothing;
    struct look looks[LOOKS];
    bool good = true;
    int device;

    trace_start();
    device = open("/dev/kthread", O_RDONLY);
    for (int i = 0; i < LOOKS; i++)
        good = good && look_again(device, i ? &looks[i - 1] : &nothing, &looks[i]);
    close(device);
    trace_stop();
    if (!fact(good, "/dev/kthread shows two threads that take turns"))
        return;
    printf("  look   tid    ESP       CR3    turns   preempted     additions   one counter\n");
    for (int i = 0; i < LOOKS; i++)
        show_look(&looks[i], i + 1);
    show_turns(&looks[0]);
    printf("  CR3 of the tour itself, a process: %05lx\n", see_directory(getpid()));
    check(looks);
    fact(see_directory(getpid()) != looks[0].thread[0].cr3, "the kernel's directory is no process's");
    seen("two stacks, one address space, one counter. Neither yields: the timer\n"
         "takes the CPU from one and gives it to the other.");
}

const struct chapter chapter_kernel_threads = {
    .title = "Kernel threads",
    .question = "Two threads of the kernel add to one counter for ever. Neither ever\n"
                "yields. Does the second get to run? In which memory?",
    .look = "ESP differs: each has a stack. CR3 does not: one address space.",
    .one_cpu = true,
    .show = show,
    .try_command = "cat /dev/kthread",
};
