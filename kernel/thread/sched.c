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
#include "x86/apic.h"
#include "x86/smp.h"
#include "x86/timer.h"

struct spinlock sched_lock = SPINLOCK_INITIALIZER(RANK_SCHED);

static struct list queue = LIST_INITIALIZER(queue);
static uint32_t enqueued;     /* threads ever */
static uint32_t idle_cpus;    /* a bit for each CPU that runs its idle thread and has not been kicked */
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

/* The timer is left alone when it interrupts early enough: its handler asks again. */
static void arm(struct cpu *cpu, uint64_t deadline)
{
    if (deadline < cpu->armed) {
        cpu->armed = deadline;
        timer_arm(deadline);
    }
}

void sched_arm(uint64_t deadline)
{
    arm(this_cpu(), deadline);
}

/* Has a CPU look at cpu->reschedule and at the work of the thread that it runs. */
static void kick(struct cpu *cpu)
{
    cpu->reschedule = true;
    if (cpu != this_cpu())
        apic_send(cpu->apic_id, APIC_INTERRUPT(TRAP_RESCHEDULE));
}

/* Among the CPUs that the thread may run on, an idle one, or the one that has the fewest threads waiting for
 * it alone. */
static struct cpu *choose_cpu(const struct thread *thread)
{
    uint32_t idle = idle_cpus & thread->affinity;
    struct cpu *best = NULL;
    if (idle)
        return &cpus[__builtin_ctz(idle)];
    for (unsigned i = 0; i < cpu_count; i++)
        if (thread->affinity & 1u << i && (!best || cpus[i].queue_length < best->queue_length))
            best = &cpus[i];
    return best;
}

/* Wakes an idle CPU of `candidates` for a thread that has been queued. */
static __attribute__((noinline)) void wake_idle(uint32_t candidates)
{
    if (!candidates)
        return;
    struct cpu *idle = &cpus[__builtin_ctz(candidates)];
    idle_cpus &= ~(1u << idle->id);
    kick(idle);
}

/* Puts a thread that may not run everywhere at the end of one CPU's own queue. (Out of line, as wake_idle():
 * the common case is to pay for neither.) */
static __attribute__((noinline)) void enqueue_on_cpu(struct thread *thread)
{
    struct cpu *cpu = thread->cpu = choose_cpu(thread);
    list_push_back(&cpu->queue, &thread->run_link);
    cpu->queue_length++;
    wake_idle(idle_cpus & 1u << cpu->id);
}

/* Puts the thread at the end of the queue that is right for it. */
static void enqueue(struct thread *thread)
{
    thread->state = THREAD_RUNNABLE;
    thread->queued_at = ++enqueued;
    if (unlikely(thread->affinity != AFFINITY_ALL)) {
        enqueue_on_cpu(thread);
        return;
    }
    list_push_back(&queue, &thread->run_link);
    if (unlikely(idle_cpus))
        wake_idle(idle_cpus);
}

static struct thread *first_of(const struct list *threads)
{
    return container_of(threads->next, struct thread, run_link);
}

/* Takes whoever has waited longest and may run here; the idle thread if nobody does. */
static struct thread *dequeue(struct cpu *cpu)
{
    struct list *from = &queue;
    if (unlikely(!list_empty(&cpu->queue)) &&
        (list_empty(&queue) ||
         (int32_t)(first_of(&cpu->queue)->queued_at - first_of(&queue)->queued_at) < 0)) {
        from = &cpu->queue;
        cpu->queue_length--;
    }
    struct list *link = list_pop_front(from);
    return link ? container_of(link, struct thread, run_link) : cpu->idle;
}

static bool nobody_waits(const struct cpu *cpu)
{
    return list_empty(&queue) && list_empty(&cpu->queue);
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

/*
 * Gives the CPU to the next thread. The caller holds sched_lock and has given the running thread its new
 * state (and its place in the queue); the lock is free when the call returns, in the same thread, some time
 * later.
 */
static void switch_away(void)
{
    struct cpu *cpu = this_cpu();
    uint64_t now = cpu_cycles();
    struct thread *previous = thread_current(), *next = dequeue(cpu);
    spin_check_held(1);
    cpu->reschedule = false;
    if (unlikely(next == cpu->idle)) {
        idle_cpus |= 1u << cpu->id;
        cpu->quantum_end = DEADLINE_NEVER;
    } else {
        cpu->quantum_end = now + next_turn();
        arm(cpu, cpu->quantum_end);
    }
    next->state = THREAD_RUNNING;
    if (next != previous) {
        previous->cycles += now - previous->started;
        next->started = now;
        next->turns++;
        next->cpu = next->stack->cpu = cpu;
        cpu->switches++;
        exchange_cpu_state(cpu, previous, next);
        trace_quickly(SWITCH, cpu->trace, previous->tid, words[0] = previous->tid,
                      words[1] = "RRSDZ"[previous->state], words[2] = next->tid, words[3] = cpu_cr3(),
                      words[4] = (uint32_t)cpu->space_switches,
                      words[5] = stack_trap_frame(previous->stack)->eip);
        context_switch(&previous->esp, next->esp);
    }
    sched_switched();
}

void sched_switched(void)
{
    struct cpu *cpu = this_cpu();
    spin_release(&sched_lock);
    if (cpu->ended)
        thread_put(cpu->ended);
    __atomic_store_n(&cpu->ended, NULL, __ATOMIC_RELEASE); /* only now: thread_drain() looks at it */
}

void sched_start(struct thread *thread)
{
    spin_lock(&sched_lock);
    enqueue(thread);
    spin_unlock(&sched_lock);
}

void sched_yield(void)
{
    uint32_t flags = interrupts_save();
    spin_acquire(&sched_lock);
    if (nobody_waits(this_cpu()) && thread_current()->affinity & 1u << this_cpu()->id) {
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
    } else {
        thread->state = THREAD_RUNNABLE; /* in no queue: it waits until nobody else can run */
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
    struct sleep_timeout sleep;
    uint32_t flags = lock->flags;
    sleep.thread = thread_current();
    sleep.expired = false;
    if (deadline != DEADLINE_NEVER)
        timeout_start(&sleep.timeout, deadline, sleep_expired);
    int result = sleep_until_woken(lock, interruptible, &sleep.expired);
    if (deadline != DEADLINE_NEVER)
        timeout_cancel(&sleep.timeout);
    lock->flags = flags;
    return result;
}

static inline __attribute__((always_inline)) void wake_locked(struct thread *thread, int result)
{
    thread->wake_result = result;
    enqueue(thread);
    trace_quickly(WAKE, this_cpu()->trace, stack_top_current()->tid, words[0] = thread->tid,
                  words[1] = thread->cpu->id);
}

void sched_wake(struct thread *thread, int result)
{
    spin_lock(&sched_lock);
    if (thread->state == THREAD_SLEEPING || thread->state == THREAD_BLOCKED)
        wake_locked(thread, result);
    spin_unlock(&sched_lock);
}

void sched_interrupt(struct thread *thread, uint32_t work)
{
    __atomic_or_fetch(&thread->work, work, __ATOMIC_RELEASE);
    spin_lock(&sched_lock);
    if (thread->state == THREAD_SLEEPING && work & THREAD_WORK_SIGNAL)
        wake_locked(thread, -EINTR);
    else if (thread->state == THREAD_RUNNING && thread->cpu != this_cpu())
        apic_send(thread->cpu->apic_id, APIC_INTERRUPT(TRAP_RESCHEDULE));
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
        if (!nobody_waits(cpu))
            cpu->reschedule = true;
    }
    arm(cpu, MIN(next, cpu->quantum_end));
}

void sched_exit(void)
{
    interrupts_disable();
    spin_acquire(&sched_lock);
    this_cpu()->ended = thread_current(); /* first: thread_drain() looks at it last */
    __atomic_store_n(&thread_current()->state, THREAD_DEAD, __ATOMIC_RELEASE);
    switch_away();
    panic("a thread that has ended ran again");
}

int sched_set_affinity(struct thread *thread, uint32_t affinity)
{
    uint32_t existing = (1u << cpu_count) - 1;
    affinity &= existing;
    if (!affinity)
        return -EINVAL;
    spin_lock(&sched_lock);
    bool queued = thread->state == THREAD_RUNNABLE && !list_empty(&thread->run_link);
    if (queued) {
        list_remove(&thread->run_link);
        if (thread->affinity != AFFINITY_ALL)
            thread->cpu->queue_length--;
    }
    thread->affinity = affinity == existing ? AFFINITY_ALL : affinity;
    if (queued)
        enqueue(thread);
    else if (thread->state == THREAD_RUNNING && !(affinity & 1u << thread->cpu->id))
        kick(thread->cpu);
    spin_unlock(&sched_lock);
    return 0;
}

uint32_t sched_affinity(const struct thread *thread)
{
    return thread->affinity & ((1u << cpu_count) - 1);
}

void sched_idle(void)
{
    interrupts_disable();
    this_cpu()->reschedule = true;
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
    unsigned count = 0;
    spin_lock(&sched_lock);
    list_for_each (link, &queue)
        count++;
    for (unsigned i = 0; i < cpu_count; i++)
        count += cpus[i].queue_length;
    spin_unlock(&sched_lock);
    return count;
}

uint32_t sched_quantum_us(void)
{
    return microseconds;
}
