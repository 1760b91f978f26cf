/* Threads: create, join, detach, exit values, attributes, __thread, keys, once, clean-up; many of them. runs
 * on Linux */
#include "libc_test.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MANY  800
#define AGAIN 3000

static __thread int initialised = 42;
static __thread char zeroed[100];
static __thread double aligned __attribute__((aligned(64))) = 0.5;

static void *return_argument(void *argument)
{
    return argument;
}

static void *exit_deep(void *argument)
{
    if ((intptr_t)argument > 0)
        exit_deep((void *)((intptr_t)argument - 1));
    else if (argument == NULL)
        pthread_exit("deep");
    return "not reached";
}

static void create_and_join(void)
{
    pthread_t thread;
    void *result = NULL;
    ok(pthread_create(&thread, NULL, return_argument, "value") == 0, "create");
    ok(pthread_join(thread, &result) == 0 && strcmp(result, "value") == 0, "join gives the value returned");
    pthread_create(&thread, NULL, exit_deep, (void *)10);
    ok(pthread_join(thread, &result) == 0 && strcmp(result, "deep") == 0, "or the one given to pthread_exit");
    pthread_create(&thread, NULL, return_argument, NULL);
    ok(pthread_join(thread, NULL) == 0, "join without wanting the value");
    ok(pthread_join(pthread_self(), NULL) == EDEADLK, "a thread can't join itself");
    ok(pthread_equal(pthread_self(), pthread_self()) != 0, "pthread_equal");
    int bad = 0;
    for (intptr_t i = 0; i < AGAIN; i++)
        bad |= pthread_create(&thread, NULL, return_argument, (void *)i) || pthread_join(thread, &result) ||
               result != (void *)i;
    ok(!bad, "create and join, again and again");
}

static sem_t gate;
static int alive;

static void *wait_at_gate(void *argument)
{
    __atomic_add_fetch(&alive, 1, __ATOMIC_SEQ_CST);
    while (sem_wait(&gate) != 0)
        ;
    return argument;
}

static void many(void)
{
    static pthread_t threads[MANY];
    int made = 0, bad = 0;
    sem_init(&gate, 0, 0);
    for (intptr_t i = 0; i < MANY; i++)
        made += pthread_create(&threads[i], NULL, wait_at_gate, (void *)i) == 0;
    ok(made == MANY, "800 threads are made");
    while (__atomic_load_n(&alive, __ATOMIC_SEQ_CST) < made)
        sched_yield();
    ok(alive == MANY, "and are alive at once");
    for (int i = 0; i < MANY; i++)
        sem_post(&gate);
    for (intptr_t i = 0; i < MANY; i++) {
        void *result;
        bad |= pthread_join(threads[i], &result) || result != (void *)i;
    }
    ok(!bad, "and each ends with its own value");
    sem_destroy(&gate);
}

static int detached_ran;

static void *detached(void *argument)
{
    if (argument)
        pthread_detach(pthread_self());
    __atomic_add_fetch(&detached_ran, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static void detach(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    int state = -1, bad = 0;
    pthread_attr_init(&attributes);
    pthread_attr_getdetachstate(&attributes, &state);
    ok(state == PTHREAD_CREATE_JOINABLE, "threads are joinable by default");
    ok(pthread_attr_setdetachstate(&attributes, 77) == EINVAL, "a bad detach state is refused");
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < 1000; i++) {
        bad |= pthread_create(&thread, &attributes, detached, NULL);
        bad |= pthread_create(&thread, NULL, detached, NULL) || pthread_detach(thread);
        bad |= pthread_create(&thread, NULL, detached, "itself");
        while (__atomic_load_n(&detached_ran, __ATOMIC_SEQ_CST) < 3 * i - 30)
            sched_yield();
    }
    while (__atomic_load_n(&detached_ran, __ATOMIC_SEQ_CST) < 3000)
        sched_yield();
    ok(!bad, "3,000 detached threads, detached in three ways");
    pthread_attr_destroy(&attributes);
}

static void *use_stack(void *size)
{
    size_t count = (size_t)size - 8192;
    volatile char *stack = __builtin_alloca(count);
    for (size_t i = 0; i < count; i += 4096)
        stack[i] = 1;
    uintptr_t middle = (uintptr_t)&stack[count / 2];
    __asm__ volatile("" : "+r"(middle)); /* it is only compared, but the compiler would object */
    return (void *)middle;
}

static void attributes(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    size_t size = 0, guard = 0;
    void *stack = NULL, *result = NULL;
    pthread_attr_init(&attributes);
    ok(PTHREAD_STACK_MIN % sysconf(_SC_PAGESIZE) == 0, "PTHREAD_STACK_MIN is whole pages");
    ok(pthread_attr_setstacksize(&attributes, 100) == EINVAL, "a stack too small is refused");
    ok(pthread_attr_setstacksize(&attributes, 1 << 20) == 0 &&
           pthread_attr_getstacksize(&attributes, &size) == 0 && size == 1 << 20,
       "the stack's size is kept");
    ok(pthread_attr_setguardsize(&attributes, 8192) == 0 &&
           pthread_attr_getguardsize(&attributes, &guard) == 0 && guard == 8192,
       "the guard's size is kept");
    pthread_create(&thread, &attributes, use_stack, (void *)size);
    ok(pthread_join(thread, &result) == 0 && result, "the whole stack can be used");
    void *own = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ok(pthread_attr_setstack(&attributes, own, 65536) == 0 &&
           pthread_attr_getstack(&attributes, &stack, &size) == 0 && stack == own && size == 65536,
       "a stack can be given");
    int inside = 1;
    for (int i = 0; i < 100; i++) {
        inside &= pthread_create(&thread, &attributes, use_stack, (void *)32768) == 0;
        pthread_join(thread, &result);
        inside &= (char *)result > (char *)own && (char *)result < (char *)own + 65536;
    }
    ok(inside, "and is used, again and again");
    munmap(own, 65536);
    pthread_attr_destroy(&attributes);
}

static void *own_variables(void *argument)
{
    int good = initialised == 42 && zeroed[0] == 0 && zeroed[99] == 0 && aligned == 0.5 &&
               (uintptr_t)&aligned % 64 == 0 && errno == 0;
    initialised = (int)(intptr_t)argument;
    zeroed[0] = zeroed[99] = 1;
    aligned = 1.5;
    errno = (int)(intptr_t)argument;
    for (int i = 0; i < 20; i++)
        sched_yield();
    good &= initialised == (int)(intptr_t)argument && errno == (int)(intptr_t)argument;
    return (void *)(intptr_t)good;
}

static void thread_variables(void)
{
    pthread_t threads[20];
    int good = 1;
    void *result;
    errno = 7;
    for (int round = 0; round < 10; round++) {
        for (intptr_t i = 0; i < 20; i++)
            pthread_create(&threads[i], NULL, own_variables, (void *)(i + 1));
        for (int i = 0; i < 20; i++) {
            pthread_join(threads[i], &result);
            good &= result != NULL;
        }
    }
    ok(good, "__thread variables and errno are each thread's own, and fresh on a used stack");
    ok(initialised == 42 && errno == 7, "and the first thread's are untouched");
}

static pthread_key_t key, other_key;
static int destroyed;

static void destroy(void *value)
{
    destroyed += (int)(intptr_t)value;
    if (value == (void *)100) /* once more */
        pthread_setspecific(key, (void *)1);
}

static void *use_keys(void *value)
{
    if (pthread_getspecific(key) || pthread_getspecific(other_key))
        return "not fresh";
    pthread_setspecific(key, value);
    pthread_setspecific(other_key, "no destructor");
    sched_yield();
    return pthread_getspecific(key) == value ? NULL : "lost";
}

static void keys(void)
{
    pthread_t thread;
    void *result;
    ok(pthread_key_create(&key, destroy) == 0 && pthread_key_create(&other_key, NULL) == 0, "keys are made");
    ok(pthread_getspecific(key) == NULL, "a new key is NULL");
    pthread_setspecific(key, "first thread's");
    pthread_create(&thread, NULL, use_keys, (void *)10);
    pthread_join(thread, &result);
    ok(result == NULL && destroyed == 10, "each thread has its value, and its destructor runs");
    pthread_create(&thread, NULL, use_keys, (void *)100);
    pthread_join(thread, &result);
    ok(result == NULL && destroyed == 111, "a destructor that sets the value is called again");
    ok(strcmp(pthread_getspecific(key), "first thread's") == 0, "the first thread's value stays");
    pthread_key_delete(key);
    pthread_key_create(&key, NULL);
    ok(pthread_getspecific(key) == NULL, "a key made anew is NULL");
    int count = 0;
    pthread_key_t more;
    while (pthread_key_create(&more, NULL) == 0 && count < 2000)
        count++;
    ok(count >= 100 && count < 2000, "keys run out");
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int once_count;

static void once_function(void)
{
    for (int i = 0; i < 10; i++)
        sched_yield();
    once_count++;
}

static void *call_once(void *argument)
{
    pthread_once(&once, once_function);
    return once_count == 1 ? NULL : "too early";
}

static int cleaned;

static void clean(void *argument)
{
    cleaned = cleaned * 10 + (int)(intptr_t)argument;
}

static void *exit_with_cleanup(void *argument)
{
    pthread_cleanup_push(clean, (void *)1);
    pthread_cleanup_push(clean, (void *)2);
    pthread_cleanup_push(clean, (void *)3);
    pthread_cleanup_pop(1);
    if (argument)
        pthread_exit(NULL);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void once_and_cleanup(void)
{
    pthread_t threads[10];
    void *result;
    int bad = 0;
    for (int i = 0; i < 10; i++)
        pthread_create(&threads[i], NULL, call_once, NULL);
    for (int i = 0; i < 10; i++) {
        pthread_join(threads[i], &result);
        bad |= result != NULL;
    }
    ok(!bad && once_count == 1, "pthread_once: once, and everybody waits for it");
    pthread_create(&threads[0], NULL, exit_with_cleanup, NULL);
    pthread_join(threads[0], NULL);
    ok(cleaned == 3, "clean-up handlers run when popped with 1");
    cleaned = 0;
    pthread_create(&threads[0], NULL, exit_with_cleanup, "exit");
    pthread_join(threads[0], NULL);
    ok(cleaned == 321, "and by pthread_exit, last pushed first");
}

static void *last_thread(void *first)
{
    int bad = pthread_join(*(pthread_t *)first, NULL);
    ok(!bad, "the first thread can end by pthread_exit, and be joined");
    libc_save_results();
    return NULL; /* the process ends with its last thread, and what was printed is flushed */
}

static void tests(void)
{
    static pthread_t first, last;
    create_and_join();
    many();
    detach();
    attributes();
    thread_variables();
    keys();
    once_and_cleanup();
    first = pthread_self();
    pthread_create(&last, NULL, last_thread, &first);
    pthread_exit(NULL);
}

int main(void)
{
    return libc_run(tests);
}
