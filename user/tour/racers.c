/* The races of chapter 7; see racers.h. */
#include "racers.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "add.h"
#include "see.h"
#include "trace.h"

#define TURNS  8  /* quanta that a round lasts */
#define ROUNDS 40 /* at most, until an update is lost */

struct control *control;

static void (*add)(long *);
static long private_number; /* when threads race */
static long *number;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static __attribute__((noinline)) long one_more(long value)
{
    return value + 1;
}

void add_volatile(long *where)
{
    volatile long *counter = where;

    *counter = one_more(*counter);
}

void add_atomic(long *where)
{
    __atomic_fetch_add(where, 1, __ATOMIC_SEQ_CST);
}

void add_locked(long *where)
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

long race_run(const struct contest *contest)
{
    long lost = 0;
    bool done = false;

    for (int i = 0; !done && i < ROUNDS; i++) {
        lost = run_round(contest);
        done = control->added[0] > 0 && control->added[1] > 0 && (lost > 0 || !contest->loses);
    }
    return lost;
}

bool race_open(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    control = page == MAP_FAILED ? NULL : page;
    return control;
}

void race_close(void)
{
    munmap(control, 4096);
}
