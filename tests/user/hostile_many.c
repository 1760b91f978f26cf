/* variables: MEM=256M */
/* 4000 threads in one process, then 1000 processes, alive at once: all run, all end, nothing is left. */
#include "system.h"

#include <abi/futex.h>
#include <pthread.h>

#define THREADS   4000
#define PROCESSES 1000

static volatile int arrived, go;
static pthread_t threads[THREADS];

static void *wait_with_others(void *number)
{
    __atomic_fetch_add(&arrived, 1, __ATOMIC_SEQ_CST);
    while (!go)
        syscall(SYS_futex, &go, FUTEX_WAIT, 0, NULL);
    return number;
}

static void test_threads(void)
{
    long made = 0, right = 0;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10); /* of the default size, they would not fit */
    while (made < THREADS &&
           pthread_create(&threads[made], &small, wait_with_others, (void *)(made * 3)) == 0)
        made++;
    ok(made == THREADS, "4000 threads");
    while (arrived < made)
        sched_yield();
    ok(number_in("/proc/self/status", "Threads:") == made + 1, "are alive at once");
    sleep_ms(100);
    go = 1;
    ok(syscall(SYS_futex, &go, FUTEX_WAKE, 0x7fffffff) > made / 2, "sleep, and are woken");
    for (long i = 0; i < made; i++) {
        void *result = NULL;
        right += pthread_join(threads[i], &result) == 0 && result == (void *)(i * 3);
    }
    ok(right == THREADS, "and all end with their own results");
}

static void test_processes(void)
{
    volatile int *shared = shared_memory(PAGE);
    int made = 0, ended = 0, status;
    for (; made < PROCESSES; made++) {
        pid_t child = fork();
        if (child < 0)
            break;
        if (child == 0) {
            __atomic_fetch_add(&shared[0], 1, __ATOMIC_SEQ_CST);
            while (!shared[1])
                syscall(SYS_futex, &shared[1], FUTEX_WAIT, 0, NULL);
            _exit(made % 100);
        }
    }
    ok(made == PROCESSES, "1000 processes");
    while (shared[0] < made)
        sched_yield();
    ok(number_in("/proc/weft/sched", "processes ") >= made, "are alive at once");
    sleep_ms(100);
    shared[1] = 1;
    ok(syscall(SYS_futex, &shared[1], FUTEX_WAKE, 0x7fffffff) > made / 2, "sleep, and are woken");
    while (wait(&status) > 0)
        ended += WIFEXITED(status);
    ok(ended == PROCESSES, "and all end");
    munmap((void *)shared, PAGE);
}

static void run(void)
{
    test_threads();
    test_processes();
}

int main(void)
{
    return run_counted(run);
}
