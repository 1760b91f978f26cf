/* The pool of chapter 11; see pool.h. */
#include "pool.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define BAD_JOB   15 /* whoever gets it goes wrong, if anybody shall */
#define NO_RESULT (-1)

static const int arrivals[ROUNDS] = {1, 3, 6, 8, 4, 2};

struct worker {
    int give, take; /* the manager's ends of its pipes */
    int in, out;    /* its own */
    pthread_t thread;
};

static bool processes;
static enum trouble trouble;
struct report *report;
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

int pool_serve(bool by_processes, enum trouble what)
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

bool pool_open(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    report = page == MAP_FAILED ? NULL : page;
    return report;
}

void pool_close(void)
{
    munmap(report, 4096);
}
