/* Chapter 10: workers on one CPU take turns; on two they run at the same time. */
#include <stdio.h>

#include "chapters.h"
#include "cpus.h"
#include "measure.h"
#include "workload.h"

#define COLUMNS 44
#define TRIES   4  /* the fastest is shown, */
#define PATIENT 12 /* but one in which both ran at once: a busy host may take a CPU away */

static const char *const names[] = {"1 thread", "2 threads", "2 processes"};
static const char *const places[] = {"one CPU", "two CPUs"};

static struct effort efforts[2][TEAMS]; /* on one CPU, on two */

/* Whether there is something to see: two CPUs worked, and threads took pages from each other meanwhile. */
static bool tells(const struct effort *effort, enum team team, int cpus)
{
    if (cpus == 1 || team == ONE_THREAD)
        return effort->count > 0;
    return effort->together > 0 && (team == TWO_PROCESSES || effort->shootdowns > 0);
}

/* Has one team work on so many CPUs; repeats that unless a repetition would be the same to the step. */
static void measure(enum team team, int cpus, bool repeats)
{
    static struct effort effort;
    struct effort *best = &efforts[cpus - 1][team];

    *best = (struct effort){.count = 0};
    cpus_use(cpus);
    for (int i = 0; i < (repeats ? 1 : TRIES) || (!tells(best, team, cpus) && i < PATIENT); i++)
        if (workload_run(team, &effort) &&
            (!tells(best, team, cpus) || (tells(&effort, team, cpus) && effort.time < best->time)))
            *best = effort;
    cpus_use(cpus_count());
}

/* The CPUs of a worker, as "0" or "0+1". */
static const char *cpus_text(unsigned cpus, char *buffer)
{
    char *to = buffer;

    *to = 0;
    for (int i = 0; i < 32; i++)
        if (cpus & 1u << i)
            to += sprintf(to, "%s%d", to > buffer ? "+" : "", i);
    return buffer;
}

static void show_effort(enum team team, int cpus, bool with_time)
{
    const struct effort *effort = &efforts[cpus - 1][team];
    unsigned long base = efforts[0][ONE_THREAD].time, hundredths;
    char where[2][80], both[164], time[16] = "-";

    snprintf(both, sizeof both, "%s%s%s", cpus_text(effort->cpus[0], where[0]), effort->tid[1] ? ", " : "",
             cpus_text(effort->cpus[1], where[1]));
    hundredths = (unsigned long)(effort->time * 100ULL / (base ? base : 1));
    if (with_time)
        snprintf(time, sizeof time, "%lu.%02lu", hundredths / 100, hundredths % 100);
    printf("  %-9s %-13s %-10s %7lu.%lu ms %11s %12ld\n", team == ONE_THREAD ? places[cpus - 1] : "",
           names[team], both, effort->together / 1000000, effort->together / 100000 % 10, time,
           effort->shootdowns);
}

/* When each of the two ran, and on which CPU. All charts have the same scale. */
static void draw(enum team team, int cpus)
{
    const struct effort *effort = &efforts[cpus - 1][team];
    unsigned long step = efforts[0][TWO_THREADS].time / COLUMNS + 1;
    char label[32];

    snprintf(label, sizeof label, "%s, %s", names[team], places[cpus - 1]);
    for (int who = 0; who < 2; who++) {
        printf("  %-21s tid %-5d|", who ? "" : label, (int)effort->tid[who]);
        for (unsigned long column = 0; column < COLUMNS; column++) {
            int cpu = workload_cpu_at(effort, who, column * step + step / 2);
            putchar(cpu < 0 ? ' ' : '0' + cpu);
        }
        printf("|\n");
    }
}

static void check(enum team team, int cpus)
{
    const struct effort *effort = &efforts[cpus - 1][team];
    bool both = cpus > 1 && team != ONE_THREAD;

    fact(effort->sum == efforts[0][ONE_THREAD].sum, "all did the same work");
    fact(((effort->cpus[0] | effort->cpus[1]) & ~(cpus > 1 ? 3u : 1u)) == 0, "they ran where they may");
    fact((effort->together > 0) == both, "two CPUs run two workers at the same time, one CPU never does");
    fact((effort->shootdowns > 0) == (both && team == TWO_THREADS),
         "only threads that run at the same time pay shootdowns");
}

static void show(void)
{
    bool instructions = measure_counts_instructions();
    int cpus = cpus_count() > 1 ? 2 : 1;
    const struct effort *threads = &efforts[cpus - 1][TWO_THREADS];

    printf("  %-9s %-13s %-10s %10s %13s %12s\n", "on", "work by", "ran on CPU", "together", "wall time",
           "shootdowns");
    for (int on = 1; on <= cpus; on++)
        for (int team = 0; team < TEAMS; team++) {
            measure((enum team)team, on, instructions);
            show_effort((enum team)team, on, !instructions);
            check((enum team)team, on);
        }
    printf("\n");
    draw(TWO_THREADS, 1);
    if (cpus > 1)
        draw(TWO_THREADS, 2);
    draw(TWO_PROCESSES, cpus);
    if (cpus > 1) {
        seen("two CPUs ran both threads at once, for %lu of %lu ms; both processes\n"
             "too. Only threads share page tables, and pay when these change.",
             threads->together / 1000000, threads->time / 1000000);
        return;
    }
    printf("\n  This machine has one CPU. On the host:   CPUS=2 tools/exec tour 10\n");
    seen("on one CPU two workers take turns; nothing happens at the same time.");
}

const struct chapter chapter_simultaneously = {
    .title = "Simultaneously",
    .question = "One worker does it all, or two do half each: threads, or processes.\n"
                "On one CPU, on two CPUs: who is faster? What do only threads pay?",
    .look = "together: both ran. Shootdown: stop another CPU, so that it forgets.",
    .show = show,
    .try_command = "CPUS=2 tools/exec tour 10   (on the host: with two CPUs)",
};
