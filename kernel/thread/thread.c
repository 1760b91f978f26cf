/*
 * The life of a thread, and the table that finds one by its tid.
 *
 * Lock: threads_lock guards the table and the choice of tids. Invariant: a thread is in the table as long as
 * its struct exists, so a tid (and a pid: a process keeps its first thread) is not given twice.
 */
#include "thread/thread.h"

#include "abi/sched.h"
#include "debug/panic.h"
#include "debug/trace.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "mm/space.h"
#include "thread/sched.h"
#include "x86/smp.h"
#include "x86/timer.h"

#define BUCKETS  512u
#define DRAIN_NS 1000000000u /* at most: a busy host may hold a CPU up for long */
#define TID_MAX  32767u      /* as Linux's default pid_max: the last one given */

static HEAP_CACHE(thread_cache, struct thread);
static struct spinlock threads_lock = SPINLOCK_INITIALIZER(RANK_THREADS);
static struct list buckets[BUCKETS];
static uint32_t last_tid;
static unsigned count, created;
static struct thread boot_thread;

static struct thread *find_locked(uint32_t tid)
{
    struct list *bucket = &buckets[tid % BUCKETS];
    list_for_each_entry (struct thread, thread, bucket, table_link) {
        if (thread->tid == tid)
            return thread;
    }
    return NULL;
}

/* Gives the thread a tid that nobody has, and enters it in the table. */
static bool enter(struct thread *thread)
{
    spin_lock(&threads_lock);
    bool room = count < TID_MAX;
    if (room) {
        do {
            last_tid = last_tid % TID_MAX + 1;
        } while (find_locked(last_tid));
        thread->tid = last_tid;
        list_push_back(&buckets[last_tid % BUCKETS], &thread->table_link);
        count++;
        created++;
    }
    spin_unlock(&threads_lock);
    return room;
}

/* Frees a thread that nobody holds, and what it has. */
static void destroy(struct thread *thread)
{
    vm_space_put(thread->space);
    if (thread->stack)
        kstack_free(thread->stack);
    /* Last: who counts threads, and then frames, finds what an uncounted thread had given back. */
    spin_lock(&threads_lock);
    if (!list_empty(&thread->table_link))
        count--;
    list_remove(&thread->table_link);
    heap_cache_free(&thread_cache, thread);
    spin_unlock(&threads_lock);
}

/* Makes the thread, which has a stack, the one that the CPU runs when no other can. */
static void become_idle(struct thread *thread, struct cpu *cpu)
{
    thread->state = THREAD_RUNNING;
    thread->affinity = 1u << cpu->id;
    thread->started = cpu_cycles();
    thread->cpu = thread->stack->cpu = cpu;
    cpu->idle = thread;
    cpu->armed = cpu->quantum_end = DEADLINE_NEVER;
    list_init(&cpu->queue);
}

/* Fills in what every thread has from the beginning. */
static void prepare(struct thread *thread, const char *name, struct process *process, struct stack_top *stack)
{
    string_copy(thread->name, name, sizeof(thread->name));
    thread->process = process;
    thread->stack = stack;
    stack->thread = thread;
    stack->tid = thread->tid;
    list_init(&thread->run_link);
    list_init(&thread->process_link);
    list_init(&thread->pending.details);
}

void thread_init(struct stack_top *boot_stack, struct process *kernel_process)
{
    for (unsigned i = 0; i < BUCKETS; i++)
        list_init(&buckets[i]);
    boot_thread.references = 1;
    prepare(&boot_thread, "idle", kernel_process, boot_stack);
    become_idle(&boot_thread, &cpus[0]);
}

/* A thread with a stack, and with a tid unless it `is_idle`: idle threads are in no table and have 0. */
static struct thread *create(const char *name, struct process *process, struct vm_space *space, bool is_idle)
{
    struct thread *thread = heap_cache_alloc(&thread_cache);
    if (!thread)
        return NULL;
    memset(thread, 0, offsetof(struct thread, fpu));
    list_init(&thread->table_link);
    struct stack_top *stack = is_idle || enter(thread) ? kstack_alloc(thread->tid) : NULL;
    if (!stack) {
        destroy(thread);
        return NULL;
    }
    prepare(thread, name, process, stack);
    *stack_trap_frame(stack) = (struct trap_frame){0}; /* kernel threads have no user registers */
    thread->affinity = AFFINITY_ALL;
    thread->space = space ? vm_space_get(space) : NULL;
    fpu_save(thread->fpu);
    thread->esp = context_prepare(stack, thread_begin, NULL);
    __atomic_store_n(&thread->references, 1, __ATOMIC_RELEASE); /* from here on it can be found */
    return thread;
}

struct thread *thread_create(const char *name, struct process *process, struct vm_space *space)
{
    return create(name, process, space, false);
}

struct thread *thread_create_idle(struct cpu *cpu)
{
    struct thread *thread = create("idle", cpus[0].idle->process, NULL, true);
    if (thread)
        become_idle(thread, cpu);
    return thread;
}

void thread_begin(void *unused)
{
    struct thread *thread = thread_current();
    sched_switched();
    if (!thread->function)
        return; /* to user mode, by the trap frame at the top of the stack */
    interrupts_enable();
    thread->function(thread->argument);
    if (!thread->space)
        thread_exit();
    interrupts_disable();
}

struct thread *thread_create_kernel(const char *name, void (*function)(void *), void *argument)
{
    struct thread *thread = thread_create(name, cpus[0].idle->process, NULL);
    if (!thread)
        return NULL;
    thread->function = function;
    thread->argument = argument;
    thread_get(thread);
    trace(CLONE, thread->tid, TRACE_TEXT16(thread->name), CLONE_VM | CLONE_THREAD, 0);
    sched_start(thread);
    return thread;
}

void thread_exit(void)
{
    struct vm_space *space = sched_set_space(NULL);
    vm_space_put(space);
    const struct thread *thread = thread_current();
    trace_keep_name(thread->tid, thread->name);
    trace(EXIT, TRACE_TEXT16(thread->name), thread->tid);
    sched_exit();
}

struct thread *thread_get(struct thread *thread)
{
    __atomic_add_fetch(&thread->references, 1, __ATOMIC_RELAXED);
    return thread;
}

void thread_put(struct thread *thread)
{
    if (thread && __atomic_sub_fetch(&thread->references, 1, __ATOMIC_ACQ_REL) == 0)
        destroy(thread);
}

/* A reference, unless the last one has been dropped and the thread is about to leave the table. */
static struct thread *get_unless_gone(struct thread *thread)
{
    uint32_t references = __atomic_load_n(&thread->references, __ATOMIC_RELAXED);
    while (references > 0)
        if (__atomic_compare_exchange_n(&thread->references, &references, references + 1, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return thread;
    return NULL;
}

struct thread *thread_find(uint32_t tid)
{
    if (tid == 0)
        return thread_get(thread_current());
    spin_lock(&threads_lock);
    struct thread *thread = find_locked(tid);
    if (thread)
        thread = get_unless_gone(thread);
    spin_unlock(&threads_lock);
    return thread;
}

bool thread_name(uint32_t tid, char *name)
{
    spin_lock(&threads_lock);
    struct thread *thread = find_locked(tid);
    if (thread)
        string_copy(name, thread->name, THREAD_NAME_SIZE);
    spin_unlock(&threads_lock);
    return thread;
}

void thread_swap_ids(struct thread *a, struct thread *b)
{
    spin_lock(&threads_lock);
    list_remove(&a->table_link);
    list_remove(&b->table_link);
    uint32_t tid = a->tid;
    trace(RENUMBER, tid, b->tid);
    a->tid = a->stack->tid = b->tid;
    b->tid = b->stack->tid = tid;
    list_push_back(&buckets[a->tid % BUCKETS], &a->table_link);
    list_push_back(&buckets[b->tid % BUCKETS], &b->table_link);
    spin_unlock(&threads_lock);
}

unsigned thread_count(void)
{
    return count;
}

unsigned thread_created(uint32_t *last)
{
    *last = last_tid;
    return created;
}

uint64_t thread_cycles(const struct thread *thread)
{
    spin_lock(&sched_lock);
    uint64_t cycles = thread->cycles;
    if (thread->state == THREAD_RUNNING)
        cycles += cpu_cycles() - thread->started;
    spin_unlock(&sched_lock);
    return cycles;
}

const char *const thread_state_names[] = {
    [THREAD_RUNNABLE] = "R (running)",   [THREAD_RUNNING] = "R (running)", [THREAD_SLEEPING] = "S (sleeping)",
    [THREAD_BLOCKED] = "D (disk sleep)", [THREAD_DEAD] = "Z (zombie)",
};

/* Whether some thread has begun to end, but its CPU has not switched away from it; or nobody holds it, but it
 * has not been freed. */
static bool somebody_is_ending(void)
{
    bool found = false;
    spin_lock(&threads_lock);
    for (unsigned i = 0; i < BUCKETS; i++) {
        list_for_each_entry (struct thread, thread, &buckets[i], table_link) {
            found |= !thread->references || (thread->work & THREAD_WORK_END && thread->state != THREAD_DEAD);
        }
    }
    spin_unlock(&threads_lock);
    for (unsigned i = 0; i < cpu_count; i++)
        found |= __atomic_load_n(&cpus[i].ended, __ATOMIC_RELAXED) != NULL;
    return found;
}

void thread_drain(void)
{
    uint64_t end = cpu_cycles() + timer_ns_to_cycles(DRAIN_NS);
    do {
        sched_yield();
    } while (somebody_is_ending() && cpu_cycles() < end);
    kstack_drain();
}
