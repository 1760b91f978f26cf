/*
 * Kernel threads, the scheduler, and what threads wait with.
 */
#include "ktest.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/kstack.h"
#include "mm/paging.h"
#include "mm/space.h"
#include "thread/futex.h"
#include "thread/mutex.h"
#include "thread/sched.h"
#include "thread/thread.h"
#include "thread/timeout.h"
#include "x86/timer.h"

#define MANY 60u

static volatile unsigned started;
static unsigned order[MANY * 10];
static volatile unsigned order_length;

static void note(unsigned value)
{
    if (order_length < ARRAY_SIZE(order))
        order[order_length] = value;
    order_length++;
}

/* Whether what was noted is 0, 1, ... count - 1, again and again. */
static bool in_turns(unsigned count, unsigned rounds)
{
    for (unsigned i = 0; i < count * rounds; i++)
        if (order[i] != i % count)
            return false;
    return order_length == count * rounds;
}

/* --- Life --- */

static void add_argument(void *argument)
{
    started += (uintptr_t)argument;
}

static bool mapped(vaddr_t address)
{
    const pte_t *table = physical_to_virtual(kernel_directory[PDE_INDEX(address)] & PTE_FRAME);
    return table[PTE_INDEX(address)] & PTE_PRESENT;
}

void test_threads(void)
{
    begin_count();
    unsigned threads = thread_count();
    started = 0;
    struct thread *thread = begin(add_argument, (void *)7);
    vaddr_t end = (vaddr_t)(thread->stack + 1);
    ok(started == 0 && thread_count() == threads + 1 && thread->references == 2,
       "a thread is made, and does not run yet");
    ok(mapped(end - 1) && mapped(end - KSTACK_SIZE) && !mapped(end - KSTACK_SIZE - 1) &&
           end % KSTACK_SLOT == 0,
       "below its stack nothing is mapped");
    uint32_t tid = thread->tid;
    struct thread *found = thread_find(tid);
    ok(found == thread && thread->references == 3, "it is found by its number");
    thread_put(found);
    while (thread->state != THREAD_DEAD)
        sched_yield();
    sched_yield();
    ok(started == 7 && thread->references == 1 && thread_count() == threads + 1,
       "it has run, and is kept for who holds it");
    thread_put(thread);
    ok(thread_count() == threads && !thread_find(tid), "then it is gone");

    struct thread *all[MANY];
    uint32_t last = 0;
    bool ascending = true;
    for (unsigned i = 0; i < MANY; i++) {
        all[i] = begin(add_argument, (void *)1);
        ascending = ascending && all[i]->tid > last;
        last = all[i]->tid;
    }
    started = 0;
    for (unsigned i = 0; i < MANY; i++)
        join(all[i]);
    ok(ascending && started == MANY, "%u threads run once each", MANY);
    end_count("threads");
}

/* --- Round robin --- */

static void take_turns(void *argument)
{
    for (unsigned i = 0; i < 8; i++) {
        note((uintptr_t)argument);
        sched_yield();
    }
}

static volatile bool stop;
static volatile unsigned spins[3];

static void spin(void *argument)
{
    while (!stop)
        spins[(uintptr_t)argument]++;
}

/* Threads that never yield get turns all the same. */
static void test_preemption(void)
{
    struct thread *threads[3];
    stop = false;
    for (unsigned i = 0; i < 3; i++)
        threads[i] = begin(spin, (void *)i);
    uint64_t until = cpu_cycles() + timer_ns_to_cycles(100000000);
    while (cpu_cycles() < until)
        ;
    stop = true;
    unsigned preemptions = 0;
    for (unsigned i = 0; i < 3; i++)
        preemptions += threads[i]->preemptions;
    ok(spins[0] && spins[1] && spins[2], "threads that never yield are made to");
    ok(preemptions >= 6, "again and again (%u times)", preemptions);
    ok(threads[0]->turns <= threads[2]->turns + 1 && threads[2]->turns <= threads[0]->turns + 1,
       "in turns (%u, %u, %u)", threads[0]->turns, threads[1]->turns, threads[2]->turns);
    for (unsigned i = 0; i < 3; i++)
        join(threads[i]);
}

static uint32_t fpu_wrong;

/* Keeps numbers of its own in registers of the FPU and the SSE unit over switches of both kinds. */
static void keep_registers(void *argument)
{
    uint32_t mine[4] = {(uintptr_t)argument, (uintptr_t)argument * 3, 5, ~(uintptr_t)argument}, seen[4] = {0};
    int32_t integer = (int32_t)(uintptr_t)argument, back;
    for (unsigned i = 0; i < 60; i++) {
        asm volatile("fninit; fildl %0; movups %1, %%xmm5" : : "m"(integer), "m"(mine));
        if (i % 2)
            sched_yield();
        else
            for (volatile unsigned j = 0; j < 4000; j++)
                ;
        asm volatile("fistpl %0; movups %%xmm5, %1" : "=m"(back), "=m"(seen));
        if (back != integer || memcmp(seen, mine, sizeof(mine)))
            fpu_wrong++;
    }
}

void test_scheduler(void)
{
    begin_count();
    struct thread *threads[MANY];
    order_length = 0;
    for (unsigned i = 0; i < MANY; i++)
        threads[i] = begin(take_turns, (void *)i);
    for (unsigned i = 0; i < MANY; i++)
        join(threads[i]);
    ok(in_turns(MANY, 8), "%u threads that yield take exact turns", MANY);
    test_preemption();
    fpu_wrong = 0;
    for (unsigned i = 0; i < 12; i++)
        threads[i] = begin(keep_registers, (void *)(i * 1001 + 1));
    for (unsigned i = 0; i < 12; i++)
        join(threads[i]);
    ok(fpu_wrong == 0, "each thread keeps its floating-point registers (%u lost)", fpu_wrong);
    end_count("scheduler");
}

/* --- Sleeping --- */

static struct spinlock lock = SPINLOCK_INITIALIZER(RANK_FILE);
static volatile int sleep_result;

static uint64_t in_ms(unsigned ms)
{
    return cpu_cycles() + timer_ns_to_cycles((uint64_t)ms * 1000000);
}

struct nap {
    unsigned ms; /* 0: for ever */
    bool interruptible;
};

static void sleep_once(void *argument)
{
    const struct nap *nap = argument;
    spin_lock(&lock);
    int result = sched_sleep(&lock, nap->ms ? in_ms(nap->ms) : DEADLINE_NEVER, nap->interruptible);
    bool held = !interrupts_enabled() && lock.locked;
    spin_unlock(&lock);
    sleep_result = held && interrupts_enabled() ? result : 1000;
}

static struct thread *begin_asleep(void (*function)(void *), void *argument)
{
    struct thread *thread = begin(function, argument);
    while (thread->state == THREAD_RUNNABLE || thread->state == THREAD_RUNNING)
        sched_yield();
    return thread;
}

static void test_sleep(void)
{
    struct nap brief = {20, false}, deaf = {0, false}, alert = {0, true};
    uint64_t since = cpu_cycles();
    struct thread *thread = begin(sleep_once, &brief);
    join(thread);
    uint64_t slept = timer_cycles_to_ns(cpu_cycles() - since);
    ok(sleep_result == -ETIMEDOUT && slept >= 20000000, "a sleep ends at its time (after %llu ns)", slept);
    thread = begin_asleep(sleep_once, &deaf);
    sched_interrupt(thread, THREAD_WORK_SIGNAL);
    pause_ms(2);
    ok(thread->state == THREAD_BLOCKED, "a sleep that can't be interrupted is not");
    sched_wake(thread, 42);
    sched_wake(thread, 43);
    join(thread);
    ok(sleep_result == 42, "it is woken once, and learns by whom");
    thread = begin_asleep(sleep_once, &alert);
    sched_interrupt(thread, THREAD_WORK_SIGNAL);
    join(thread);
    ok(sleep_result == -EINTR, "another can be interrupted");
    thread = begin(sleep_once, &alert);
    thread->work = THREAD_WORK_SIGNAL;
    join(thread);
    ok(sleep_result == -EINTR, "and does not even begin when there is a signal");
}

/* --- Time-outs --- */

static struct timeout timeouts[20];

static void timed_out(struct timeout *timeout)
{
    note((unsigned)(timeout - timeouts));
}

static void test_timeouts(void)
{
    order_length = 0;
    uint32_t flags = interrupts_save(); /* none comes before all is prepared, however slow the machine is */
    uint64_t base = in_ms(5), step = timer_ns_to_cycles(500000);
    for (unsigned i = 0; i < 20; i++) {
        unsigned place = i * 7 % 20; /* not in order of time */
        timeout_start(&timeouts[place], base + place * step, timed_out);
    }
    for (unsigned i = 0; i < 20; i += 4)
        timeout_cancel(&timeouts[i]);
    interrupts_restore(flags);
    pause_ms(40);
    bool right = order_length == 15;
    for (unsigned i = 0; i < 15 && right; i++)
        right = order[i] == i / 3 * 4 + i % 3 + 1;
    ok(right, "time-outs come in order of time, %u of 20, without the 5 that were cancelled", order_length);
    timeout_cancel(&timeouts[1]);
    order_length = 0;
    timeout_start(&timeouts[2], 0, timed_out);
    timeout_start(&timeouts[3], 0, timed_out);
    pause_ms(3);
    ok(order_length == 2 && order[0] == 2 && order[1] == 3,
       "one in the past comes at once, equal ones in order");
}

/* --- Wait queues and mutexes --- */

static struct wait_queue queue = WAIT_QUEUE_INITIALIZER(queue);
static struct mutex mutex = MUTEX_INITIALIZER(mutex);

static void wait_on_queue(void *argument)
{
    spin_lock(&lock);
    int result = wait_sleep(&queue, &lock, DEADLINE_NEVER, false);
    note(result ? 99 : (uintptr_t)argument);
    spin_unlock(&lock);
}

/* Returns how many are off the queue then. */
static unsigned wake(void (*function)(struct wait_queue *))
{
    unsigned woken = 0;
    spin_lock(&lock);
    list_for_each (link, &queue.waiters)
        woken++;
    function(&queue);
    list_for_each (link, &queue.waiters)
        woken--;
    spin_unlock(&lock);
    return woken;
}

static void test_queue(void)
{
    struct thread *threads[10];
    order_length = 0;
    ok(wake(wait_wake_one) == 0 && wake(wait_wake_all) == 0, "nobody waits, nobody is woken");
    for (unsigned i = 0; i < 10; i++)
        threads[i] = begin_asleep(wait_on_queue, (void *)i);
    ok(wake(wait_wake_one) == 1 && wake(wait_wake_one) == 1, "one at a time");
    pause_ms(2);
    ok(order_length == 2 && order[0] == 0 && order[1] == 1, "those first who have waited longest");
    ok(wake(wait_wake_all) == 8, "then all");
    for (unsigned i = 0; i < 10; i++)
        join(threads[i]);
    ok(in_turns(10, 1), "in the order they came");

    spin_lock(&lock);
    int result = wait_sleep(&queue, &lock, in_ms(3), false);
    bool left = list_empty(&queue.waiters);
    spin_unlock(&lock);
    ok(result == -ETIMEDOUT && left, "who has waited too long is on the queue no more");
}

static void use_mutex(void *argument)
{
    mutex_lock(&mutex);
    note((uintptr_t)argument);
    sched_yield();
    note((uintptr_t)argument);
    mutex_unlock(&mutex);
}

static void test_mutex(void)
{
    struct thread *threads[10];
    order_length = 0;
    mutex_lock(&mutex);
    for (unsigned i = 0; i < 10; i++)
        threads[i] = begin_asleep(use_mutex, (void *)i);
    ok(order_length == 0, "nobody gets a mutex that is held");
    mutex_unlock(&mutex);
    for (unsigned i = 0; i < 10; i++)
        join(threads[i]);
    bool right = order_length == 20;
    for (unsigned i = 0; i < 20 && right; i++)
        right = order[i] == i / 2;
    ok(right, "one at a time has it, in the order of arrival (%u notes)", order_length);
    ok(!mutex.holder && list_empty(&mutex.waiters.waiters), "and free in the end");
}

void test_waiting(void)
{
    begin_count();
    test_sleep();
    test_timeouts();
    test_queue();
    test_mutex();
    end_count("waiting");
}

/* --- Futexes: kernel threads in one address space --- */

static struct vm_space *space;
static uint32_t *const word = (uint32_t *)0x10000000, *const other_word = (uint32_t *)0x10000004;
static uint32_t *const shared_word = (uint32_t *)0x18000000, *const shared_again = (uint32_t *)0x1c000000;
static volatile int futex_result;

static void in_space(bool enter)
{
    if (enter)
        vm_space_get(space);
    struct vm_space *old = sched_set_space(enter ? space : NULL);
    if (old)
        vm_space_put(old);
}

static void wait_private(void *argument)
{
    in_space(true);
    int result = futex_wait(word, 5, DEADLINE_NEVER, 1u << (uintptr_t)argument, true);
    note(result ? 99 : (uintptr_t)argument);
    in_space(false);
}

static void wait_shared(void *argument)
{
    in_space(true);
    futex_result = futex_wait(shared_word, 0, DEADLINE_NEVER, ~0u, false);
    in_space(false);
}

static void test_private_futex(void)
{
    struct thread *threads[6];
    order_length = 0;
    *word = 5;
    ok(futex_wait(word, 4, DEADLINE_NEVER, ~0u, true) == -EAGAIN, "another value: no sleep");
    ok(futex_wait(word, 5, in_ms(3), ~0u, true) == -ETIMEDOUT, "nobody wakes: a time-out");
    ok(futex_wait((uint32_t *)((char *)word + 2), 5, DEADLINE_NEVER, ~0u, true) == -EINVAL &&
           futex_wait((uint32_t *)0x20000000, 5, DEADLINE_NEVER, ~0u, true) == -EFAULT &&
           futex_wait((uint32_t *)0xc0100000, 5, DEADLINE_NEVER, ~0u, true) == -EFAULT,
       "what is no word of the user's");
    for (unsigned i = 0; i < 6; i++)
        threads[i] = begin_asleep(wait_private, (void *)i);
    ok(futex_wake(other_word, 10, ~0u, true) == 0, "another word: nobody wakes");
    ok(futex_wake(word, 10, 1u << 3, true) == 1, "by bits");
    ok(futex_wake(word, 2, ~0u, true) == 2, "two of them");
    pause_ms(2);
    ok(order_length == 3 && order[0] == 3 && order[1] == 0 && order[2] == 1, "in order");
    uint32_t six = 6, five = 5;
    ok(futex_requeue(word, 0, 9, other_word, &six, true) == -EAGAIN, "no requeue when the value is another");
    ok(futex_requeue(word, 1, 1, other_word, &five, true) == 2, "one woken, one moved");
    ok(futex_wake(word, 9, ~0u, true) == 1 && futex_wake(other_word, 9, ~0u, true) == 1, "each at its word");
    for (unsigned i = 0; i < 6; i++)
        join(threads[i]);
    ok(order_length == 6 && order[3] == 2 && order[4] == 5 && order[5] == 4, "nobody is forgotten");
}

static void test_shared_futex(void)
{
    struct thread *thread = begin_asleep(wait_shared, NULL);
    ok(futex_wake(shared_word, 1, ~0u, true) == 0, "shared and private are not the same word");
    ok(futex_wake(shared_again, 1, ~0u, false) == 1, "a shared word is the same at another address");
    join(thread);
    ok(futex_result == 0, "and wakes");
    thread = begin_asleep(wait_shared, NULL);
    ok(futex_requeue(shared_word, 0, 1, word, NULL, false) == 1 &&
           futex_wake(shared_word, 1, ~0u, false) == 0 && futex_wake(word, 1, ~0u, false) == 1,
       "a waiter moves from a shared word to a private one");
    join(thread);
}

void test_futexes(void)
{
    begin_count();
    space = vm_space_create(0);
    vaddr_t at = (vaddr_t)word, shared = (vaddr_t)shared_word, again = (vaddr_t)shared_again;
    struct vm_object *object = vm_object_create(FRAME_SHARED, 0, 1);
    vm_space_map(space, &at, PAGE_SIZE, AREA_READ | AREA_WRITE, true, NULL, 0, 0);
    vm_space_map(space, &shared, PAGE_SIZE, AREA_READ | AREA_WRITE | AREA_SHARED, true, object, 0, 0);
    vm_space_map(space, &again, PAGE_SIZE, AREA_READ | AREA_WRITE | AREA_SHARED, true, object, 0, 0);
    in_space(true);
    test_private_futex();
    test_shared_futex();
    ok(object->references == 3, "no waiter holds the object any more");
    in_space(false);
    vm_object_put(object);
    vm_space_put(space);
    end_count("futexes");
}
