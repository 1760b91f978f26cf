/* Chapter 8: three threads and three processes take turns. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "chapters.h"
#include "see.h"
#include "trace.h"

#define RUNNERS  6 /* three threads of one process, then three processes of one thread */
#define ROUNDS   3 /* shown */
#define PER_TURN 3 /* columns */
#define COLUMNS  (ROUNDS * RUNNERS * PER_TURN)

static struct runner {
    pid_t pid, tid;
} runners[RUNNERS];

static int runner_count;
static int ready[2], go[2];

/* Says that it is there, waits for the end of the pipe, and then never gives up the CPU by itself. */
static void *run(void *unused)
{
    struct runner self = {getpid(), (pid_t)syscall(SYS_gettid)};
    char start;

    write(ready[1], &self, sizeof self);
    read(go[0], &start, 1);
    for (volatile unsigned count = 0;; count++)
        ;
    return unused;
}

static void start_process(int threads)
{
    pthread_t thread;

    if (fork() == 0) {
        close(go[1]);
        for (int i = 1; i < threads; i++)
            pthread_create(&thread, NULL, run, NULL);
        run(NULL);
    }
    for (int i = 0; i < threads; i++)
        read(ready[0], &runners[runner_count++], sizeof *runners);
}

static const struct runner *runner_of(pid_t tid)
{
    for (int i = 0; i < RUNNERS; i++)
        if (runners[i].tid == tid)
            return &runners[i];
    return NULL;
}

/* Lets all run for `rounds` rounds. Returns the number of changes of turn from the first runner's turn on. */
static int run_all(struct turn_change *changes, long quantum, int rounds)
{
    long time = rounds * RUNNERS * quantum;
    struct timespec timespec = {time / 1000000, time % 1000000 * 1000};
    int count, first = 0;

    pipe(ready);
    pipe(go);
    fflush(stdout);
    runner_count = 0;
    start_process(3);
    for (int i = 0; i < 3; i++)
        start_process(1);
    trace_start();
    close(go[1]); /* wakes them all at once */
    nanosleep(&timespec, NULL);
    trace_stop();
    for (int i = 2; i < RUNNERS; i++)
        kill(runners[i].pid, SIGKILL);
    for (int i = 2; i < RUNNERS; i++)
        waitpid(runners[i].pid, NULL, 0);
    close(go[0]);
    close(ready[0]);
    close(ready[1]);
    count = trace_read(changes, 0);
    while (first < count && !runner_of(changes[first].to))
        first++;
    memmove(changes, changes + first, (size_t)(count - first) * sizeof *changes);
    return count - first;
}

/* How wide a turn is drawn: by its length, but cut if a busy host held it up, to leave room for others. */
static int width_of(const struct turn_change *turn, long quantum)
{
    unsigned long long length = turn[1].time - turn[0].time,
                       column = (unsigned long)quantum * 1000 / PER_TURN;
    unsigned long long columns = (length + column / 2) / column;

    return columns < 1 ? 1 : columns > PER_TURN + 1 ? PER_TURN + 1 : (int)columns;
}

/* The chart: turn after turn; '^' where CR3 was loaded. */
static void draw(const struct turn_change *changes, int count, long quantum)
{
    char row[RUNNERS + 1][COLUMNS + 1];

    memset(row, ' ', sizeof row);
    for (int i = 0; i <= RUNNERS; i++)
        row[i][COLUMNS] = 0;
    for (int i = 0, column = 0; i + 1 < count && column < COLUMNS; i++) {
        const struct runner *runner = runner_of(changes[i].to);
        if (changes[i].new_directory)
            row[RUNNERS][column] = '^';
        for (int width = runner ? width_of(&changes[i], quantum) : 0; width > 0 && column < COLUMNS; width--)
            row[runner - runners][column++] = '#';
    }
    for (int i = 0; i < RUNNERS; i++) {
        if (i == 0 || runners[i].pid != runners[i - 1].pid)
            printf("  pid %-4d tid %-4d |%s|\n", (int)runners[i].pid, (int)runners[i].tid, row[i]);
        else
            printf("           tid %-4d |%s|\n", (int)runners[i].tid, row[i]);
    }
    printf("         CR3 loaded |%s|\n", row[RUNNERS]);
}

/* Round robin: whoever has a turn has it again when all others have had theirs. */
static void check(const struct turn_change *changes, int count, int *turns)
{
    pid_t order[ROUNDS * RUNNERS];
    int seen_turns = 0;

    for (int i = 0; i < count && seen_turns < ROUNDS * RUNNERS; i++) {
        const struct runner *from = runner_of(changes[i].from), *to = runner_of(changes[i].to);
        if (!to)
            continue;
        order[seen_turns] = to->tid;
        if (seen_turns >= RUNNERS)
            fact(order[seen_turns] == order[seen_turns - RUNNERS], "turns go round");
        turns[to->pid != runners[0].pid]++;
        seen_turns++;
        if (from)
            fact(changes[i].new_directory == (from->pid != to->pid), "CR3 changes only between processes");
    }
    fact(seen_turns == ROUNDS * RUNNERS, "there were enough turns");
    fact(turns[0] == turns[1], "three threads get as much as three processes");
}

static void show(void)
{
    static struct turn_change changes[TRACE_MAX];
    long quantum = see_number(see_file("/proc/weft/sched"), "quantum");
    int turns[2] = {0, 0}, count = 0;

    /* A busy host takes turns away from QEMU: then longer. */
    for (int rounds = ROUNDS + 2; count <= ROUNDS * RUNNERS && rounds < 8 * ROUNDS; rounds *= 2)
        count = run_all(changes, quantum, rounds);

    printf("  The quantum is %ld microseconds, %d columns. None of the six ever yields.\n\n", quantum,
           PER_TURN);
    draw(changes, count, quantum);
    check(changes, count, turns);
    seen("in %d rounds process %d had %d turns, each of the others %d.\n"
         "CR3 changed only where the process did.",
         ROUNDS, (int)runners[0].pid, turns[0], turns[1] / 3);
}

const struct chapter chapter_turns = {
    .title = "Taking turns",
    .question = "Three threads of one process and three processes want the CPU all the\n"
                "time, round robin. How much does each process get?",
    .look = "threads get turns, so three get three; CR3 changes between processes.",
    .one_cpu = true,
    .show = show,
    .try_command = "make run APPEND=quantum=1000   (on the host: shorter turns)",
};
