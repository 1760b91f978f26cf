/*
 * The order of the kernel's tests, and what they share.
 */
#include "ktest.h"

#include "debug/log.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "mm/paging.h"
#include "thread/sched.h"
#include "thread/thread.h"
#include "x86/boot_info.h"
#include "x86/power.h"
#include "x86/timer.h"

void ktest_run(void);

static unsigned tests, failures;
static unsigned frames_before, threads_before;

void ok(bool condition, const char *pattern, ...)
{
    char name[128];
    va_list arguments;
    va_start(arguments, pattern);
    format_list(name, sizeof(name), pattern, arguments);
    va_end(arguments);
    tests++;
    failures += !condition;
    log_print("%sok %u - %s\n", condition ? "" : "not ", tests, name);
}

static unsigned free_frames(void)
{
    thread_drain();
    kstack_drain();
    table_drain();
    heap_drain();
    return frame_count(FRAME_FREE);
}

void begin_count(void)
{
    frames_before = free_frames();
    threads_before = thread_count();
}

void end_count(const char *name)
{
    unsigned frames_after = free_frames(), threads_after = thread_count();
    ok(frames_after == frames_before && threads_after == threads_before,
       "%s: nothing is lost (frames free %u, then %u; threads %u, then %u)", name, frames_before,
       frames_after, threads_before, threads_after);
}

uint32_t pick(uint32_t limit)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % limit;
}

struct thread *begin(void (*function)(void *), void *argument)
{
    struct thread *thread = thread_create("test", thread_current()->process, NULL);
    if (!thread) {
        ok(false, "no memory to start a thread");
        return NULL;
    }
    thread->function = function;
    thread->argument = argument;
    thread->affinity = thread_current()->affinity;
    thread_get(thread);
    sched_start(thread);
    return thread;
}

void join(struct thread *thread)
{
    while (thread->state != THREAD_DEAD)
        sched_yield();
    thread_put(thread);
}

void pause_ms(unsigned ms)
{
    struct spinlock lock = SPINLOCK_INITIALIZER(RANK_MUTEX);
    spin_lock(&lock);
    sched_sleep(&lock, cpu_cycles() + timer_ns_to_cycles((uint64_t)ms * 1000000), false);
    spin_unlock(&lock);
}

static void test_kernel(void)
{
    test_memory();
    test_frames();
    test_heap();
    test_objects();
    test_spaces();
    test_user_copies();
    test_threads();
    test_scheduler();
    test_waiting();
    test_futexes();
}

void ktest_run(void)
{
    bool all = strncmp(boot_option("ktest"), "cpus", 4) != 0; /* ktest=all, or ktest=cpus */
    /* All on one CPU, so that they take exact turns; but for test_cpus(). */
    sched_set_affinity(thread_current(), 1);
    sched_yield();
    if (all)
        test_kernel();
    test_cpus();
    if (all)
        test_failures();
    log_print("1..%u\npower off, status %u\n", tests, failures ? 1 : 0);
    power_off();
}
