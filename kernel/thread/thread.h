/*
 * Threads: what runs. A thread has a kernel stack, registers, and a place in the scheduler; what it runs
 * in (memory, files, ...) belongs to its process, and it only points there.
 */
#pragma once

#include "lib/list.h"
#include "lib/types.h"
#include "x86/context.h"

struct process;
struct vm_space;

enum thread_state {
    THREAD_RUNNABLE, /* in the run queue, or about to be */
    THREAD_RUNNING,
    THREAD_SLEEPING, /* until woken, or until a signal comes */
    THREAD_BLOCKED,  /* until woken */
    THREAD_DEAD,     /* will not run again; freed with its last reference */
};

#define THREAD_NAME_SIZE 16

struct thread {
    uint32_t tid;
    uint32_t references; /* atomic: one of the thread itself while it lives, one of each who found it */
    struct process *process;
    struct vm_space *space; /* counted; NULL: a kernel thread, or one that has let go of it */
    char name[THREAD_NAME_SIZE];
    struct list table_link; /* in the table of threads by tid; guarded by the table's lock */

    /* Guarded by sched_lock. */
    enum thread_state state;
    struct list run_link;
    uint32_t queued_at; /* its number among all that entered a queue: the lower waits longer */
    uint32_t affinity;  /* CPUs it may run on, a bit for each */
    struct cpu *cpu;    /* where it runs, or ran last */
    int wake_result;    /* what its sleep returns */

    /* Set by anybody, atomically; looked at on the way to user mode and by sleeps. */
    uint32_t work;

    /* Its own: touched only by itself, or by the scheduler while it does not run. */
    struct stack_top *stack;
    uintptr_t esp; /* where the saved registers lie while it does not run */
    uint64_t tls[SEGMENT_TLS_COUNT];
    uint16_t fs, gs;
    uint64_t started;         /* in cycles: when it was last given a CPU */
    uint64_t cycles;          /* it has run, up to then */
    uint32_t turns;           /* times it was given a CPU */
    uint32_t preemptions;     /* times it was made to give it up */
    void (*function)(void *); /* what it does first: a kernel thread does nothing else, */
    void *argument;           /* a user thread goes to user mode then */

    /* The process layer's (kernel/process), guarded by process_lock unless it says otherwise. */
    struct list process_link; /* in its process's list of threads */
    struct signal_queue {
        uint64_t set;         /* signals that wait to be acted on: bit n - 1 is signal n */
        struct list details;  /* struct signal_detail (process/signal.c) of those that have any */
    } pending;                /* for this thread alone */
    uint64_t blocked;         /* not acted on for now */
    uint64_t awaited;         /* what its sigtimedwait() waits for */
    uint64_t mask_to_restore; /* sigsuspend() has exchanged `blocked`: what it was, */
    bool restore_mask;        /* and whether it has */
    uintptr_t handler_stack, handler_stack_size; /* its own: sigaltstack(); size 0: none */
    uintptr_t fault_address;                     /* its own: of its last page fault that was not served */
    uintptr_t robust_list;                       /* its own: man 2 set_robust_list */
    int *clear_child_tid; /* its own: user address zeroed and woken when it ends (man 2 set_tid_address) */

    /* Last, because all that lies before it begins as zeros. */
    uint8_t fpu[FPU_STATE_SIZE] __attribute__((aligned(16)));
};

/* Bits of thread->work: */
#define THREAD_WORK_SIGNAL 1u /* a signal must be acted on, or the process is ending: sleeps end too */
#define THREAD_WORK_STOP   2u /* the process has been stopped */
#define THREAD_WORK_END    8u /* it is ending: set by itself, for thread_drain() */
#define THREAD_WORK_MEMORY 4u /* a fault has found no memory: the process must end */

#define AFFINITY_ALL ((1u << CPU_MAX) - 1)

/* Makes the running boot code the first thread: CPU 0's idle thread. */
void thread_init(struct stack_top *boot_stack, struct process *kernel_process);

/*
 * A new thread with a tid and a stack, not yet known to the scheduler; copies nothing. One reference, the
 * caller's, and from sched_start() on the thread's own. NULL when memory or tids have run out.
 */
struct thread *thread_create(const char *name, struct process *process, struct vm_space *space);

/* Starts a kernel thread that runs function(argument) and then ends. Returns it with a reference for the
 * caller, or NULL. */
struct thread *thread_create_kernel(const char *name, void (*function)(void *), void *argument);

/* The idle thread of another CPU, on whose stack that CPU will start; NULL when memory has run out. */
struct thread *thread_create_idle(struct cpu *cpu);

/* Ends the running thread. */
void thread_exit(void) __attribute__((noreturn));

struct thread *thread_get(struct thread *thread); /* returns it */
void thread_put(struct thread *thread);           /* nothing, with NULL */

/* The thread with this tid, 0 meaning the running one, with a reference, or NULL. It may be dead already. */
struct thread *thread_find(uint32_t tid);

/* Copies the name of the thread with this tid, or of the process with this pid. Returns false if there is
 * none. Any context. */
bool thread_name(uint32_t tid, char *name);

/* Exchanges the tids of two threads (execve by a thread that is not the first). */
void thread_swap_ids(struct thread *a, struct thread *b);

/* Threads that exist, dead ones that somebody still holds included. */
unsigned thread_count(void);

/* Threads that were ever created, and the last one's tid. */
unsigned thread_created(uint32_t *last);

/* Cycles that the thread has run, now included. */
uint64_t thread_cycles(const struct thread *thread);

/* Names of states, as /proc shows them; the first letter stands for all. */
extern const char *const thread_state_names[];

/* Lets threads that have ended be freed, and gives kept memory back. For tests that count. May sleep. */
void thread_drain(void);

/* What a new thread runs first, with interrupts off: its function, then, if it has an address space,
 * trap_return(). */
void thread_begin(void *unused);
