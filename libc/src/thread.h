/*
 * What the library knows of a thread, and the locks it uses itself.
 *
 * The thread control block lies at the base of the segment in %gs; the program's own __thread
 * variables lie right below it (i386, "variant II"). The top of a thread's stack mapping holds both:
 *
 *     map                                                                map + map_size
 *     | guard page | stack, growing down <--- | __thread variables | struct tcb |
 *
 * Invariants: tid is 0 once the kernel has seen the thread end (CLONE_CHILD_CLEARTID), and only then
 * may its stack be used again. The first thread's tid is set when a second thread is made.
 */
#pragma once
#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* Who frees the thread's stack: its joiner, or it itself. */
enum thread_state { THREAD_JOINABLE, THREAD_DETACHED, THREAD_EXITED, THREAD_FREE };

#define STACK_DEFAULT (512u << 10) /* so that 4,000 fit into 3 GiB, and 8 under one page table */

enum cancel_flags {
    CANCEL_PENDING = 1,
    CANCEL_DISABLED = 2,
    CANCEL_ASYNCHRONOUS = 4,
};

/* The signal by which a cancellation reaches its thread. Programs can neither block nor handle it. */
#define SIGCANCEL 33
struct sigaction;
int __sigaction(int signal, const struct sigaction *action, struct sigaction *old); /* SIGCANCEL too */

struct tcb {
    struct tcb *self; /* at %gs:0, where compiled code looks for it */
    int cancel;       /* enum cancel_flags; at %gs:4 for cancel_call.S */
    int tid;          /* futex: the kernel clears it */
    int error;        /* errno */
    int state;        /* enum thread_state */
    void *(*start)(void *);
    void *argument;
    void *result;
    struct __cleanup *cleanups;
    struct tcb *next; /* in the cache of stacks */
    char *map;        /* NULL: the program brought the stack, or it is the first thread's */
    size_t map_size;
    size_t guard_size;
    char *stack; /* lowest usable address; NULL: the first thread's */
    size_t stack_size;
    int policy, priority; /* stored only: every thread gets the same turns */
    void *robust_head[3]; /* as the kernel wants it: list, offset of the lock word, lock in the making */
    unsigned keys_end;    /* keys from here on were never set */
    struct {
        unsigned generation; /* of the key when the value was set */
        void *value;
    } keys[PTHREAD_KEYS_MAX];
};

static inline struct tcb *tcb_current(void)
{
    struct tcb *self;
    __asm__("movl %%gs:0, %0" : "=r"(self));
    return self;
}

/* True from the first pthread_create on. */
extern int __threaded;

/* Size of the __thread variables below a control block, and the alignment of both. */
extern size_t __tls_size, __tls_align;

/* Lays out the block that ends at `end`, variables initialised, and returns its control block,
 * of which only `self` is set. Needs __tls_size + sizeof(struct tcb) + __tls_align bytes. */
struct tcb *__tls_make(char *end);

/* Raw clone: returns the child's tid in the parent, or -errno. */
long __clone(int (*function)(void *), void *stack_top, int flags, void *argument, int *parent_tid, void *tls,
             int *child_tid);

/* Sleeps while *word is value; until may be NULL. Returns 0, EAGAIN, EINTR, ETIMEDOUT, or EINVAL if
 * the time is none. The second is a cancellation point. */
int __futex_wait(void *word, int value, int private, clockid_t clock, const struct timespec *until);
int __futex_wait_cancel(void *word, int value, int private, clockid_t clock, const struct timespec *until);
void __futex_wake(void *word, int count, int private);

/* Who holds a lock: the thread's block, or its tid if the lock is shared between processes. */
unsigned long __sync_self(unsigned flags);

/* Where pthread_cancel is linked in: ends the calling thread as cancelled. */
void __cancel_now(void) __attribute__((noreturn));
#pragma weak __cancel_now

/* A cancellation point that makes no system call, or not always. */
static inline void cancel_test(void)
{
    if (__cancel_now && __atomic_load_n(&tcb_current()->cancel, __ATOMIC_RELAXED) == CANCEL_PENDING)
        __cancel_now();
}

static inline void cleanup_push(struct __cleanup *cleanup, void (*function)(void *), void *argument)
{
    cleanup->function = function;
    cleanup->argument = argument;
    cleanup->next = tcb_current()->cleanups;
    tcb_current()->cleanups = cleanup;
}

static inline void cleanup_pop(struct __cleanup *cleanup)
{
    tcb_current()->cleanups = cleanup->next;
}

/* The library's own locks: 0 free, 1 locked, 2 locked and maybe waited for. */
void __lock_slow(int *lock);
void __unlock_slow(int *lock);

static inline int lock_try(int *lock)
{
    int free = 0;
    return __atomic_compare_exchange_n(lock, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline void lock_take(int *lock)
{
    if (!lock_try(lock))
        __lock_slow(lock);
}

static inline void lock_drop(int *lock)
{
    if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2)
        __unlock_slow(lock);
}

/* Fork asks these where they are linked in: before (FORK_PREPARE), and after in both processes. */
enum fork_phase { FORK_PREPARE, FORK_PARENT, FORK_CHILD };
void __malloc_fork(enum fork_phase phase);
void __stdio_fork(enum fork_phase phase);
void __threads_fork(enum fork_phase phase);
void __handlers_fork(enum fork_phase phase);

void __timers_fork(enum fork_phase phase);
void __aio_fork(enum fork_phase phase);

/* A detached thread of the library's own: all signals are blocked there, and it keeps no process alive.
 * Returns 0 or an error number. */
int __helper_start(void *(*start)(void *), const char *name);

/* Called where they are linked in, by exit() and by the end of a thread. */
void __atexit_run(int status);
void __stdio_exit(void);
void __sysv_exit(void);
void __keys_destroy(void);

/* Flags above the type of a mutex, and of the other shared objects. */
#define SYNC_SHARED    0x100
#define SYNC_MONOTONIC 0x200
#define SYNC_ROBUST    0x400

/* Where pthread_mutexattr_setrobust is linked in: the other protocol of such mutexes' state. */
struct mutex_deadline {
    clockid_t clock;
    const struct timespec *until; /* NULL: never */
};
int __robust_lock(pthread_mutex_t *mutex, int wait, const struct mutex_deadline *deadline);
int __robust_unlock(pthread_mutex_t *mutex);

/* sigaction() for the library's own signal too. */
struct sigaction;
int __sigaction(int signal, const struct sigaction *action, struct sigaction *old);
