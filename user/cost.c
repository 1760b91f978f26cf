/*
 * cost: what threads and processes cost. Prints one line `name value unit` for each thing it measures.
 *
 * The unit is `instructions` under QEMU's -icount (`SEED=1 tools/exec cost`), where the time-stamp counter
 * counts just these; elsewhere it is `cycles` of whatever counter there is, and a last line gives the ratio
 * of a switch between processes to one between threads. A value is the median of many rounds, after some to
 * warm up, and includes all that the program itself has to do. Lines that begin with # say what could not be
 * measured.
 *
 * It runs on Linux too, on one CPU: `taskset -c 0 build/initrd/bin/cost`.
 */
#include <abi/futex.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define WARM_UP_ROUNDS 16
#define ROUNDS         101
#define PAGE           4096
#define PAGES          (WARM_UP_ROUNDS + ROUNDS) /* a fresh one each round */
#define CROWD          64 /* threads or processes alive at once to see what memory one takes */

struct row {
    const char *name;
    unsigned per_round;   /* how often a round does the thing */
    void (*begin)(void);  /* or NULL */
    void (*round)(void);  /* what is measured */
    void (*finish)(void); /* or NULL */
};

/* ---- The counter --------------------------------------------------------------------------------- */

static inline uint32_t counter(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return low;
}

/* A block of 200,003 instructions, from its first rdtsc to its last. */
static uint32_t measure_block(void)
{
    uint32_t count, start;
    __asm__ volatile("rdtsc\n\t"
                     "movl %%eax, %1\n\t"
                     "movl $100000, %%ecx\n"
                     "1:\tdecl %%ecx\n\t"
                     "jnz 1b\n\t"
                     "rdtsc\n\t"
                     "subl %1, %%eax"
                     : "=&a"(count), "=&r"(start)
                     :
                     : "ecx", "edx", "cc");
    return count;
}

/* Whether the counter counts instructions: twice in a row the block must have exactly its length. */
static int counts_instructions(void)
{
    unsigned exact = 0;
    for (unsigned i = 0; i < 8 && exact < 2; i++)
        exact = measure_block() == 200003 ? exact + 1 : 0;
    return exact == 2;
}

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static uint32_t measure(const struct row *row)
{
    uint32_t samples[ROUNDS];
    if (row->begin)
        row->begin();
    for (unsigned i = 0; i < WARM_UP_ROUNDS; i++)
        row->round();
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint32_t start = counter();
        row->round();
        samples[i] = counter() - start;
    }
    if (row->finish)
        row->finish();
    qsort(samples, ROUNDS, sizeof *samples, compare);
    return samples[ROUNDS / 2] / row->per_round;
}

/* ---- Helpers ------------------------------------------------------------------------------------- */

/* Gives up if the result is negative, for the reason in errno. */
static long check(long result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static pthread_t partner_thread;
static pid_t partner_process;

static void start_thread(void *(*body)(void *))
{
    errno = pthread_create(&partner_thread, NULL, body, NULL);
    check(-errno, "pthread_create");
}

static void join_thread(void)
{
    pthread_join(partner_thread, NULL);
}

/* The same in a process; the parent returns, the child never does. */
static void start_process(void *(*body)(void *))
{
    partner_process = check(fork(), "fork");
    if (partner_process == 0) {
        body(NULL);
        _exit(0);
    }
}

static void join_process(void)
{
    int status;
    check(waitpid(partner_process, &status, 0), "waitpid");
    check(status == 0 ? 0 : -1, "a process of cost has failed");
}

static void *map(size_t length, int sharing)
{
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
    check(memory == MAP_FAILED ? -1 : 0, "mmap");
    return memory;
}

/* The number behind `label` at a line's beginning in a small file; -1 if there is none. */
static long number_in(const char *path, const char *label)
{
    char text[4096];
    int fd = open(path, O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    for (char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (strncmp(line, label, strlen(label)) == 0)
            return strtol(line + strlen(label), NULL, 10);
    return -1;
}

/* ---- System calls, creation ---------------------------------------------------------------------- */

#define CALLS 64

static void call_system(void)
{
    for (unsigned i = 0; i < CALLS; i++)
        getpid();
}

static void *do_nothing(void *unused)
{
    return NULL;
}

static void create_and_join(void)
{
    start_thread(do_nothing);
    join_thread();
}

static void fork_and_wait(void)
{
    start_process(do_nothing);
    join_process();
}

static void *become_true(void *unused)
{
    execl("/bin/true", "true", (char *)NULL);
    _exit(1);
}

static void exec_and_wait(void)
{
    start_process(become_true);
    join_process();
}

/* ---- Switches: two that do nothing but yield ----------------------------------------------------- */

#define YIELDS 16 /* each gives two switches: away, and back */

static int *stop; /* shared by threads and processes alike */

static void *yield_until_stopped(void *unused)
{
    while (!__atomic_load_n(stop, __ATOMIC_RELAXED))
        sched_yield();
    return NULL;
}

static void begin_thread_switches(void)
{
    *stop = 0;
    start_thread(yield_until_stopped);
}

static void begin_process_switches(void)
{
    *stop = 0;
    start_process(yield_until_stopped);
}

static void yield(void)
{
    for (unsigned i = 0; i < YIELDS; i++)
        sched_yield();
}

static void finish_thread_switches(void)
{
    __atomic_store_n(stop, 1, __ATOMIC_RELAXED);
    join_thread();
}

static void finish_process_switches(void)
{
    __atomic_store_n(stop, 1, __ATOMIC_RELAXED);
    join_process();
}

/* How often the kernel has switched away from this program's first thread. */
static long switches_away(void)
{
    return number_in("/proc/self/status", "voluntary_ctxt_switches:") +
           number_in("/proc/self/status", "nonvoluntary_ctxt_switches:");
}

/* ---- Ping-pong: one waits for the other, in turns ------------------------------------------------ */

enum turn { MINE, THEIRS, NOBODYS };

static unsigned turn;

static void futex_hand_over(unsigned to)
{
    __atomic_store_n(&turn, to, __ATOMIC_RELEASE);
    syscall(SYS_futex, &turn, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
}

/* Waits until the turn is no longer `whose`; returns whose it is then. */
static unsigned futex_await(unsigned whose)
{
    unsigned now;
    while ((now = __atomic_load_n(&turn, __ATOMIC_ACQUIRE)) == whose)
        syscall(SYS_futex, &turn, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, whose, NULL, NULL, 0);
    return now;
}

static void *futex_partner(void *unused)
{
    while (futex_await(MINE) == THEIRS)
        futex_hand_over(MINE);
    return NULL;
}

static void begin_futex(void)
{
    turn = MINE;
    start_thread(futex_partner);
}

static void futex_round_trip(void)
{
    futex_hand_over(THEIRS);
    futex_await(THEIRS);
}

static void finish_futex(void)
{
    futex_hand_over(NOBODYS);
    join_thread();
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn_changed = PTHREAD_COND_INITIALIZER;

static void condition_hand_over(unsigned to)
{
    pthread_mutex_lock(&mutex);
    turn = to;
    pthread_cond_signal(&turn_changed);
    pthread_mutex_unlock(&mutex);
}

static unsigned condition_await(unsigned whose)
{
    pthread_mutex_lock(&mutex);
    while (turn == whose)
        pthread_cond_wait(&turn_changed, &mutex);
    unsigned now = turn;
    pthread_mutex_unlock(&mutex);
    return now;
}

static void *condition_partner(void *unused)
{
    while (condition_await(MINE) == THEIRS)
        condition_hand_over(MINE);
    return NULL;
}

static void begin_condition(void)
{
    turn = MINE;
    start_thread(condition_partner);
}

static void condition_round_trip(void)
{
    condition_hand_over(THEIRS);
    condition_await(THEIRS);
}

static void finish_condition(void)
{
    condition_hand_over(NOBODYS);
    join_thread();
}

static int there[2], back[2]; /* two pipes */

static void *pipe_partner(void *unused)
{
    char byte;
    close(there[1]); /* so that the parent holds the last end */
    while (read(there[0], &byte, 1) == 1)
        check(write(back[1], &byte, 1), "write");
    return NULL;
}

static void begin_pipe(void)
{
    check(pipe(there), "pipe");
    check(pipe(back), "pipe");
    start_process(pipe_partner);
}

static void pipe_round_trip(void)
{
    char byte = 0;
    check(write(there[1], &byte, 1), "write");
    check(read(back[0], &byte, 1), "read");
}

static void finish_pipe(void)
{
    for (unsigned end = 0; end < 2; end++) {
        close(there[end]);
        close(back[end]);
    }
    join_process();
}

/* ---- First writes -------------------------------------------------------------------------------- */

static char *pages;
static unsigned next_page;

static void write_page(void)
{
    ((volatile char *)pages)[next_page++ * PAGE] = 1;
}

static void begin_anonymous(void)
{
    pages = map(PAGES * PAGE, MAP_PRIVATE);
    next_page = 0;
}

static void finish_anonymous(void)
{
    munmap(pages, PAGES * PAGE);
}

/* A child that only holds on to its copies until the pipe is closed. */
static void *hold(void *unused)
{
    char byte;
    close(there[1]);
    read(there[0], &byte, 1);
    return NULL;
}

static void begin_copy(void)
{
    begin_anonymous();
    while (next_page < PAGES)
        write_page();
    next_page = 0;
    check(pipe(there), "pipe");
    start_process(hold);
}

static void finish_copy(void)
{
    close(there[0]);
    close(there[1]);
    join_process();
    finish_anonymous();
}

/* ---- Memory -------------------------------------------------------------------------------------- */

#define FRAMES "/proc/weft/frames"

/* Says that it runs, and then waits until the pipe is closed. */
static void *wait_in_crowd(void *unused)
{
    char byte = 0;
    check(write(back[1], &byte, 1), "write");
    read(there[0], &byte, 1);
    return NULL;
}

static void *wait_in_crowd_of_processes(void *unused)
{
    close(there[1]);
    return wait_in_crowd(NULL);
}

static void begin_crowd(void)
{
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY); /* so that no frame is counted as used already */
    if (caches >= 0)
        check(write(caches, "3", 1), "drop_caches");
    close(caches);
    check(pipe(there), "pipe");
    check(pipe(back), "pipe");
}

static void await_crowd(void)
{
    char byte;
    for (unsigned i = 0; i < CROWD; i++)
        check(read(back[0], &byte, 1), "read");
}

/* Bytes of one more thread, without the pages of its stack that it touches. */
static unsigned thread_memory(void)
{
    pthread_t threads[CROWD];
    begin_crowd();
    long free_before = number_in(FRAMES, "free "), user_before = number_in(FRAMES, "anonymous ");
    for (unsigned i = 0; i < CROWD; i++) {
        start_thread(wait_in_crowd);
        threads[i] = partner_thread;
    }
    await_crowd();
    long used = free_before - number_in(FRAMES, "free ");
    long touched = number_in(FRAMES, "anonymous ") - user_before;
    close(there[1]);
    for (unsigned i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);
    close(there[0]);
    close(back[0]);
    close(back[1]);
    return (used - touched) * PAGE / CROWD;
}

/* Bytes of one more process that has only been forked: all of them, the pages copied so far included. */
static unsigned process_memory(void)
{
    begin_crowd();
    long free_before = number_in(FRAMES, "free ");
    for (unsigned i = 0; i < CROWD; i++)
        start_process(wait_in_crowd_of_processes);
    await_crowd();
    long used = free_before - number_in(FRAMES, "free ");
    close(there[1]);
    while (wait(NULL) > 0)
        ;
    close(there[0]);
    close(back[0]);
    close(back[1]);
    return used * PAGE / CROWD;
}

/* ---- All of it ----------------------------------------------------------------------------------- */

static const struct row rows[] = {
    {"null_system_call", CALLS, NULL, call_system, NULL},
    {"fork_exit_wait", 1, NULL, fork_and_wait, NULL}, /* before there are stacks to copy */
    {"fork_exec_wait", 1, NULL, exec_and_wait, NULL},
    {"thread_create_join", 1, NULL, create_and_join, NULL},
    {"futex_round_trip", 1, begin_futex, futex_round_trip, finish_futex},
    {"condition_round_trip", 1, begin_condition, condition_round_trip, finish_condition},
    {"pipe_round_trip", 1, begin_pipe, pipe_round_trip, finish_pipe},
    {"first_write_anonymous", 1, begin_anonymous, write_page, finish_anonymous},
    {"first_write_copy", 1, begin_copy, write_page, finish_copy},
};

static const struct row thread_switch = {"thread_switch", 2 * YIELDS, begin_thread_switches, yield,
                                         finish_thread_switches};
static const struct row process_switch = {"process_switch", 2 * YIELDS, begin_process_switches, yield,
                                          finish_process_switches};

/* Measures a switch; 0 if the kernel has not counted as many as there should have been. */
static uint32_t measure_switch(const struct row *row, const char *unit)
{
    long before = switches_away();
    uint32_t value = measure(row);
    if (switches_away() - before < (long)ROUNDS * YIELDS) {
        printf("# %s: to yield does not always switch here; one CPU is needed\n", row->name);
        return 0;
    }
    printf("%s %u %s\n", row->name, value, unit);
    return value;
}

int main(void)
{
    int exact = counts_instructions();
    const char *unit = exact ? "instructions" : "cycles";
    stop = map(PAGE, MAP_SHARED);

    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        printf("%s %u %s\n", rows[i].name, measure(&rows[i]), unit);
    uint32_t threads = measure_switch(&thread_switch, unit);
    uint32_t processes = measure_switch(&process_switch, unit);

    if (number_in(FRAMES, "free ") >= 0) {
        printf("process_memory %u bytes\n", process_memory()); /* first: the library keeps threads' stacks */
        printf("thread_memory %u bytes\n", thread_memory());
    } else {
        printf("# memory: only Weft tells who holds each frame\n");
    }
    if (!exact && threads && processes)
        printf("switch_ratio %u.%02u ratio\n", processes / threads, processes % threads * 100 / threads);
    return 0;
}
