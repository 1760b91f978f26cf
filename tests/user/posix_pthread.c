/* runs on Linux */
/* <pthread.h>: cancellation, robust and shared mutexes, timed locks, attributes and their error returns. */
#include "libc_test.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>

static struct timespec after(clockid_t clock, long milliseconds)
{
    struct timespec time;
    clock_gettime(clock, &time);
    time.tv_nsec += milliseconds % 1000 * 1000000;
    time.tv_sec += milliseconds / 1000 + time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

static volatile int cancelled;

static void *run(void *(*function)(void *), void *argument, int cancel)
{
    pthread_t thread;
    void *result = NULL;
    cancelled = 0;
    pthread_create(&thread, NULL, function, argument);
    if (cancel) {
        usleep(20000);
        ok(pthread_cancel(thread) == 0, "pthread_cancel");
        cancelled = 1;
    }
    pthread_join(thread, &result);
    return result;
}

static char trail[100];

static void note(void *what)
{
    strcat(trail, what);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static int ends[2];

static void unlock(void *lock)
{
    strcat(trail, pthread_mutex_unlock(lock) == 0 ? "u" : "?");
}

static void *in_cond_wait(void *argument)
{
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push(unlock, &mutex);
    pthread_cleanup_push(note, "inner ");
    for (;;)
        pthread_cond_wait(&condition, &mutex);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *in_call(void *argument)
{
    char byte;
    pthread_cleanup_push(note, "x");
    switch (*(char *)argument) {
    case 's':
        sleep(100);
        break;
    case 'r':
        while (read(ends[0], &byte, 1) >= 0)
            ;
        break;
    case 'w':
        sem_wait(&semaphore);
        break;
    case 'p':
        for (;;)
            pause();
    case 'j':
        pthread_join(*(pthread_t *)(argument + 4), NULL);
        break;
    }
    pthread_cleanup_pop(0);
    return NULL;
}

static void *spins(void *argument)
{
    int old;
    ok(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old) == 0 && old == PTHREAD_CANCEL_DEFERRED,
       "the type was deferred");
    for (volatile int i = 0; i >= 0; i = (i + 1) & 0xffff)
        ;
    return NULL;
}

static volatile int passed;

static void *disabled(void *argument)
{
    int old;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    while (!cancelled)
        usleep(1000);
    pthread_testcancel();
    passed = old == PTHREAD_CANCEL_ENABLE;
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
    passed += old == PTHREAD_CANCEL_DISABLE;
    pthread_testcancel();
    passed = -1;
    return NULL;
}

static void *deferred(void *argument)
{
    while (!cancelled)
        ;
    passed = 5;
    pthread_testcancel();
    passed = -1;
    return NULL;
}

static void *pops(void *argument)
{
    pthread_cleanup_push(note, "a");
    pthread_cleanup_push(note, "b");
    pthread_cleanup_pop(1);
    pthread_cleanup_push(note, "c");
    pthread_exit((void *)7);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *blocks_all(void *argument)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    while (sleep(1) == 0)
        ;
    return NULL;
}

static void cancellation(void)
{
    static char *calls[] = {"sleep", "read", "wait on a semaphore", "pause"};
    pipe(ends);
    sem_init(&semaphore, 0, 0);
    ok(run(in_cond_wait, NULL, 1) == PTHREAD_CANCELED, "cancelled in pthread_cond_wait");
    ok(strcmp(trail, "inner u") == 0, "the handlers ran, last pushed first, and held the mutex");
    ok(pthread_mutex_trylock(&mutex) == 0 && pthread_mutex_unlock(&mutex) == 0, "the mutex is free");
    for (int i = 0; i < 4; i++) {
        trail[0] = 0;
        ok(run(in_call, (char *[]){"s", "r", "w", "p"}[i], 1) == PTHREAD_CANCELED && trail[0] == 'x',
           calls[i]);
    }
    ok(run(spins, NULL, 1) == PTHREAD_CANCELED, "asynchronous cancellation stops a loop");
    ok(run(disabled, NULL, 1) == PTHREAD_CANCELED && passed == 2, "disabled, it stays pending");
    ok(run(deferred, NULL, 1) == PTHREAD_CANCELED && passed == 5, "deferred, it waits for testcancel");
    ok(run(blocks_all, NULL, 1) == PTHREAD_CANCELED, "blocking every signal does not hold it off");
    trail[0] = 0;
    ok(run(pops, NULL, 0) == (void *)7 && strcmp(trail, "bca") == 0, "pthread_cleanup_pop and pthread_exit");
    ok(pthread_setcancelstate(77, NULL) == EINVAL && pthread_setcanceltype(77, NULL) == EINVAL, "EINVAL");
    int old = -1;
    ok(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old) == 0 && old == PTHREAD_CANCEL_ENABLE &&
           pthread_setcancelstate(old, &old) == 0 && old == PTHREAD_CANCEL_DISABLE,
       "pthread_setcancelstate gives the old state");
    close(ends[0]);
    close(ends[1]);
}

static void *lock_and_end(void *lock)
{
    pthread_mutex_lock(lock);
    return NULL;
}

static void robust(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t *lock = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int value = -1;
    pthread_mutexattr_init(&attributes);
    ok(pthread_mutexattr_getrobust(&attributes, &value) == 0 && value == PTHREAD_MUTEX_STALLED, "stalled");
    ok(pthread_mutexattr_setrobust(&attributes, 9) == EINVAL, "pthread_mutexattr_setrobust: EINVAL");
    ok(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) == 0, "robust");
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(lock, &attributes);
    ok(pthread_mutex_lock(lock) == 0 && pthread_mutex_trylock(lock) == EBUSY &&
           pthread_mutex_unlock(lock) == 0,
       "lock, trylock, unlock");
    ok(pthread_mutex_unlock(lock) == EPERM, "unlocking it unlocked: EPERM");
    ok(pthread_mutex_consistent(lock) == EINVAL, "it is consistent");
    run(lock_and_end, lock, 0);
    ok(pthread_mutex_trylock(lock) == EOWNERDEAD, "a thread ended holding it: EOWNERDEAD");
    ok(pthread_mutex_consistent(lock) == 0 && pthread_mutex_unlock(lock) == 0 &&
           pthread_mutex_lock(lock) == 0 && pthread_mutex_unlock(lock) == 0,
       "consistent again");
    pid_t pid = fork();
    if (pid == 0) {
        pthread_mutex_lock(lock);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    ok(pthread_mutex_lock(lock) == EOWNERDEAD, "a process ended holding it");
    ok(pthread_mutex_unlock(lock) == 0 && pthread_mutex_lock(lock) == ENOTRECOVERABLE,
       "unlocked without being made consistent: ENOTRECOVERABLE");
    ok(pthread_mutex_destroy(lock) == 0, "it can still be destroyed");
    pthread_mutex_init(lock, &attributes);
    volatile int *locked = (int *)lock + 512;
    pid = fork();
    if (pid == 0) {
        pthread_mutex_lock(lock);
        *locked = 1;
        usleep(50000);
        kill(getpid(), SIGKILL);
    }
    while (!*locked)
        usleep(1000);
    struct timespec until = after(CLOCK_REALTIME, 5000);
    ok(pthread_mutex_timedlock(lock, &until) == EOWNERDEAD, "one who waits for it is woken");
    waitpid(pid, NULL, 0);
    pthread_mutex_consistent(lock);
    pthread_mutex_unlock(lock);
    munmap(lock, 4096);
}

static void *try_timed(void *lock)
{
    struct timespec until = after(CLOCK_REALTIME, 30);
    return (void *)(long)pthread_mutex_timedlock(lock, &until);
}

static void timed(void)
{
    struct timespec until = after(CLOCK_REALTIME, 20), bad = {0, 1000000000};
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    pthread_mutex_lock(&mutex);
    ok(run(try_timed, &mutex, 0) == (void *)ETIMEDOUT, "pthread_mutex_timedlock: ETIMEDOUT");
    ok(pthread_mutex_timedlock(&mutex, &bad) == EINVAL, "a time that is none: EINVAL");
    ok(pthread_cond_timedwait(&condition, &mutex, &until) == ETIMEDOUT, "pthread_cond_timedwait: ETIMEDOUT");
    ok(pthread_cond_timedwait(&condition, &mutex, &bad) == EINVAL, "and EINVAL");
    until = after(CLOCK_MONOTONIC, 20);
    ok(pthread_cond_clockwait(&condition, &mutex, CLOCK_MONOTONIC, &until) == ETIMEDOUT,
       "pthread_cond_clockwait");
    pthread_mutex_unlock(&mutex);
    ok(pthread_mutex_timedlock(&mutex, &bad) == 0, "a free mutex is locked whatever the time");
    pthread_mutex_unlock(&mutex);
    pthread_rwlock_rdlock(&lock);
    until = after(CLOCK_REALTIME, 20);
    ok(pthread_rwlock_timedwrlock(&lock, &until) == ETIMEDOUT, "pthread_rwlock_timedwrlock: ETIMEDOUT");
    ok(pthread_rwlock_timedrdlock(&lock, &until) == 0, "pthread_rwlock_timedrdlock beside a reader");
    until = after(CLOCK_MONOTONIC, 20);
    ok(pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &until) == ETIMEDOUT, "pthread_rwlock_clockwrlock");
}

static void shared(void)
{
    struct {
        pthread_mutex_t mutex;
        pthread_rwlock_t lock;
        int count;
    } *both = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t attributes;
    pthread_rwlockattr_t lock_attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&both->mutex, &attributes);
    pthread_rwlockattr_init(&lock_attributes);
    pthread_rwlockattr_setpshared(&lock_attributes, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&both->lock, &lock_attributes);
    pthread_mutex_lock(&both->mutex);
    pthread_rwlock_wrlock(&both->lock);
    pid_t pid = fork();
    if (pid == 0) {
        int right =
            pthread_mutex_unlock(&both->mutex) == EPERM && pthread_mutex_trylock(&both->mutex) == EBUSY;
        pthread_mutex_lock(&both->mutex);
        pthread_rwlock_wrlock(&both->lock);
        both->count++;
        pthread_rwlock_unlock(&both->lock);
        pthread_mutex_unlock(&both->mutex);
        _exit(!right);
    }
    usleep(30000);
    int before = both->count, status;
    pthread_rwlock_unlock(&both->lock);
    pthread_mutex_unlock(&both->mutex);
    waitpid(pid, &status, 0);
    ok(before == 0 && both->count == 1, "a shared mutex and rwlock exclude another process");
    ok(status == 0, "which does not own what its parent locked");
    munmap(both, 4096);
}

static void thread_attributes(void)
{
    pthread_attr_t attributes;
    struct sched_param parameters = {-1};
    int value = -1;
    size_t size = 0;
    void *stack;
    pthread_attr_init(&attributes);
    ok(pthread_attr_getdetachstate(&attributes, &value) == 0 && value == PTHREAD_CREATE_JOINABLE, "joinable");
    ok(pthread_attr_setdetachstate(&attributes, 99) == EINVAL, "pthread_attr_setdetachstate: EINVAL");
    ok(pthread_attr_getinheritsched(&attributes, &value) == 0 && value == PTHREAD_INHERIT_SCHED, "inherited");
    ok(pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED) == 0 &&
           pthread_attr_getinheritsched(&attributes, &value) == 0 && value == PTHREAD_EXPLICIT_SCHED &&
           pthread_attr_setinheritsched(&attributes, 99) == EINVAL,
       "pthread_attr_setinheritsched");
    ok(pthread_attr_setschedpolicy(&attributes, SCHED_RR) == 0 &&
           pthread_attr_getschedpolicy(&attributes, &value) == 0 && value == SCHED_RR &&
           pthread_attr_setschedpolicy(&attributes, 99) == EINVAL,
       "pthread_attr_setschedpolicy");
    parameters.sched_priority = 10;
    ok(pthread_attr_setschedparam(&attributes, &parameters) == 0, "pthread_attr_setschedparam");
    parameters.sched_priority = 1000;
    ok(pthread_attr_setschedparam(&attributes, &parameters) == EINVAL, "a priority out of range: EINVAL");
    ok(pthread_attr_getschedparam(&attributes, &parameters) == 0 && parameters.sched_priority == 10,
       "pthread_attr_getschedparam");
    ok(pthread_attr_getscope(&attributes, &value) == 0 && value == PTHREAD_SCOPE_SYSTEM &&
           pthread_attr_setscope(&attributes, PTHREAD_SCOPE_SYSTEM) == 0 &&
           pthread_attr_setscope(&attributes, PTHREAD_SCOPE_PROCESS) == ENOTSUP &&
           pthread_attr_setscope(&attributes, 99) == EINVAL,
       "scope");
    ok(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN - 1) == EINVAL &&
           pthread_attr_setstacksize(&attributes, 1 << 20) == 0 &&
           pthread_attr_getstacksize(&attributes, &size) == 0 && size == 1 << 20,
       "stack size");
    ok(pthread_attr_setguardsize(&attributes, 8192) == 0 &&
           pthread_attr_getguardsize(&attributes, &size) == 0 && size == 8192,
       "guard size");
    ok(pthread_attr_setstack(&attributes, (void *)16, 16) == EINVAL, "pthread_attr_setstack: EINVAL");
    pthread_attr_destroy(&attributes);
    ok(pthread_getattr_np(pthread_self(), &attributes) == 0 &&
           pthread_attr_getstack(&attributes, &stack, &size) == 0 && (char *)&size > (char *)stack &&
           (char *)&size < (char *)stack + size,
       "pthread_getattr_np finds the first thread's stack");
}

static void *on_stack(void *argument)
{
    pthread_attr_t attributes;
    void *stack;
    size_t size;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &stack, &size);
    return (char *)&size > (char *)stack && (char *)&size < (char *)stack + size ? argument : NULL;
}

static void *scheduling_of_self(void *argument)
{
    struct sched_param parameters = {-1};
    int policy = -1, error = pthread_getschedparam(pthread_self(), &policy, &parameters);
    return (void *)(long)(error * 1000 + policy * 100 + parameters.sched_priority);
}

static void scheduling(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    struct sched_param parameters = {5};
    int policy = -1;
    void *result = NULL;
    clockid_t clock;
    struct timespec time;
    ok(run(on_stack, &policy, 0) == &policy, "pthread_getattr_np finds a thread's stack");
    ok(pthread_getschedparam(pthread_self(), &policy, &parameters) == 0 && policy == SCHED_OTHER &&
           parameters.sched_priority == 0,
       "pthread_getschedparam");
    parameters.sched_priority = 1000;
    ok(pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == EINVAL &&
           pthread_setschedparam(pthread_self(), 99, &parameters) == EINVAL &&
           pthread_setschedprio(pthread_self(), 1000) == EINVAL,
       "EINVAL");
    ok(pthread_setschedprio(pthread_self(), 0) == 0, "pthread_setschedprio");
    pthread_attr_init(&attributes);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
    parameters.sched_priority = 20;
    pthread_attr_setschedparam(&attributes, &parameters);
    ok(pthread_create(&thread, &attributes, scheduling_of_self, NULL) == 0 &&
           pthread_join(thread, &result) == 0 && result == (void *)120,
       "a thread has the policy and priority it was made with");
    ok(pthread_getcpuclockid(pthread_self(), &clock) == 0 && clock_gettime(clock, &time) == 0,
       "pthread_getcpuclockid");
    ok(pthread_getconcurrency() == 0 && pthread_setconcurrency(3) == 0 && pthread_getconcurrency() == 3 &&
           pthread_setconcurrency(-1) == EINVAL,
       "concurrency");
}

static void object_attributes(void)
{
    pthread_mutexattr_t mutex_attributes;
    pthread_condattr_t condition_attributes;
    pthread_barrierattr_t barrier_attributes;
    pthread_barrier_t barrier;
    pthread_mutex_t ceiling_mutex;
    clockid_t clock = 99;
    int value = -1;
    pthread_mutexattr_init(&mutex_attributes);
    ok(pthread_mutexattr_gettype(&mutex_attributes, &value) == 0 && value == PTHREAD_MUTEX_DEFAULT &&
           pthread_mutexattr_settype(&mutex_attributes, 99) == EINVAL,
       "mutex type");
    ok(pthread_mutexattr_getprotocol(&mutex_attributes, &value) == 0 && value == PTHREAD_PRIO_NONE &&
           pthread_mutexattr_setprotocol(&mutex_attributes, 99) == EINVAL &&
           pthread_mutexattr_setprotocol(&mutex_attributes, PTHREAD_PRIO_PROTECT) == 0 &&
           pthread_mutexattr_getprotocol(&mutex_attributes, &value) == 0 && value == PTHREAD_PRIO_PROTECT,
       "protocol");
    ok(pthread_mutexattr_setprioceiling(&mutex_attributes, 1000) == EINVAL &&
           pthread_mutexattr_setprioceiling(&mutex_attributes, 12) == 0 &&
           pthread_mutexattr_getprioceiling(&mutex_attributes, &value) == 0 && value == 12,
       "priority ceiling");
    pthread_mutex_init(&ceiling_mutex, &mutex_attributes);
    ok(pthread_mutex_setprioceiling(&ceiling_mutex, 15, &value) == 0 && value == 12 &&
           pthread_mutex_getprioceiling(&ceiling_mutex, &value) == 0 && value == 15 &&
           pthread_mutex_getprioceiling(&mutex, &value) == EINVAL,
       "of a mutex");
    ok(pthread_mutexattr_getpshared(&mutex_attributes, &value) == 0 && value == PTHREAD_PROCESS_PRIVATE &&
           pthread_mutexattr_setpshared(&mutex_attributes, 99) == EINVAL,
       "private");
    pthread_condattr_init(&condition_attributes);
    ok(pthread_condattr_getclock(&condition_attributes, &clock) == 0 && clock == CLOCK_REALTIME &&
           pthread_condattr_setclock(&condition_attributes, CLOCK_PROCESS_CPUTIME_ID) == EINVAL &&
           pthread_condattr_setclock(&condition_attributes, CLOCK_MONOTONIC) == 0,
       "clock of a condition");
    pthread_barrierattr_init(&barrier_attributes);
    ok(pthread_barrierattr_setpshared(&barrier_attributes, 99) == EINVAL &&
           pthread_barrierattr_setpshared(&barrier_attributes, PTHREAD_PROCESS_SHARED) == 0 &&
           pthread_barrierattr_getpshared(&barrier_attributes, &value) == 0 &&
           value == PTHREAD_PROCESS_SHARED,
       "shared barrier");
    ok(pthread_barrier_init(&barrier, NULL, 0) == EINVAL, "a barrier for nobody: EINVAL");
    pthread_mutex_lock(&mutex);
    ok(pthread_mutex_destroy(&mutex) == EBUSY && pthread_mutex_trylock(&mutex) == EBUSY,
       "a locked mutex: EBUSY");
    pthread_mutex_unlock(&mutex);
}

static volatile pthread_t handled_by;

static void handler(int signal)
{
    handled_by = pthread_self();
}

static void *waits_for_signal(void *argument)
{
    while (!handled_by)
        usleep(1000);
    return (void *)handled_by;
}

static void signals(void)
{
    pthread_t thread;
    void *result;
    signal(SIGUSR1, handler);
    pthread_create(&thread, NULL, waits_for_signal, NULL);
    ok(pthread_kill(thread, 0) == 0 && pthread_kill(thread, 1000) == EINVAL, "pthread_kill: 0 and EINVAL");
    ok(pthread_kill(thread, SIGUSR1) == 0, "pthread_kill");
    pthread_join(thread, &result);
    ok((pthread_t)result == thread, "the thread itself ran the handler");
    ok(pthread_join(pthread_self(), NULL) == EDEADLK, "joining oneself: EDEADLK");
    handled_by = 0;
    ok(pthread_kill(pthread_self(), SIGUSR1) == 0 && handled_by == pthread_self(), "and a thread its own");
    ok(pthread_sigmask(99, &(sigset_t){{0}}, NULL) == EINVAL, "pthread_sigmask: EINVAL");
}

static void tests(void)
{
    cancellation();
    robust();
    timed();
    shared();
    thread_attributes();
    scheduling();
    object_attributes();
    signals();
}

int main(void)
{
    return libc_run(tests);
}
