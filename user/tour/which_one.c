/* Chapter 10: a pool of workers, threads or processes, and what is left when one goes wrong. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chapters.h"

#define JOBS      24
#define BAD_JOB   15 /* whoever gets it goes wrong, if anybody shall */
#define POOL      4  /* workers at most */
#define PER_MAN   2  /* a worker for so many waiting jobs */
#define ROUNDS    12
#define NO_RESULT (-1)

enum trouble { CALM, SCRIBBLE, CRASH, TROUBLES };

static const int arrivals[ROUNDS] = {1, 3, 6, 8, 4, 2};

/* What the manager tells the tour, in a page that both share; the workers don't know of it. */
struct report {
    int right; /* results, at the end */
    int rounds;
    int waiting[ROUNDS], workers[ROUNDS]; /* in each round */
};

struct worker {
    int give, take; /* the manager's ends of its pipes */
    int in, out;    /* its own */
    pthread_t thread;
};

static bool processes;
static enum trouble trouble;
static struct report *report;
static int results[JOBS + 1]; /* job n shall have n * n */
static struct worker pool[POOL];

/* A worker: results go into the table in its memory, and through its pipe, which ends with it. */
static void *work(void *argument)
{
    const struct worker *self = argument;
    int job;

    while (read(self->in, &job, sizeof job) == (ssize_t)sizeof job && job) {
        if (job == BAD_JOB && trouble == CRASH)
            *(volatile int *)(job - BAD_JOB) = job;
        if (job == BAD_JOB && trouble == SCRIBBLE)
            memset(results, 0x55, sizeof results);
        results[job] = job * job;
        write(self->out, &results[job], sizeof results[job]);
    }
    return NULL;
}

static void start_worker(struct worker *worker)
{
    int orders[2], answers[2];

    pipe(orders);
    pipe(answers);
    *worker = (struct worker){.give = orders[1], .take = answers[0], .in = orders[0], .out = answers[1]};
    if (!processes) {
        pthread_create(&worker->thread, NULL, work, worker);
        return;
    }
    if (fork() == 0) {
        work(worker);
        _exit(0);
    }
    close(worker->in);
    close(worker->out);
}

static void send_home(struct worker *worker)
{
    static const int go_home = 0;

    write(worker->give, &go_home, sizeof go_home);
}

/* Waits for a worker that was sent home, or that died. */
static void end_worker(struct worker *worker)
{
    if (processes) {
        wait(NULL);
    } else {
        pthread_join(worker->thread, NULL);
        close(worker->in);
        close(worker->out);
    }
    close(worker->give);
    close(worker->take);
}

/* Gives a job to each worker, as far as there are some, and collects the results. Returns the jobs taken. */
static int run_round(int next, int waiting, int workers)
{
    int given = waiting < workers ? waiting : workers, result;

    for (int i = 0; i < given; i++) {
        int job = next + i;
        write(pool[i].give, &job, sizeof job);
    }
    for (int i = 0; i < given; i++) {
        if (read(pool[i].take, &result, sizeof result) == (ssize_t)sizeof result) {
            results[next + i] = result;
        } else {
            end_worker(&pool[i]);
            start_worker(&pool[i]);
        }
    }
    return given;
}

/* The manager: as many workers as the queue is worth. */
static void manage(void)
{
    int waiting = 0, workers = 0, next = 1;

    for (int i = 0; i <= JOBS; i++)
        results[i] = NO_RESULT;
    for (int round = 0; round < ROUNDS && next <= JOBS; round++) {
        int wanted, done;
        waiting += arrivals[round];
        wanted = (waiting + PER_MAN - 1) / PER_MAN;
        for (wanted = wanted < POOL ? wanted : POOL; workers < wanted; workers++)
            start_worker(&pool[workers]);
        for (; workers > wanted; workers--)
            send_home(&pool[workers - 1]), end_worker(&pool[workers - 1]);
        report->waiting[round] = waiting;
        report->workers[round] = workers;
        report->rounds = round + 1;
        done = run_round(next, waiting, workers);
        next += done;
        waiting -= done;
    }
    for (int i = 0; i < workers; i++)
        send_home(&pool[i]), end_worker(&pool[i]);
    for (int job = 1; job <= JOBS; job++)
        report->right += results[job] == job * job;
}

/* Runs the whole queue; returns the wait status of the manager's process. */
static int serve(bool by_processes, enum trouble what)
{
    int status = -1;
    pid_t pid;

    memset(report, 0, sizeof *report);
    processes = by_processes;
    trouble = what;
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        manage();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return status;
}

static void show_pool(void)
{
    printf("  %d jobs arrive; for every %d that wait the manager has a worker, %d at most.\n", JOBS, PER_MAN,
           POOL);
    printf("  jobs waiting  ");
    for (int i = 0; i < report->rounds; i++)
        printf("%4d", report->waiting[i]);
    printf("\n  workers       ");
    for (int i = 0; i < report->rounds; i++)
        printf("%4d", report->workers[i]);
    printf("   (threads and processes alike)\n\n");
}

static void show_trouble(enum trouble what)
{
    static const char *const names[] = {"all go well", "one scribbles over memory", "one crashes"};
    char text[2][32];
    int right[2];

    for (int i = 0; i < 2; i++) {
        int status = serve(i == 1, what);
        right[i] = report->right;
        if (WIFSIGNALED(status))
            snprintf(text[i], sizeof text[i], "nobody is left (signal %d)", WTERMSIG(status));
        else
            snprintf(text[i], sizeof text[i], "%d of %d are right", right[i], JOBS);
        fact(WIFSIGNALED(status) == (i == 0 && what == CRASH), "only a pool of threads dies of a crash");
    }
    if (what == CALM)
        show_pool();
    printf("  %-26s  %-26s  %s\n", names[what], text[0], text[1]);
    fact(right[1] == (what == CRASH ? JOBS - 1 : JOBS), "processes lose at most the crashed one's job");
    fact(what == CALM ? right[0] == JOBS : right[0] < right[1], "threads lose more");
}

static void show(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (!fact(page != MAP_FAILED, "a page to share"))
        return;
    report = page;
    for (int i = 0; i < TROUBLES; i++)
        show_trouble((enum trouble)i);
    munmap(page, 4096);
    printf("\n  A pool that grows and shrinks with its queue: OS/360 MVT, \"multiprogramming with a\n"
           "  variable number of tasks\" (1967), reportedly had the first threads. The name is\n"
           "  attributed to Victor A. Vyssotsky (Saltzer, 1966). Sources: docs/tour.md\n");
    seen("threads: cheap, and all in one boat. Processes: dearer, and walls between.");
}

const struct chapter chapter_which_one = {
    .title = "Which one?",
    .question = "A pool of workers serves a queue; one scribbles over memory, one crashes.\n"
                "What is left of the results, with threads and with processes?",
    .look = "what survived.",
    .show = show,
    .try_command = "help          (you are free to look around)",
};
