/*
 * Threads begin and end (<pthread.h>). A thread is one clone and one exit; joining it is one futex wait
 * on its tid, which the kernel clears and wakes when the thread is gone.
 *
 * Stacks of threads that ended are kept, guard page and all, up to CACHE_MOST of them. `cache_lock`
 * guards both lists: `ready` stacks are free; on `leaving` are those of detached threads, which put
 * themselves there while they still run on them, so each waits there for its tid to become 0.
 */
#include "syscall.h"
#include "thread.h"
#include <abi/sched.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/user.h>

#define STACK_MOST (2u << 30)
#define CACHE_MOST 64
#define CLONE_FLAGS                                                                                    \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS | \
     CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

#pragma weak __keys_destroy

static int cache_lock;
static struct tcb *ready, *leaving, **leaving_end = &leaving;
static unsigned ready_count;
static int thread_count = 1;

/* cache_lock is held, and the thread is gone. */
static void stack_keep(struct tcb *tcb)
{
    tcb->state = THREAD_FREE;
    if (!tcb->map)
        return;
    if (ready_count == CACHE_MOST) {
        sys_munmap((unsigned long)tcb->map, tcb->map_size);
        return;
    }
    tcb->next = ready;
    ready = tcb;
    ready_count++;
}

/* cache_lock is held. */
static void leaving_collect(void)
{
    while (leaving && __atomic_load_n(&leaving->tid, __ATOMIC_ACQUIRE) == 0) {
        struct tcb *tcb = leaving;
        leaving = tcb->next;
        if (!leaving)
            leaving_end = &leaving;
        stack_keep(tcb);
    }
}

static void leaving_add(struct tcb *tcb)
{
    if (!tcb->map)
        return;
    lock_take(&cache_lock);
    leaving_collect();
    tcb->next = NULL;
    *leaving_end = tcb;
    leaving_end = &tcb->next;
    lock_drop(&cache_lock);
}

/* A kept stack of just this shape, or NULL. */
static struct tcb *stack_find(size_t map_size, size_t guard_size)
{
    lock_take(&cache_lock);
    leaving_collect();
    struct tcb **link = &ready, *tcb;
    while ((tcb = *link) && (tcb->map_size != map_size || tcb->guard_size != guard_size))
        link = &tcb->next;
    if (tcb) {
        *link = tcb->next;
        ready_count--;
    }
    lock_drop(&cache_lock);
    return tcb;
}

static struct tcb *stack_map(size_t map_size, size_t guard_size)
{
    char *map = mmap(NULL, map_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (map == MAP_FAILED)
        return NULL;
    if (guard_size && mprotect(map, guard_size, PROT_NONE) != 0) {
        munmap(map, map_size);
        return NULL;
    }
    struct tcb *tcb = __tls_make(map + map_size);
    tcb->map = map;
    tcb->map_size = map_size;
    tcb->guard_size = guard_size;
    tcb->stack = map + guard_size;
    tcb->stack_size = map_size - guard_size;
    return tcb;
}

static struct tcb *stack_get(const pthread_attr_t *attributes)
{
    size_t stack_size = STACK_DEFAULT, guard_size = PAGE_SIZE;
    if (attributes && attributes->__stack) {
        struct tcb *tcb = __tls_make((char *)attributes->__stack + attributes->__stack_size);
        tcb->map = NULL;
        tcb->stack = attributes->__stack;
        tcb->stack_size = attributes->__stack_size;
        return tcb;
    }
    if (attributes && attributes->__stack_size)
        stack_size = attributes->__stack_size;
    if (attributes && attributes->__guard_size)
        guard_size = (attributes->__guard_size - 1 + PAGE_SIZE - 1) & -PAGE_SIZE;
    if (stack_size > STACK_MOST || guard_size > STACK_MOST / 2)
        return NULL;
    size_t size = stack_size + __tls_size + sizeof(struct tcb) + __tls_align;
    size = guard_size + ((size + PAGE_SIZE - 1) & -PAGE_SIZE);
    struct tcb *tcb = stack_find(size, guard_size);
    if (!tcb)
        return stack_map(size, guard_size);
    return __tls_size ? __tls_make(tcb->map + size) : tcb;
}

static int thread_run(void *tcb)
{
    struct tcb *self = tcb;
    pthread_exit(self->start(self->argument));
}

/* From now on there may be several threads: locks are taken, and the first thread can be joined. */
static void threads_begin(void)
{
    struct tcb *self = tcb_current();
    self->tid = (int)sys_set_tid_address(&self->tid);
    __threaded = 1;
}

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                   void *(*start)(void *), void *restrict argument)
{
    if (!__threaded)
        threads_begin();
    struct tcb *tcb = stack_get(attributes);
    if (!tcb)
        return EAGAIN;
    tcb->error = 0;
    tcb->state = attributes && attributes->__detach_state ? THREAD_DETACHED : THREAD_JOINABLE;
    tcb->start = start;
    tcb->argument = argument;
    tcb->cleanups = NULL;
    tcb->keys_end = 0;
    tcb->cancel = 0;
    tcb->robust_head[0] = NULL;
    int explicit = attributes && attributes->__inherit == PTHREAD_EXPLICIT_SCHED;
    tcb->policy = explicit ? attributes->__policy : tcb_current()->policy;
    tcb->priority = explicit ? attributes->__priority : tcb_current()->priority;
    unsigned selector;
    __asm__("movl %%gs, %0" : "=r"(selector));
    struct user_desc segment = {.entry_number = (selector & 0xffff) / 8,
                                .base_addr = (uintptr_t)tcb,
                                .limit = 0xfffff,
                                .seg_32bit = 1,
                                .limit_in_pages = 1,
                                .useable = 1};
    *thread = (pthread_t)tcb;
    __atomic_add_fetch(&thread_count, 1, __ATOMIC_RELAXED);
    long tid =
        __clone(thread_run, (char *)tcb - __tls_size, CLONE_FLAGS, tcb, &tcb->tid, &segment, &tcb->tid);
    if (tid >= 0)
        return 0; /* the thread may have ended by now, and its block be gone */
    __atomic_sub_fetch(&thread_count, 1, __ATOMIC_RELAXED);
    lock_take(&cache_lock);
    stack_keep(tcb);
    lock_drop(&cache_lock);
    return EAGAIN;
}

int __helper_start(void *(*start)(void *), const char *name)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 64 << 10);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int error = pthread_create(&thread, &attributes, start, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!error) {
        __atomic_sub_fetch(&thread_count, 1, __ATOMIC_RELAXED);
        pthread_setname_np(thread, name);
    }
    return error;
}

void pthread_exit(void *result)
{
    struct tcb *self = tcb_current();
    self->result = result;
    __atomic_fetch_or(&self->cancel, CANCEL_DISABLED, __ATOMIC_SEQ_CST);
    while (self->cleanups) {
        struct __cleanup *cleanup = self->cleanups;
        self->cleanups = cleanup->next;
        cleanup->function(cleanup->argument);
    }
    if (self->keys_end && __keys_destroy)
        __keys_destroy();
    if (__atomic_sub_fetch(&thread_count, 1, __ATOMIC_ACQ_REL) == 0)
        exit(0);
    if (__atomic_exchange_n(&self->state, THREAD_EXITED, __ATOMIC_ACQ_REL) == THREAD_DETACHED)
        leaving_add(self);
    for (;;)
        sys_exit(0);
}

int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock, const struct timespec *until)
{
    struct tcb *tcb = (struct tcb *)thread;
    if (tcb == tcb_current())
        return EDEADLK;
    if (tcb->state == THREAD_DETACHED)
        return EINVAL;
    if (tcb->state == THREAD_FREE)
        return ESRCH;
    int tid;
    cancel_test();
    while ((tid = __atomic_load_n(&tcb->tid, __ATOMIC_ACQUIRE)) != 0) {
        int error = __futex_wait_cancel(&tcb->tid, tid, 0, clock, until);
        if (error == ETIMEDOUT || error == EINVAL)
            return error;
    }
    if (result)
        *result = tcb->result;
    lock_take(&cache_lock);
    stack_keep(tcb);
    lock_drop(&cache_lock);
    return 0;
}

int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *until)
{
    return pthread_clockjoin_np(thread, result, CLOCK_REALTIME, until);
}

int pthread_join(pthread_t thread, void **result)
{
    return pthread_clockjoin_np(thread, result, CLOCK_REALTIME, NULL);
}

int pthread_tryjoin_np(pthread_t thread, void **result)
{
    return __atomic_load_n(&((struct tcb *)thread)->tid, __ATOMIC_ACQUIRE) ? EBUSY
                                                                           : pthread_join(thread, result);
}

int pthread_detach(pthread_t thread)
{
    struct tcb *tcb = (struct tcb *)thread;
    int state = THREAD_JOINABLE;
    if (__atomic_compare_exchange_n(&tcb->state, &state, THREAD_DETACHED, 0, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return 0;
    if (state != THREAD_EXITED)
        return state == THREAD_FREE ? ESRCH : EINVAL;
    leaving_add(tcb);
    return 0;
}

pthread_t pthread_self(void)
{
    return (pthread_t)tcb_current();
}

int pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

void __cleanup_push(struct __cleanup *cleanup)
{
    cleanup_push(cleanup, cleanup->function, cleanup->argument);
}

void __cleanup_pop(struct __cleanup *cleanup, int execute)
{
    cleanup_pop(cleanup);
    if (execute)
        cleanup->function(cleanup->argument);
}

/* The child has one thread. Stacks of the others stay mapped there, except those that were kept. */
void __threads_fork(enum fork_phase phase)
{
    if (phase == FORK_PREPARE) {
        lock_take(&cache_lock);
        return;
    }
    if (phase == FORK_CHILD) {
        for (struct tcb *tcb = leaving; tcb; tcb = tcb->next)
            tcb->tid = 0;
        thread_count = 1;
        __threaded = 0;
    }
    lock_drop(&cache_lock);
}
