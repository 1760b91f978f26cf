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

struct tcb {
    struct tcb *self; /* at %gs:0, where compiled code looks for it */
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
    unsigned keys_end; /* keys from here on were never set */
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

/* Sleeps while *word is value; until may be NULL. Returns 0, EAGAIN, EINTR or ETIMEDOUT. */
int __futex_wait(void *word, int value, int private, clockid_t clock, const struct timespec *until);
void __futex_wake(void *word, int count, int private);

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

/* Called where they are linked in, by exit() and by the end of a thread. */
void __atexit_run(void);
void __stdio_exit(void);
void __keys_destroy(void);

/* Flags above the type of a mutex, and of the other shared objects. */
#define SYNC_SHARED    0x100
#define SYNC_MONOTONIC 0x200
