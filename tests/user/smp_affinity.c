/* Where a thread may run: sched_setaffinity, sched_getaffinity, getcpu. runs on Linux */
#include "system.h"

#include <pthread.h>

#define SIZE sizeof(cpu_set_t)

static cpu_set_t all; /* where this process may run */
static unsigned count, first, last;

static cpu_set_t only(unsigned cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return set;
}

static unsigned long mask_of(pid_t thread)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(thread, SIZE, &set) == 0 ? set.bits : 0;
}

static unsigned here(void)
{
    unsigned cpu = ~0u;
    syscall(SYS_getcpu, &cpu, NULL, NULL);
    return cpu;
}

static void test_setting(void)
{
    int set = 1, moved = 1, stays = 1;
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &all))
            continue;
        cpu_set_t one = only(cpu);
        set &= sched_setaffinity(0, SIZE, &one) == 0 && mask_of(0) == one.bits;
        moved &= here() == cpu && sched_getcpu() == (int)cpu;
        for (int i = 0; i < 20; i++) {
            sched_yield();
            stays &= here() == cpu;
        }
        sleep_ms(1);
        stays &= here() == cpu;
    }
    ok(set, "each CPU can be chosen, and is told");
    ok(moved, "the thread runs there as soon as the call has returned");
    ok(stays, "and stays there, also after it slept");
    ok(sched_setaffinity(0, SIZE, &all) == 0 && mask_of(0) == all.bits, "all again");
    cpu_set_t more = only(last);
    CPU_SET(31, &more); /* which there isn't */
    ok(sched_setaffinity(gettid(), SIZE, &more) == 0 && mask_of(0) == only(last).bits,
       "CPUs that don't exist are left out");
    sched_setaffinity(0, SIZE, &all);
}

static void test_errors(void)
{
    cpu_set_t none, missing = only(31), got;
    CPU_ZERO(&none);
    ok(sched_setaffinity(0, SIZE, &none) == -1 && errno == EINVAL, "EINVAL: no CPU");
    ok(sched_setaffinity(0, 0, &all) == -1 && errno == EINVAL, "EINVAL: a mask of no bytes");
    ok(sched_setaffinity(0, SIZE, &missing) == -1 && errno == EINVAL, "EINVAL: a CPU that does not exist");
    ok(mask_of(0) == all.bits, "and nothing has changed");
    ok(sched_setaffinity(32000, SIZE, &all) == -1 && errno == ESRCH, "ESRCH: no such thread");
    ok(sched_setaffinity(-1, SIZE, &all) == -1 && errno == ESRCH, "ESRCH: a negative number");
    ok(sched_setaffinity(0, SIZE, (cpu_set_t *)16) == -1 && errno == EFAULT, "EFAULT: a bad pointer");
    ok(sched_setaffinity(32000, SIZE, (cpu_set_t *)16) == -1 && errno == EFAULT, "EFAULT comes before ESRCH");
    ok(sched_getaffinity(0, 0, &got) == -1 && errno == EINVAL, "sched_getaffinity: EINVAL: no room");
    ok(sched_getaffinity(0, 6, &got) == -1 && errno == EINVAL, "EINVAL: not a number of words");
    ok(sched_getaffinity(32000, SIZE, &got) == -1 && errno == ESRCH, "ESRCH: no such thread");
    ok(sched_getaffinity(-1, SIZE, &got) == -1 && errno == ESRCH, "ESRCH: a negative number");
    ok(sched_getaffinity(0, SIZE, (cpu_set_t *)16) == -1 && errno == EFAULT, "EFAULT: a bad pointer");
}

static void test_sizes(void)
{
    unsigned long words[32];
    memset(words, 0xff, sizeof words);
    long size = syscall(SYS_sched_getaffinity, 0, sizeof words, words);
    ok(size >= 4 && size % 4 == 0 && words[0] == all.bits, "the call tells how many bytes it has written");
    ok(words[31] == ~0ul, "and writes no more");
    memset(words, 0, sizeof words);
    words[0] = only(first).bits;
    ok(syscall(SYS_sched_setaffinity, 0, sizeof words, words) == 0 && mask_of(0) == words[0],
       "a mask may be longer than needed");
    unsigned char byte = (unsigned char)all.bits;
    ok(syscall(SYS_sched_setaffinity, 0, 1, &byte) == 0 && mask_of(0) == (all.bits & 0xff), "or shorter");
    sched_setaffinity(0, SIZE, &all);
}

static void test_getcpu(void)
{
    unsigned cpu = 99, node = 99;
    ok(syscall(SYS_getcpu, &cpu, &node, NULL) == 0 && CPU_ISSET(cpu, &all) && node == 0,
       "getcpu: CPU and node");
    ok(syscall(SYS_getcpu, NULL, NULL, NULL) == 0, "neither need be wanted");
    ok(syscall(SYS_getcpu, 16, NULL, NULL) == -1 && errno == EFAULT, "EFAULT: CPU");
    ok(syscall(SYS_getcpu, NULL, 16, NULL) == -1 && errno == EFAULT, "EFAULT: node");
}

/* --- Others --- */

static int tell_mask(void *unused)
{
    return mask_of(0) == only(last).bits && here() == last ? 7 : 8;
}

static void *thread_tells(void *unused)
{
    return (void *)(intptr_t)tell_mask(NULL);
}

static char *self;

static int execute(void *unused)
{
    execlp(self, self, "tell", NULL);
    return 9;
}

static void test_inheriting(void)
{
    pthread_t thread;
    void *result = NULL;
    cpu_set_t one = only(last);
    sched_setaffinity(0, SIZE, &one);
    ok(exits_with(status_of(tell_mask, NULL), 7), "a child inherits where it may run");
    ok(exits_with(status_of(execute, NULL), 7), "execve changes nothing about it");
    ok(pthread_create(&thread, NULL, thread_tells, NULL) == 0 && pthread_join(thread, &result) == 0 &&
           result == (void *)7,
       "a thread inherits it too");
    sched_setaffinity(0, SIZE, &all);
}

static volatile int thread_tid, thread_stop;
static volatile unsigned thread_cpu;

static void *say_where(void *unused)
{
    thread_tid = gettid();
    while (!thread_stop)
        thread_cpu = here();
    return NULL;
}

static volatile unsigned thread_count;

static void *count_up(void *unused)
{
    thread_tid = gettid();
    while (!thread_stop)
        thread_count++;
    return NULL;
}

/* Waits until the thread runs on this CPU; not for ever. */
static int comes_to(unsigned cpu)
{
    for (int i = 0; i < 2000 && thread_cpu != cpu; i++)
        sleep_ms(1);
    return thread_cpu == cpu;
}

static void test_others(void)
{
    pthread_t thread;
    int moves = 1;
    thread_tid = thread_stop = 0;
    pthread_create(&thread, NULL, say_where, NULL);
    while (thread_tid == 0)
        sched_yield();
    for (int i = 0; i < 10; i++) {
        unsigned cpu = i % 2 ? first : last;
        cpu_set_t one = only(cpu);
        moves &= sched_setaffinity(thread_tid, SIZE, &one) == 0 && mask_of(thread_tid) == one.bits;
        moves &= comes_to(cpu);
    }
    ok(moves, "another thread that runs is moved");
    ok(mask_of(0) == all.bits, "each thread has a mask of its own");
    thread_stop = 1;
    pthread_join(thread, NULL);

    /* Of those that may run anywhere none waits while a CPU is idle, whatever a pinned one does. */
    cpu_set_t one = only(first);
    thread_tid = thread_stop = 0;
    pthread_create(&thread, NULL, count_up, NULL);
    while (thread_tid == 0)
        sched_yield();
    sched_setaffinity(thread_tid, SIZE, &one);
    sched_setaffinity(0, SIZE, &one);
    unsigned before = thread_count;
    long long end = now_ns() + 10000000000ll; /* the host may be busy */
    while (thread_count == before && now_ns() < end)
        ;
    ok(thread_count != before, "two threads that may run on one CPU only take turns");
    thread_stop = 1;
    sched_setaffinity(0, SIZE, &all);
    pthread_join(thread, NULL);
}

static void *wait_for_stop(void *unused)
{
    thread_tid = gettid();
    while (!thread_stop)
        sleep_ms(1);
    return (void *)(intptr_t)here();
}

static void test_sleeping(void)
{
    pthread_t thread;
    void *result;
    int moves = 1;
    for (int i = 0; i < 6; i++) {
        unsigned cpu = i % 2 ? first : last;
        cpu_set_t one = only(cpu);
        thread_tid = thread_stop = 0;
        pthread_create(&thread, NULL, wait_for_stop, NULL);
        while (thread_tid == 0)
            sched_yield();
        sched_setaffinity(thread_tid, SIZE, &one);
        thread_stop = 1;
        pthread_join(thread, &result);
        moves &= result == (void *)(uintptr_t)cpu;
    }
    ok(moves, "one that sleeps wakes where it may run then");
}

static void find_cpus(void)
{
    sched_getaffinity(0, SIZE, &all);
    for (unsigned cpu = CPU_SETSIZE; cpu-- > 0;)
        first = CPU_ISSET(cpu, &all) ? cpu : first;
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; cpu++)
        last = CPU_ISSET(cpu, &all) ? cpu : last;
    count = (unsigned)CPU_COUNT(&all);
}

static void tests(void)
{
    find_cpus();
    ok(count > 0 && CPU_ISSET(here(), &all), "this CPU is one of those that the thread may run on");
    ok(!on_weft() || number_in("/proc/weft/sched", "cpus ") == (long)count, "which are all that there are");
    test_setting();
    test_errors();
    test_sizes();
    test_getcpu();
    test_inheriting();
    test_others();
    test_sleeping();
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 1) {
        sched_getaffinity(0, SIZE, &all);
        for (unsigned cpu = 0; cpu < CPU_SETSIZE; cpu++)
            last = CPU_ISSET(cpu, &all) ? cpu : last;
        return CPU_COUNT(&all) == 1 && here() == last ? 7 : 8;
    }
    return run_counted(tests);
}
