/*
 * Several CPUs at once: locks, sleeping and waking, allocation. On one CPU the same, by preemption.
 */
#include "ktest.h"

#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "thread/mutex.h"
#include "thread/sched.h"
#include "thread/thread.h"
#include "x86/smp.h"

#define WORKERS 12u
#define ROUNDS  1500u

static struct spinlock lock = SPINLOCK_INITIALIZER(RANK_FILE);
static struct mutex mutex = MUTEX_INITIALIZER(mutex);
static struct wait_queue turns = WAIT_QUEUE_INITIALIZER(turns);
static volatile unsigned spin_count, mutex_count, inside, intruders, turn;
static volatile uint32_t seen_cpus;

static void note_cpu(void)
{
    uint32_t flags = interrupts_save();
    __atomic_or_fetch(&seen_cpus, 1u << this_cpu()->id, __ATOMIC_RELAXED);
    interrupts_restore(flags);
}

static void count_in_locks(void *argument)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        spin_lock(&lock);
        spin_count++;
        spin_unlock(&lock);
        mutex_lock(&mutex);
        intruders += inside++;
        mutex_count++;
        if (i % 64 == 0)
            sched_yield();
        inside--;
        mutex_unlock(&mutex);
        note_cpu();
    }
}

/* Each waits for its turn, and passes it on: a lost wake-up would stop them all. */
static void pass_turn(void *argument)
{
    for (unsigned i = 0; i < ROUNDS / 10; i++) {
        spin_lock(&lock);
        while (turn % WORKERS != (uintptr_t)argument)
            wait_sleep(&turns, &lock, DEADLINE_NEVER, false);
        turn++;
        wait_wake_all(&turns);
        spin_unlock(&lock);
    }
}

static void allocate(void *argument)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct frame *frame = frame_alloc_zeroed(FRAME_BUFFER, 0);
        uint32_t *object = heap_alloc(32u << i % 5);
        struct stack_top *stack = i % 16 ? NULL : kstack_alloc(0);
        uint32_t *memory = frame ? frame_memory(frame) : NULL;
        intruders += memory && memory[i % 1024] != 0;
        if (memory)
            memory[i % 1024] = i + 1;
        if (object)
            *object = (uintptr_t)argument;
        if (i % 32 == 0)
            sched_yield();
        intruders += memory && memory[i % 1024] != i + 1;
        intruders += object && *object != (uintptr_t)argument;
        if (stack)
            kstack_free(stack);
        heap_free(object);
        if (frame)
            frame_put(frame);
    }
}

static void run_all(void (*function)(void *))
{
    struct thread *threads[WORKERS];
    for (unsigned i = 0; i < WORKERS; i++)
        threads[i] = begin(function, (void *)i);
    for (unsigned i = 0; i < WORKERS; i++)
        join(threads[i]);
}

void test_cpus(void)
{
    uint32_t before = sched_affinity(thread_current());
    begin_count();
    for (unsigned i = 0; i < cpu_count; i++) {
        sched_set_affinity(thread_current(), 1u << i);
        sched_yield();
        note_cpu();
    }
    ok(seen_cpus == (1u << cpu_count) - 1, "a thread runs on each CPU that it is sent to (%x)", seen_cpus);
    sched_set_affinity(thread_current(), AFFINITY_ALL);
    run_all(count_in_locks);
    ok(spin_count == WORKERS * ROUNDS, "a spinlock keeps %u threads apart (%u)", WORKERS, spin_count);
    ok(mutex_count == WORKERS * ROUNDS && !intruders, "so does a mutex (%u, %u intruders)", mutex_count,
       intruders);
    run_all(pass_turn);
    ok(turn == WORKERS * (ROUNDS / 10), "no wake-up is lost (%u)", turn);
    run_all(allocate);
    ok(!intruders, "nobody gets what another has allocated (%u)", intruders);
    sched_set_affinity(thread_current(), before);
    sched_yield();
    end_count("CPUs");
}
