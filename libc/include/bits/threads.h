/*
 * The types of <pthread.h>, which POSIX wants in <sys/types.h> too. All zero is the initial state of
 * every object, so that static ones need no constructor. Fields belong to the library alone.
 */
#pragma once
#include <stddef.h>

typedef unsigned long pthread_t;
typedef unsigned pthread_key_t;
typedef int pthread_once_t;
typedef int pthread_spinlock_t;

typedef struct {
    size_t __stack_size; /* 0: the default */
    size_t __guard_size; /* one more than the size; 0: the default */
    void *__stack;       /* lowest address of a stack that the program brings, or NULL */
    int __detach_state;
    int __inherit, __policy, __priority, __scope;
    int __room[1];
} pthread_attr_t;

typedef struct {
    int __state; /* futex: 0 free, 1 locked, 2 locked and maybe waited for */
    int __type;  /* type, flags above it, priority ceiling above those */
    unsigned long __owner;
    unsigned __count;          /* of a recursive mutex: locks held beyond the first */
    void *__next, *__previous; /* in the list of robust mutexes that their thread holds */
} pthread_mutex_t;

typedef struct {
    int __type;
} pthread_mutexattr_t;

typedef struct {
    unsigned __sequence; /* futex: a wake-up changes it */
    unsigned __waiters;
    unsigned __flags; /* clock, process-shared */
    unsigned __room[3];
} pthread_cond_t;

typedef struct {
    unsigned __flags;
} pthread_condattr_t;

typedef struct {
    unsigned __state; /* futex: number of readers, or all ones for a writer; top bit: waited for */
    unsigned __waiters;
    unsigned long __owner; /* the writer */
    unsigned __flags;
    unsigned __room[4];
} pthread_rwlock_t;

typedef struct {
    unsigned __flags;
} pthread_rwlockattr_t;

typedef struct {
    unsigned __total;
    unsigned __arrived;
    unsigned __generation; /* futex */
    unsigned __leaving;    /* futex: threads that still look at the barrier */
    unsigned __flags;
} pthread_barrier_t;

typedef struct {
    unsigned __flags;
} pthread_barrierattr_t;
