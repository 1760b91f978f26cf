/* The ends of processes whose threads run on other CPUs at that moment: exit_group, execve, faults, SIGKILL,
 * and several of them at once. All threads end, and everything is given back. runs on Linux */
#include "system.h"

#include <abi/futex.h>
#include <pthread.h>

#define BUSY 5 /* threads besides the first and those that end the process */

static char *self; /* this program */
static int rounds; /* of each test */

/* In shared memory, so that it outlives the process. */
static volatile struct {
    unsigned under_way; /* threads that have begun */
    unsigned go;        /* those who end the process may do so */
    unsigned beats;     /* of all threads of the process */
} * common;

/* --- What the other threads are at --- */

static void *count_beats(void *unused)
{
    __atomic_add_fetch(&common->under_way, 1, __ATOMIC_RELAXED);
    for (;;)
        __atomic_add_fetch(&common->beats, 1, __ATOMIC_RELAXED);
    return NULL;
}

static void *call_always(void *unused)
{
    __atomic_add_fetch(&common->under_way, 1, __ATOMIC_RELAXED);
    for (;;) {
        __atomic_add_fetch(&common->beats, 1, __ATOMIC_RELAXED);
        getppid();
    }
    return NULL;
}

static void *map_always(void *unused)
{
    __atomic_add_fetch(&common->under_way, 1, __ATOMIC_RELAXED);
    for (;;) {
        char *memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory != MAP_FAILED) {
            memset(memory, 1, 3 * PAGE);
            munmap(memory, 3 * PAGE);
        }
        __atomic_add_fetch(&common->beats, 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

static void *fork_always(void *unused)
{
    __atomic_add_fetch(&common->under_way, 1, __ATOMIC_RELAXED);
    for (;;) {
        pid_t child = (pid_t)syscall(SYS_fork);
        if (child == 0)
            syscall(SYS_exit_group, 0);
        waitpid(child, NULL, 0);
        __atomic_add_fetch(&common->beats, 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

static void *sleep_on(void *unused)
{
    static int never;
    __atomic_add_fetch(&common->under_way, 1, __ATOMIC_RELAXED);
    for (;;)
        syscall(SYS_futex, &never, FUTEX_WAIT, 0, NULL, NULL, 0);
    return NULL;
}

static void *(*const busy[BUSY])(void *) = {count_beats, call_always, map_always, fork_always, sleep_on};

/* --- How it ends --- */

enum way { EXIT_GROUP, EXECUTE, FAULT, KILL_SELF, WAYS };

static volatile int *volatile nowhere = (volatile int *)64;

static void *end(void *way)
{
    __atomic_add_fetch(&common->under_way, 1, __ATOMIC_RELAXED);
    while (!common->go)
        ;
    switch ((enum way)(uintptr_t)way) {
    case EXIT_GROUP:
        _exit(10);
    case EXECUTE:
        execlp(self, self, "executed", NULL);
        break;
    case FAULT:
        *nowhere = 1;
        break;
    case KILL_SELF:
        kill(getpid(), SIGKILL);
        break;
    default:
        break;
    }
    for (;;)
        sleep_ms(1000); /* another way was faster, and will reach this thread too */
    return NULL;
}

/* Whether `status` is how a process ends that ends this way. */
static int fits(int status, enum way way)
{
    switch (way) {
    case EXIT_GROUP:
        return exits_with(status, 10);
    case EXECUTE:
        return exits_with(status, 11);
    case FAULT:
        return killed_by(status, SIGSEGV);
    default:
        return killed_by(status, SIGKILL);
    }
}

/*
 * A process with busy threads; those that end it do so in the ways given, the first of them by the first
 * thread if `by_first`. With no way it is killed from outside. Returns whether it ended as it should, and
 * wholly.
 */
static int one_end(const enum way *ways, unsigned count, int by_first)
{
    int status = -1, fit = 0;
    pthread_t thread;
    common->under_way = common->go = 0;
    pid_t child = fork();
    if (child == 0) {
        for (unsigned i = 0; i < BUSY; i++)
            if (pthread_create(&thread, NULL, busy[i], NULL))
                _exit(90);
        for (unsigned i = by_first ? 1 : 0; i < count; i++)
            if (pthread_create(&thread, NULL, end, (void *)(uintptr_t)ways[i]))
                _exit(90);
        if (by_first && count > 0)
            end((void *)(uintptr_t)ways[0]);
        count_beats(NULL);
    }
    while (common->under_way < BUSY + count + (by_first ? 0 : 1))
        sleep_ms(1);
    common->go = 1;
    if (count == 0)
        kill(child, SIGKILL);
    waitpid(child, &status, 0);
    for (unsigned i = 0; i < count; i++)
        fit |= fits(status, ways[i]);
    fit |= count == 0 && killed_by(status, SIGKILL);
    if (!fit)
        printf("# status %x\n", (unsigned)status);
    unsigned beats = common->beats;
    sleep_ms(1);
    return fit && common->beats == beats;
}

static void test_end(const char *name, const enum way *ways, unsigned count, int by_first)
{
    int right = 0;
    for (int i = 0; i < rounds; i++)
        right += one_end(ways, count, by_first);
    ok(right == rounds, name);
}

#define TEST_END(name, by_first, ...)                                                                     \
    test_end(name, (const enum way[]){__VA_ARGS__}, sizeof((enum way[]){__VA_ARGS__}) / sizeof(enum way), \
             by_first)

/* The first thread ends, the others go on. */
static int first_leaves(void *unused)
{
    pthread_t thread;
    pthread_create(&thread, NULL, count_beats, NULL);
    pthread_create(&thread, NULL, end, (void *)(uintptr_t)EXIT_GROUP);
    syscall(SYS_exit, 3);
    return 91;
}

static void test_first_leaves(void)
{
    int status, right = 0;
    for (int i = 0; i < rounds; i++) {
        common->under_way = common->go = 0;
        pid_t child = fork();
        if (child == 0)
            _exit(first_leaves(NULL));
        while (common->under_way < 2)
            sleep_ms(1);
        right += waitpid(child, &status, WNOHANG) == 0;
        common->go = 1;
        right += waitpid(child, &status, 0) == child && exits_with(status, 10);
    }
    ok(right == 2 * rounds, "the first thread's end is not the process's");
}

/* Stopped means all threads; and SIGKILL ends it all the same. */
static void test_stopped(void)
{
    int status, still = 0, killed = 0;
    for (int i = 0; i < rounds; i++) {
        pthread_t thread;
        common->under_way = 0;
        pid_t child = fork();
        if (child == 0) {
            pthread_create(&thread, NULL, count_beats, NULL);
            pthread_create(&thread, NULL, call_always, NULL);
            count_beats(NULL);
        }
        while (common->under_way < 3)
            sleep_ms(1);
        kill(child, SIGSTOP);
        waitpid(child, &status, WUNTRACED);
        int same = 0; /* soon: a CPU may hear of it late */
        for (int tries = 0; tries < 100 && !same; tries++) {
            unsigned beats = common->beats;
            sleep_ms(2);
            same = common->beats == beats;
        }
        still += same;
        kill(child, SIGKILL);
        killed += waitpid(child, &status, 0) == child && killed_by(status, SIGKILL);
    }
    ok(still == rounds, "no thread of a stopped process runs");
    ok(killed == rounds, "a stopped process can be killed");
}

static void tests(void)
{
    cpu_set_t all;
    sched_getaffinity(0, sizeof all, &all);
    rounds = CPU_COUNT(&all) > 1 ? 4 : 1;
    common = shared_memory(PAGE);
    TEST_END("exit_group by the first thread", 1, EXIT_GROUP);
    TEST_END("exit_group by another", 0, EXIT_GROUP);
    TEST_END("execve by the first thread", 1, EXECUTE);
    TEST_END("execve by another", 0, EXECUTE);
    TEST_END("a fault of the first thread", 1, FAULT);
    TEST_END("a fault of another", 0, FAULT);
    TEST_END("SIGKILL by the first thread to itself", 1, KILL_SELF);
    TEST_END("SIGKILL by another to the process", 0, KILL_SELF);
    test_end("SIGKILL from outside", NULL, 0, 0);
    TEST_END("two exit_groups at once", 1, EXIT_GROUP, EXIT_GROUP);
    TEST_END("two execves at once", 1, EXECUTE, EXECUTE);
    TEST_END("execve by two others at once", 0, EXECUTE, EXECUTE);
    TEST_END("execve and exit_group at once", 0, EXECUTE, EXIT_GROUP);
    TEST_END("execve and a fault at once", 1, EXECUTE, FAULT);
    TEST_END("execve and SIGKILL at once", 0, EXECUTE, KILL_SELF);
    TEST_END("all at once", 1, EXIT_GROUP, EXECUTE, FAULT, KILL_SELF);
    test_first_leaves();
    test_stopped();
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 1)
        return strcmp(argv[1], "executed") == 0 ? 11 : 1;
    return run_counted(tests);
}
