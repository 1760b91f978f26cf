/*
 * Round robin. Runnable threads wait in one queue, first in first out. Whoever gets the CPU may keep it for
 * one quantum; then, if another waits, it goes to the end of the queue.
 *
 * Lock: sched_lock guards the queue and each thread's state, and is held across a switch: taken by the thread
 * that leaves, let go by the one that comes (sched_switched). Invariants: a thread is in the queue exactly
 * when it is THREAD_RUNNABLE; one is THREAD_RUNNING on each CPU; a CPU's idle thread is never in the queue.
 */
#include "thread/sched.h"

#include "abi/errno.h"
#include "debug/panic.h"
#include "debug/trace.h"
#include "mm/space.h"
#include "thread/thread.h"
#include "thread/timeout.h"
#include "x86/timer.h"

struct spinlock sched_lock = SPINLOCK_INITIALIZER(RANK_SCHED);

static struct list queue = LIST_INITIALIZER(queue);
static unsigned queue_length;
static uint32_t quantum;      /* in cycles, */
static uint32_t microseconds; /* and as it was told */
static uint32_t jitter_state; /* 0: every turn is one quantum; else the state of the pseudo-random sequence */

void sched_init(uint32_t quantum_us, uint32_t jitter)
{
    microseconds = quantum_us;
    quantum = (uint32_t)timer_ns_to_cycles((uint64_t)quantum_us * 1000);
    jitter_state = jitter;
}

/* The length of the next turn: the quantum, or with jitter anything from half of it to one and a half. */
static uint32_t next_turn(void)
{
    if (likely(!jitter_state))
        return quantum;
    jitter_state ^= jitter_state << 13;
    jitter_state ^= jitter_state >> 17;
    jitter_state ^= jitter_state << 5;
    return quantum / 2 + (uint32_t)(((uint64_t)jitter_state * quantum) >> 32);
}

void sched_arm(uint64_t deadline)
{
    struct cpu *cpu = this_cpu();
    if (deadline < cpu->armed) {
        cpu->armed = deadline;
        timer_arm(deadline);
    }
}

static void enqueue(struct thread *thread)
{
    thread->state = THREAD_RUNNABLE;
    list_push_back(&queue, &thread->run_link);
    queue_length++;
}

static struct thread *dequeue(struct cpu *cpu)
{
    if (list_empty(&queue))
        return cpu->idle;
    queue_length--;
    return container_of(list_pop_front(&queue), struct thread, run_link);
}

/* Exchanges what belongs to the thread but sits in the CPU: floating-point registers, its own segments, the
 * stack for traps, and, only where the two differ, the address space. */
static void exchange_cpu_state(struct cpu *cpu, struct thread *previous, struct thread *next)
{
    fpu_save(previous->fpu);
    fpu_restore(next->fpu);
    previous->fs = segment_read_fs();
    previous->gs = segment_read_gs();
    for (unsigned i = 0; i < SEGMENT_TLS_COUNT; i++)
        cpu->segments.gdt[SEGMENT_TLS_FIRST + i] = next->tls[i];
    if (previous->fs | next->fs)
        segment_load_fs(next->fs);
    if (previous->gs | next->gs)
        segment_load_gs(next->gs);
    cpu->segments.task.esp0 = (uintptr_t)next->stack;
    if (next->space != cpu->space) {
        vm_space_switch(next->space);
        cpu->space_switches++;
    }
}

static void trace_switch(const struct thread *previous, const struct thread *next)
{
    const struct trap_frame *frame = stack_trap_frame(previous->stack);
    trace_write(TRACE_SWITCH, previous->tid, previous->state, next->tid,
                next->space != previous->space ? cpu_cr3() : 0, previous->space ? frame->eip : 0);
}

/*
 * Gives the CPU to the next thread. The caller holds sched_lock and has given the running thread its new
 * state (and its place in the queue); the lock is free when the call returns, in the same thread, some time
 * later.
 */
static void switch_away(void)
{
    struct cpu *cpu = this_cpu();
    struct thread *previous = thread_current(), *next = dequeue(cpu);
    spin_check_held(1);
    uint64_t now = cpu_cycles();
    cpu->reschedule = false;
    cpu->quantum_end = DEADLINE_NEVER;
    if (next != cpu->idle) {
        cpu->quantum_end = now + next_turn();
        sched_arm(cpu->quantum_end);
    }
    next->state = THREAD_RUNNING;
    if (next != previous) {
        previous->cycles += now - previous->started;
        next->started = now;
        next->turns++;
        next->cpu = next->stack->cpu = cpu;
        cpu->switches++;
        exchange_cpu_state(cpu, previous, next);
        if (unlikely(trace_on))
            trace_switch(previous, next);
        context_switch(&previous->esp, next->esp);
    }
    sched_switched();
}

void sched_switched(void)
{
    struct cpu *cpu = this_cpu();
    struct thread *ended = cpu->ended;
    cpu->ended = NULL;
    spin_release(&sched_lock);
    if (ended)
        thread_put(ended);
}

void sched_start(struct thread *thread)
{
    spin_lock(&sched_lock);
    enqueue(thread);
    if (thread_current() == this_cpu()->idle)
        this_cpu()->reschedule = true;
    spin_unlock(&sched_lock);
}

void sched_yield(void)
{
    uint32_t flags = interrupts_save();
    spin_acquire(&sched_lock);
    if (list_empty(&queue)) {
        spin_release(&sched_lock);
    } else {
        enqueue(thread_current());
        switch_away();
    }
    interrupts_restore(flags);
}

void sched_preempt(void)
{
    if (!this_cpu()->reschedule)
        return;
    spin_acquire(&sched_lock);
    struct thread *thread = thread_current();
    if (thread != this_cpu()->idle) {
        thread->preemptions++;
        enqueue(thread);
    }
    switch_away();
}

struct sleep_timeout {
    struct timeout timeout;
    struct thread *thread;
    bool expired; /* set before the wake-up is tried, so that it is seen even if the thread does not sleep yet
                   */
};

static void sleep_expired(struct timeout *timeout)
{
    struct sleep_timeout *sleep = container_of(timeout, struct sleep_timeout, timeout);
    sleep->expired = true;
    sched_wake(sleep->thread, -ETIMEDOUT);
}

/* Sleeps until woken. The caller holds `lock` and gets it back, interrupts off throughout. */
static int sleep_until_woken(struct spinlock *lock, bool interruptible, const bool *expired)
{
    struct thread *thread = thread_current();
    int result = 0;
    spin_acquire(&sched_lock);
    if (interruptible && thread->work & THREAD_WORK_SIGNAL)
        result = -EINTR;
    else if (*expired)
        result = -ETIMEDOUT;
    if (result) {
        spin_release(&sched_lock);
        return result;
    }
    thread->state = interruptible ? THREAD_SLEEPING : THREAD_BLOCKED;
    spin_release(lock);
    switch_away();
    result = thread->wake_result;
    spin_acquire(lock);
    return result;
}

int sched_sleep(struct spinlock *lock, uint64_t deadline, bool interruptible)
{
    uint32_t flags = lock->flags;
    struct sleep_timeout sleep = {.thread = thread_current()};
    if (deadline != DEADLINE_NEVER)
        timeout_start(&sleep.timeout, deadline, sleep_expired);
    int result = sleep_until_woken(lock, interruptible, &sleep.expired);
    if (deadline != DEADLINE_NEVER)
        timeout_cancel(&sleep.timeout);
    lock->flags = flags;
    return result;
}

static void wake_locked(struct thread *thread, int result)
{
    thread->wake_result = result;
    enqueue(thread);
    if (thread_current() == this_cpu()->idle)
        this_cpu()->reschedule = true;
}

bool sched_wake(struct thread *thread, int result)
{
    spin_lock(&sched_lock);
    bool asleep = thread->state == THREAD_SLEEPING || thread->state == THREAD_BLOCKED;
    if (asleep)
        wake_locked(thread, result);
    spin_unlock(&sched_lock);
    return asleep;
}

void sched_interrupt(struct thread *thread)
{
    spin_lock(&sched_lock);
    if (thread->state == THREAD_SLEEPING)
        wake_locked(thread, -EINTR);
    spin_unlock(&sched_lock);
}

void sched_tick(void)
{
    struct cpu *cpu = this_cpu();
    cpu->armed = DEADLINE_NEVER;
    uint64_t now = cpu_cycles();
    uint64_t next = timeout_run(now);
    if (now >= cpu->quantum_end) {
        cpu->quantum_end = now + next_turn();
        if (queue_length > 0)
            cpu->reschedule = true;
    }
    sched_arm(MIN(next, cpu->quantum_end));
}

void sched_exit(void)
{
    interrupts_disable();
    spin_acquire(&sched_lock);
    thread_current()->state = THREAD_DEAD;
    this_cpu()->ended = thread_current();
    switch_away();
    panic("a thread that has ended ran again");
}

void sched_idle(void)
{
    for (;;) {
        interrupts_disable();
        sched_preempt();
        cpu_wait_for_interrupt();
    }
}

struct vm_space *sched_set_space(struct vm_space *space)
{
    uint32_t flags = interrupts_save();
    struct thread *thread = thread_current();
    struct vm_space *old = thread->space;
    thread->space = space;
    vm_space_switch(space);
    interrupts_restore(flags);
    return old;
}

unsigned sched_queue_length(void)
{
    return queue_length;
}

uint32_t sched_quantum_us(void)
{
    return microseconds;
}
