/* runs on Linux */
/* Mutexes, condition variables, semaphores, barriers, read-write locks, spinlocks: what they promise, with
 * threads. */
#include "libc_test.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#define THREADS 8
#define ROUNDS  5000

static struct timespec soon(long milliseconds)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_nsec += milliseconds * 1000000;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

static int past(struct timespec until)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec > until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec);
}

/* Runs so many threads; true if all returned NULL. */
static int run(int count, void *(*function)(void *))
{
    pthread_t threads[32];
    int good = 1;
    for (intptr_t i = 0; i < count; i++)
        good &= pthread_create(&threads[i], NULL, function, (void *)i) == 0;
    for (int i = 0; i < count; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        good &= result == NULL;
    }
    return good;
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_spinlock_t spin;
static volatile long counter;

static void *count_with_mutex(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        long value = counter;
        if (i % 100 == 0)
            sched_yield();
        counter = value + 1;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void *count_with_spin(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_spin_lock(&spin);
        counter = counter + 1;
        pthread_spin_unlock(&spin);
    }
    return NULL;
}

static void *try_locked(void *locked)
{
    struct timespec until = soon(20);
    if (pthread_mutex_trylock(&mutex) != EBUSY)
        return "trylock";
    if (pthread_mutex_timedlock(&mutex, &until) != ETIMEDOUT || !past(until))
        return "timedlock";
    return NULL;
}

static pthread_mutex_t typed;

static void *unlock_foreign(void *argument)
{
    return pthread_mutex_unlock(&typed) == EPERM && pthread_mutex_trylock(&typed) == EBUSY ? NULL : "mine?";
}

static void mutexes(void)
{
    pthread_mutexattr_t attributes;
    int type = -1;
    ok(run(THREADS, count_with_mutex) && counter == THREADS * ROUNDS, "a mutex keeps a counter whole");
    counter = 0;
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    ok(run(4, count_with_spin) && counter == 4 * ROUNDS, "so does a spinlock");
    ok(pthread_spin_trylock(&spin) == 0 && pthread_spin_trylock(&spin) == EBUSY, "pthread_spin_trylock");
    pthread_spin_unlock(&spin);
    pthread_spin_destroy(&spin);
    pthread_mutex_lock(&mutex);
    ok(run(1, try_locked), "trylock and timedlock of a locked mutex");
    pthread_mutex_unlock(&mutex);
    ok(pthread_mutex_trylock(&mutex) == 0 && pthread_mutex_unlock(&mutex) == 0, "trylock of a free one");

    pthread_mutexattr_init(&attributes);
    ok(pthread_mutexattr_settype(&attributes, 99) == EINVAL, "a bad type is refused");
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    ok(pthread_mutexattr_gettype(&attributes, &type) == 0 && type == PTHREAD_MUTEX_RECURSIVE,
       "the type is kept");
    pthread_mutex_init(&typed, &attributes);
    ok(pthread_mutex_lock(&typed) == 0 && pthread_mutex_lock(&typed) == 0 &&
           pthread_mutex_trylock(&typed) == 0,
       "a recursive mutex is locked three times");
    pthread_mutex_unlock(&typed);
    pthread_mutex_unlock(&typed);
    ok(run(1, unlock_foreign), "is still locked after two unlocks");
    ok(pthread_mutex_unlock(&typed) == 0 && pthread_mutex_unlock(&typed) == EPERM, "and free after three");
    pthread_mutex_destroy(&typed);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&typed, &attributes);
    ok(pthread_mutex_unlock(&typed) == EPERM && pthread_mutex_lock(&typed) == 0 &&
           pthread_mutex_lock(&typed) == EDEADLK && pthread_mutex_trylock(&typed) == EBUSY,
       "a checking mutex tells mistakes");
    ok(run(1, unlock_foreign), "and who doesn't hold it");
    ok(pthread_mutex_destroy(&typed) == EBUSY, "a locked mutex is not destroyed");
    pthread_mutex_unlock(&typed);
    pthread_mutex_destroy(&typed);
    pthread_mutexattr_destroy(&attributes);
}

static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn, waiting, woken, go;

static void *ping_pong(void *me)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        while (turn != (int)(intptr_t)me)
            pthread_cond_wait(&changed, &mutex);
        turn = !turn;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void *wait_for_go(void *argument)
{
    pthread_mutex_lock(&mutex);
    waiting++;
    while (woken >= go)
        pthread_cond_wait(&changed, &mutex);
    woken++;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

/* Lets all in turn: first one by signal, then the others by broadcast. */
static void *say_go(void *argument)
{
    int ready = 0, one = 0;
    while (!ready) {
        pthread_mutex_lock(&mutex);
        ready = waiting == THREADS;
        pthread_mutex_unlock(&mutex);
        sched_yield();
    }
    pthread_mutex_lock(&mutex);
    go = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    while (!one) {
        sched_yield();
        pthread_mutex_lock(&mutex);
        one = woken == 1;
        pthread_mutex_unlock(&mutex);
    }
    pthread_mutex_lock(&mutex);
    go = THREADS;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void *wait_or_go(void *me)
{
    return (intptr_t)me == THREADS ? say_go(me) : wait_for_go(me);
}

#define SIZE 4
static int buffer[SIZE], used, in, out;
static long produced, consumed;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;

static void *produce_or_consume(void *me)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        if ((intptr_t)me % 2) {
            while (used == SIZE)
                pthread_cond_wait(&not_full, &mutex);
            buffer[in++ % SIZE] = i;
            produced += i;
            used++;
            pthread_cond_signal(&not_empty);
        } else {
            while (used == 0)
                pthread_cond_wait(&not_empty, &mutex);
            consumed += buffer[out++ % SIZE];
            used--;
            pthread_cond_signal(&not_full);
        }
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void conditions(void)
{
    pthread_condattr_t attributes;
    pthread_cond_t condition;
    clockid_t clock = CLOCK_REALTIME;
    struct timespec until = soon(30), bad = {0, 1000000000};
    ok(run(2, ping_pong), "two threads take turns by a condition variable");
    ok(run(THREADS + 1, wait_or_go) && woken == THREADS, "signal wakes one, broadcast all");
    ok(run(6, produce_or_consume) && used == 0 && produced == consumed, "three produce, three consume");
    pthread_mutex_lock(&mutex);
    ok(pthread_cond_timedwait(&changed, &mutex, &until) == ETIMEDOUT && past(until),
       "a timed wait ends in time");
    ok(pthread_mutex_trylock(&mutex) == EBUSY, "and holds the mutex again");
    ok(pthread_cond_timedwait(&changed, &mutex, &bad) == EINVAL, "a bad time is refused");
    pthread_condattr_init(&attributes);
    ok(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
           pthread_condattr_getclock(&attributes, &clock) == 0 && clock == CLOCK_MONOTONIC,
       "the clock is kept");
    pthread_cond_init(&condition, &attributes);
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec -= 1;
    ok(pthread_cond_timedwait(&condition, &mutex, &until) == ETIMEDOUT, "and is the one that counts");
    ok(pthread_cond_signal(&condition) == 0 && pthread_cond_broadcast(&condition) == 0,
       "nobody waits: nothing");
    ok(pthread_cond_destroy(&condition) == 0, "pthread_cond_destroy");
    pthread_mutex_unlock(&mutex);
}

static sem_t semaphore, other;

static void *count_with_semaphore(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        while (sem_wait(&semaphore) != 0)
            ;
        counter = counter + 1;
        sem_post(&semaphore);
    }
    return NULL;
}

static void *alternate(void *me)
{
    sem_t *mine = me ? &semaphore : &other, *yours = me ? &other : &semaphore;
    for (int i = 0; i < ROUNDS; i++) {
        sem_wait(mine);
        if (turn != (me != NULL))
            return "out of turn";
        turn = !turn;
        sem_post(yours);
    }
    return NULL;
}

static void semaphores(void)
{
    int value = -1;
    struct timespec until = soon(30);
    counter = 0;
    sem_init(&semaphore, 0, 1);
    ok(run(THREADS, count_with_semaphore) && counter == THREADS * ROUNDS,
       "a semaphore keeps a counter whole");
    ok(sem_getvalue(&semaphore, &value) == 0 && value == 1, "and has its value again");
    sem_wait(&semaphore);
    errno = 0;
    ok(sem_trywait(&semaphore) == -1 && errno == EAGAIN, "sem_trywait of none");
    ok(sem_timedwait(&semaphore, &until) == -1 && errno == ETIMEDOUT && past(until), "sem_timedwait of none");
    sem_init(&other, 0, 1);
    turn = 0;
    ok(run(2, alternate), "two threads take turns by two semaphores");
    ok(sem_init(&other, 0, (unsigned)SEM_VALUE_MAX + 1u) == -1 && errno == EINVAL,
       "too big a value is refused");
    sem_init(&other, 0, SEM_VALUE_MAX);
    ok(sem_post(&other) == -1 && errno == EOVERFLOW, "a semaphore can't overflow");
    ok(sem_destroy(&other) == 0 && sem_destroy(&semaphore) == 0, "sem_destroy");
}

static pthread_barrier_t barrier;
static int arrived[ROUNDS / 10], serial;

static void *meet(void *argument)
{
    for (int i = 0; i < ROUNDS / 10; i++) {
        __atomic_add_fetch(&arrived[i], 1, __ATOMIC_SEQ_CST);
        if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
            __atomic_add_fetch(&serial, 1, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&arrived[i], __ATOMIC_SEQ_CST) != THREADS)
            return "passed too early";
    }
    return NULL;
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static volatile int readers, writers, most_readers;

static void *read_or_write(void *me)
{
    for (int i = 0; i < ROUNDS / 10; i++) {
        if ((intptr_t)me % 4 == 0) {
            pthread_rwlock_wrlock(&rwlock);
            int alone = ++writers == 1 && readers == 0;
            sched_yield();
            alone &= writers-- == 1 && readers == 0;
            pthread_rwlock_unlock(&rwlock);
            if (!alone)
                return "writer not alone";
        } else {
            pthread_rwlock_rdlock(&rwlock);
            int now = __atomic_add_fetch(&readers, 1, __ATOMIC_SEQ_CST);
            if (now > most_readers)
                most_readers = now;
            int bad = writers != 0;
            sched_yield();
            __atomic_sub_fetch(&readers, 1, __ATOMIC_SEQ_CST);
            pthread_rwlock_unlock(&rwlock);
            if (bad)
                return "reader beside a writer";
        }
    }
    return NULL;
}

static void *read_locked(void *argument)
{
    struct timespec until = soon(20);
    return pthread_rwlock_tryrdlock(&rwlock) == EBUSY && pthread_rwlock_trywrlock(&rwlock) == EBUSY &&
                   pthread_rwlock_timedrdlock(&rwlock, &until) == ETIMEDOUT &&
                   pthread_rwlock_timedwrlock(&rwlock, &until) == ETIMEDOUT
               ? NULL
               : "got in";
}

static void barriers_and_rwlocks(void)
{
    ok(pthread_barrier_init(&barrier, NULL, 0) == EINVAL, "a barrier for nobody is refused");
    pthread_barrier_init(&barrier, NULL, THREADS);
    ok(run(THREADS, meet) && serial == ROUNDS / 10, "a barrier holds all, and picks one, each time");
    ok(pthread_barrier_destroy(&barrier) == 0, "pthread_barrier_destroy");
    ok(run(THREADS, read_or_write), "many readers or one writer");
    ok(most_readers > 1, "readers share");
    ok(pthread_rwlock_rdlock(&rwlock) == 0 && pthread_rwlock_rdlock(&rwlock) == 0 &&
           pthread_rwlock_trywrlock(&rwlock) == EBUSY,
       "two read locks by one thread keep writers out");
    pthread_rwlock_unlock(&rwlock);
    pthread_rwlock_unlock(&rwlock);
    ok(pthread_rwlock_wrlock(&rwlock) == 0 && pthread_rwlock_wrlock(&rwlock) == EDEADLK &&
           pthread_rwlock_rdlock(&rwlock) == EDEADLK,
       "the writer is told that it would wait for itself");
    ok(run(1, read_locked), "and others can't get in");
    pthread_rwlock_unlock(&rwlock);
    ok(pthread_rwlock_destroy(&rwlock) == 0, "pthread_rwlock_destroy");
}

static void tests(void)
{
    mutexes();
    conditions();
    semaphores();
    barriers_and_rwlocks();
}

int main(void)
{
    return libc_run(tests);
}
