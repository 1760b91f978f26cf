/*
 * Processes: what owns. A process has an address space, open files, signals, children and an exit status; it
 * does not run. Its threads do (kernel/thread).
 */
#pragma once

#include "abi/resource.h"
#include "lib/list.h"
#include "lib/types.h"
#include "thread/thread.h"
#include "thread/wait.h"

struct files;
struct signal_actions;
struct vm_space;

enum process_state {
    PROCESS_ALIVE,
    PROCESS_ZOMBIE, /* every thread has ended; the parent has not asked yet */
    PROCESS_REAPED, /* gone from the tree; freed with its last reference */
};

struct process {
    uint32_t pid;           /* the tid of its first thread */
    uint32_t references;    /* atomic */
    struct vm_space *space; /* counted, one for the process beside its threads'; guarded by process_lock for
                               others than its own threads; NULL: the kernel, or a zombie */
    struct files *files;    /* counted; the same */

    /* All below is guarded by process_lock. */
    enum process_state state;
    struct list all_link; /* in the list of all processes, by age */
    struct process *parent;
    struct list children, sibling_link;
    struct list threads;   /* struct thread by process_link, the first thread first */
    unsigned thread_count; /* that have not ended */
    struct thread *leader; /* its first thread, counted: keeps the pid from being used again; its name is the
                              process's */
    struct thread *exec_thread;     /* set while execve waits for the other threads to end; they must */
    bool borrows_space;             /* a child of vfork that runs in its parent's space still */
    struct wait_queue changed;      /* where one waits for a change of it or of its children */
    uint32_t group, session;        /* pids of those that began them */
    struct signal_actions *actions; /* counted: threads and CLONE_SIGHAND children share them */
    struct signal_queue pending;    /* signals for any of its threads */
    uint64_t alarm_at, alarm_every; /* setitimer(ITIMER_REAL), in cycles; 0: none */
    struct list alarm_link;         /* in the list of processes with an alarm */
    bool stopped;                   /* by SIGSTOP and the like, until SIGCONT */
    int news;        /* that it was stopped or goes on, as wait4 tells it, until it has; or 0 */
    bool exiting;    /* every thread must end */
    int status;      /* as wait4 tells it; final once exiting is set */
    int exit_signal; /* what the parent gets when it ends; 0: nothing */
    struct limit {
        uint32_t soft, hard;
    } limits[RLIM_NLIMITS]; /* man 2 getrlimit; ~0: none */
    int nice;               /* -20 to 19: kept and told, but turns don't depend on it */
    uint64_t started_ns;    /* since boot */
    uint64_t dead_cycles;   /* that its ended threads have run */
    uint64_t child_cycles;  /* that its reaped children have run */
};

/* Guards the tree of processes, each process's threads and state, and signals. The outermost lock. */
extern struct spinlock process_lock;

/* All processes by all_link, zombies included, the kernel not; guarded by process_lock. */
extern struct list process_list;

/* The kernel's own process, pid 0: all kernel threads are its. Its space is NULL. */
extern struct process kernel_process;

/*
 * Starts pid 1: a thread that executes the program at `path` with the words of `arguments` (separated by
 * spaces). When that can't be, says why in the log and ends the machine. Panics only when there is no memory
 * for it.
 */
void process_start_init(const char *path, const char *arguments);

/* A new process with `leader` as its first thread, child of the running one; it has no space and files yet
 * and is in no list. NULL when memory has run out. */
struct process *process_create(struct thread *leader);

/* Enters the process in the tree, and its first thread in it. The caller holds process_lock. */
void process_enter_locked(struct process *process);

/* Adds a thread to its process. Returns false if the process is ending. The caller holds process_lock. */
bool process_add_thread_locked(struct thread *thread);

/* Ends the running thread; with its last thread ends the process, with `status` unless it has one already. */
void process_exit_thread(int status) __attribute__((noreturn));

/* Ends the running thread's whole process; status as wait4 tells it. */
void process_exit_group(int status) __attribute__((noreturn));

/* man 2 setpgid: 0 for the running process, and for its own pid as the group. Returns 0, -ESRCH, -EINVAL,
 * -EPERM. setsid: the new session, or -EPERM. process_check_group: the group if it is one of the running
 * process's session (0: its own), else -EPERM, or -ESRCH if there is none. groups.c. */
int process_set_group(uint32_t pid, uint32_t group);
int process_new_session(void);
int process_check_group(uint32_t group);

/* The session that the group is in, or 0 if there is no such group. The caller holds process_lock. */
uint32_t process_group_session_locked(uint32_t group);

/* Whether `pid` means the process, as kill, wait4 and others take it: the one with this pid; 0: each of the
 * caller's group; -1: every one; below -1: each of that group. The caller holds process_lock. */
bool process_is_meant(const struct process *process, int pid);

/* Has the limits of the running process's memory and files enforced where they are met. */
void process_apply_limits(void);

/* Has every thread of the process end. The first status stays. The caller holds process_lock. */
void process_kill_locked(struct process *process, int status);

/* Adds to thread->work of all threads of the process but `except`, and has them look at it soon. The caller
 * holds process_lock. */
void process_interrupt_locked(struct process *process, const struct thread *except, uint32_t work);

/* A child of vfork no longer runs in its parent's space. The caller holds process_lock. */
void process_return_space_locked(struct process *process);

/* What a thread does before it goes back to user mode when there is thread->work. May not return. May sleep.
 */
void process_user_return(struct trap_frame *frame);

struct process *process_get(struct process *process); /* returns it */
void process_put(struct process *process);            /* nothing, with NULL */

/* The process with this pid, 0 meaning the running one, or NULL; zombies are found. process_find() adds a
 * reference; without, the caller holds process_lock. */
struct process *process_find(uint32_t pid);
struct process *process_find_locked(uint32_t pid);

/* The process with the lowest pid that is at least `pid`, with a reference, or NULL. For listings. */
struct process *process_next(uint32_t pid);

/* The process's address space, with a reference; NULL when it has none (any more). */
struct vm_space *process_space(struct process *process);

static inline struct process *process_current(void)
{
    return thread_current()->process;
}

/* Cycles that all threads of the process have run. The caller holds process_lock. */
uint64_t process_cycles(const struct process *process);

unsigned process_count(void);

/*
 * man 2 clone; the trap frame of the running thread is what the new one starts with. Returns the new tid, or
 * -EINVAL, -ENOMEM, -EAGAIN (no tid, or the process is ending), -EFAULT. clone.c.
 */
struct user_desc;
int process_clone(unsigned long flags, uintptr_t stack, int *parent_tid, const struct user_desc *tls,
                  int *child_tid);

/*
 * man 2 wait4 and waitid: waits for a child that `pid` means (-1: any, 0: of the caller's group, below -1: of
 * that group) to end or, with WUNTRACED or WCONTINUED in `options`, to stop or go on. Returns the child's
 * pid, 0, or -ECHILD, -EINTR. *status and *cycles (its, and its children's) are set with a pid. WNOWAIT
 * leaves it as it is. May sleep.
 */
int process_wait(int pid, int options, int *status, uint64_t *cycles);

/* Applies a set_thread_area descriptor to `thread`: entry -1 means the first free one, and is changed to its
 * number. Returns 0 or -EINVAL, -ESRCH (no free entry). The thread is the running one or has not run yet. */
int process_set_tls(struct thread *thread, struct user_desc *descriptor);
