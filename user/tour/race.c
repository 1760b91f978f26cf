/* Chapter 7: a race, and what does and does not help against it. */
#include <stdio.h>

#include "add.h"
#include "chapters.h"
#include "cpus.h"
#include "racers.h"
#include "trace.h"

static bool is_racer(pid_t tid)
{
    return tid == control->tid[0] || tid == control->tid[1];
}

/* Finds where a racer had to go between its load and its store, and the other racer ran next. */
static const struct turn_change *find_switch(pid_t *other)
{
    static struct turn_change changes[TRACE_MAX];
    int count = trace_read(changes, 0);

    for (int i = 0; i < count; i++) {
        const struct turn_change *change = &changes[i], *next = change;
        if (!is_racer(change->from) ||
            (change->eip != (unsigned long)add_one_add && change->eip != (unsigned long)add_one_store))
            continue;
        while (next < changes + count - 1 && !is_racer(next->to))
            next++;
        *other = next->to;
        if (is_racer(*other) && *other != change->from)
            return change;
    }
    return NULL;
}

/* Prints the instruction at `code`, one of the three forms that add_one is made of, and returns its length.
 */
static int disassemble(const unsigned char *code)
{
    static const char *const names[] = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"};
    const char *operand = names[code[1] & 7], *reg = names[code[1] >> 3 & 7];
    int length = code[0] == 0x83 ? 3 : 2;
    char bytes[12];

    snprintf(bytes, sizeof bytes, length == 3 ? "%02x %02x %02x" : "%02x %02x", code[0], code[1], code[2]);
    printf("  %08lx  %-10s ", (unsigned long)code, bytes);
    if (code[0] == 0x8b && code[1] >> 6 == 0)
        printf("mov (%%%s), %%%s     load\n", operand, reg);
    else if (code[0] == 0x83 && code[1] >> 3 == 0x18)
        printf("add $%d, %%%s         add\n", code[2], operand);
    else if (code[0] == 0x89 && code[1] >> 6 == 0)
        printf("mov %%%s, (%%%s)     store\n", reg, operand);
    else
        fact(printf("?\n") < 0, "the addition is a load, an addition and a store");
    return length;
}

static void show_switch(void)
{
    pid_t other = 0;
    const struct turn_change *change = find_switch(&other);
    const unsigned char *code = add_one_load;

    fact(change != NULL, "the trace has a switch between load and store");
    for (int i = 0; i < 3; i++) {
        if (change && change->eip == (unsigned long)code)
            printf("  -------- here thread %d lost the CPU, and %d went on adding --------\n",
                   (int)change->from, (int)other);
        code += disassemble(code);
    }
    if (change)
        printf("  Back again, %d stored its old number + 1 over all that %d had added.\n", (int)change->from,
               (int)other);
}

static void show_contest(const struct contest *contest, long lost)
{
    printf("  %-28s %12ld %12ld %12ld\n", contest->name, control->added[0] + control->added[1],
           control->found, lost);
    fact(control->added[0] > 0 && control->added[1] > 0, "both have added");
    fact(contest->loses ? lost > 0 : lost == 0, "updates are lost exactly where nothing guards them");
}

/* How the last race went on two CPUs. */
static void show_simultaneous(void)
{
    static struct turn_change changes[TRACE_MAX];
    pid_t tids[2] = {control->tid[0], control->tid[1]};
    unsigned long together = trace_together(changes, trace_read(changes, EVERY_CPU), tids);

    printf("  On two CPUs %d and %d ran at the same time, %lu ms: no switch is needed.\n", (int)tids[0],
           (int)tids[1], together / 1000000);
    fact(together > 0, "on two CPUs both run at the same time");
}

static void show(void)
{
    static const struct contest contests[] = {
        {"two threads, as above", add_one, false, true, 1},
        {"the same, volatile", add_volatile, false, true, 1},
        {"the same, atomic", add_atomic, false, false, 1},
        {"the same, in a mutex", add_locked, false, false, 1},
        {"two processes, shared page", add_one, true, true, 1},
        {"two threads on two CPUs", add_one, false, true, 2},
    };
    int cpus = cpus_count();

    if (!fact(race_open(), "a page to share"))
        return;
    for (unsigned i = 0; i < sizeof contests / sizeof *contests; i++) {
        const struct contest *contest = &contests[i];
        long lost;
        if (contest->cpus > cpus)
            continue;
        cpus_use(contest->cpus);
        lost = race_run(contest);
        if (i == 0) {
            show_switch();
            printf("\n  %-28s %12s %12s %12s\n", "", "added", "in counter", "lost");
        }
        show_contest(contest, lost);
        if (contest->cpus > 1)
            show_simultaneous();
    }
    race_close();
    seen("who shares, races: threads and processes alike. volatile did not\n"
         "help; an atomic addition did, and so did a lock.");
}

const struct chapter chapter_race = {
    .title = "A race",
    .question = "Two threads add to one counter, with no lock. Is the sum right?",
    .look = "sharing makes races, not threads.",
    .one_cpu = true, /* but for one race */
    .show = show,
    .try_command = "SEED=7 tools/exec tour 7   (on the host: the same losses each time)",
};
