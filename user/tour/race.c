/* Chapter 7: a race, and what does and does not help against it. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "add.h"
#include "chapters.h"
#include "see.h"
#include "trace.h"

#define TURNS  8  /* quanta that a round lasts */
#define ROUNDS 40 /* at most, until an update is lost */

/* A page that the tour and all racers share. */
struct control {
    volatile int stop;
    volatile pid_t tid[2];
    long added[2]; /* by each racer */
    long found;    /* in the number, at the end */
    long shared;   /* the number, when processes race */
};

struct contest {
    const char *name;
    void (*add)(long *);
    bool processes;
    bool loses; /* what theory says */
};

static struct control *control;
static void (*add)(long *);
static long private_number; /* when threads race */
static long *number;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static __attribute__((noinline)) long one_more(long value)
{
    return value + 1;
}

static void add_volatile(long *where)
{
    volatile long *counter = where;

    *counter = one_more(*counter);
}

static void add_atomic(long *where)
{
    __atomic_fetch_add(where, 1, __ATOMIC_SEQ_CST);
}

static void add_locked(long *where)
{
    pthread_mutex_lock(&mutex);
    add_one(where);
    pthread_mutex_unlock(&mutex);
}

static void *race(void *argument)
{
    int self = *(int *)argument;
    long added = 0;

    control->tid[self] = (pid_t)syscall(SYS_gettid);
    for (; !control->stop; added++)
        add(number);
    control->added[self] = added;
    return NULL;
}

/* The process of the race: itself one racer, the other a thread or a child. */
static void run_racers(bool processes)
{
    static int first = 0, second = 1;
    pthread_t thread;

    number = processes ? &control->shared : &private_number;
    if (processes) {
        if (fork() == 0) {
            race(&second);
            _exit(0);
        }
    } else {
        pthread_create(&thread, NULL, race, &second);
    }
    race(&first);
    if (processes)
        wait(NULL);
    else
        pthread_join(thread, NULL);
    control->found = *number;
    _exit(0);
}

/* Lets the two race for some turns; returns how many additions were lost. */
static long run_round(const struct contest *contest)
{
    long quantum = see_number(see_file("/proc/weft/sched"), "quantum");
    struct timespec time = {0, TURNS * quantum * 1000};
    pid_t pid;

    memset(control, 0, sizeof *control);
    add = contest->add;
    fflush(stdout);
    trace_start();
    pid = fork();
    if (pid == 0)
        run_racers(contest->processes);
    nanosleep(&time, NULL);
    control->stop = 1;
    waitpid(pid, NULL, 0);
    trace_stop();
    return control->added[0] + control->added[1] - control->found;
}

static long run_contest(const struct contest *contest)
{
    long lost = 0;

    for (int i = 0; lost == 0 && i < (contest->loses ? ROUNDS : 1); i++)
        lost = run_round(contest);
    return lost;
}

static bool is_racer(pid_t tid)
{
    return tid == control->tid[0] || tid == control->tid[1];
}

/* Finds where a racer had to go between its load and its store, and the other racer ran next. */
static const struct turn_change *find_switch(pid_t *other)
{
    static struct turn_change changes[TRACE_MAX];
    int count = trace_read(changes);

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
        printf("mov (%%%s), %%%s    load\n", operand, reg);
    else if (code[0] == 0x83 && code[1] >> 3 == 0x18)
        printf("add $%d, %%%s       add\n", code[2], operand);
    else if (code[0] == 0x89 && code[1] >> 6 == 0)
        printf("mov %%%s, (%%%s)    store\n", reg, operand);
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
            printf("    ----  here %d had to go, and %d went on adding  ----\n", (int)change->from,
                   (int)other);
        code += disassemble(code);
    }
    if (change)
        printf("  When %d came back, it stored its old number + 1 over all that %d had added.\n",
               (int)change->from, (int)other);
}

static void show(void)
{
    static const struct contest contests[] = {
        {"two threads, as above", add_one, false, true},
        {"the same, volatile", add_volatile, false, true},
        {"the same, atomic", add_atomic, false, false},
        {"the same, in a mutex", add_locked, false, false},
        {"two processes, shared page", add_one, true, true},
    };
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (!fact(page != MAP_FAILED, "a page to share"))
        return;
    control = page;
    for (unsigned i = 0; i < sizeof contests / sizeof *contests; i++) {
        const struct contest *contest = &contests[i];
        long lost = run_contest(contest);
        if (i == 0) {
            show_switch();
            printf("\n  %-28s %12s %12s %12s\n", "", "added", "found", "lost");
        }
        printf("  %-28s %12ld %12ld %12ld\n", contest->name, control->added[0] + control->added[1],
               control->found, lost);
        fact(control->added[0] > 0 && control->added[1] > 0, "both have added");
        fact(contest->loses ? lost > 0 : lost == 0, "updates are lost exactly where nothing guards them");
    }
    munmap(page, 4096);
    seen("who shares, races: threads and processes alike. volatile did not help; an\n"
         "atomic addition or a lock did.");
}

const struct chapter chapter_race = {
    .title = "A race",
    .question = "Two threads add to one counter, with no lock. Is the sum right?",
    .look = "sharing makes races, not threads.",
    .show = show,
    .try_command = "SEED=7 tools/exec tour 7   (on the host, twice: the same updates are lost)",
};
