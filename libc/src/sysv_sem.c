/*
 * System V's sets of semaphores (<sys/sem.h>).
 *
 * SEM_UNDO: what a process has to give back when it ends stands in the set itself. It gives it back in
 * _exit(); if it was killed, the next who looks at the set does it, and who waits for a set that others
 * owe something looks every LOOK milliseconds.
 */
#include "syscall.h"
#include "sysv.h"
#include "thread.h"
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <sys/sem.h>
#include <time.h>
#include <unistd.h>

#define SEMAPHORES_MOST 256u
#define OPERATIONS_MOST 500u
#define VALUE_MOST      32767
#define ENTRIES         256
#define LOOK            20

struct undo {
    pid_t pid; /* 0: unused */
    unsigned short number;
    short value;
};

/* Who waits, for GETNCNT and GETZCNT. */
struct waiting {
    pid_t pid;
    unsigned short number;
    unsigned short for_zero;
};

struct set {
    struct sysv sysv;
    time_t used, changed;
    unsigned count;
    struct undo undo[ENTRIES];
    struct waiting waiting[ENTRIES];
    struct {
        unsigned short value;
        pid_t pid;
    } semaphores[SEMAPHORES_MOST];
};

/* The sets that this process owes something, for the end. */
#define OWED_MOST 64
static struct set *owed[OWED_MOST];

static int fill(void *object, size_t count)
{
    struct set *set = object;
    if (count == 0)
        return EINVAL;
    set->count = (unsigned)count;
    set->changed = time(NULL);
    return 0;
}

int semget(key_t key, int count, int flags)
{
    void *object;
    if (count < 0 || (unsigned)count > SEMAPHORES_MOST)
        return sys_result(-EINVAL);
    int error = __sysv_get(SYSV_SEM, key, flags, sizeof(struct set), fill, (size_t)count, &object);
    struct set *set = object;
    if (!error && (unsigned)count > set->count)
        error = EINVAL;
    return error ? sys_result(-error) : set->sysv.id;
}

static void give_back(struct set *set, struct undo *undo)
{
    int value = set->semaphores[undo->number].value + undo->value;
    set->semaphores[undo->number].value = (unsigned short)(value < 0            ? 0
                                                           : value > VALUE_MOST ? VALUE_MOST
                                                                                : value);
    set->semaphores[undo->number].pid = undo->pid;
    undo->pid = 0;
    __shared_wake(&set->sysv.shared);
}

/* Gives back for those who were killed. Returns whether others who live owe something. */
static int look_at_others(struct set *set)
{
    int owe = 0;
    for (int i = 0; i < ENTRIES; i++) {
        struct undo *undo = &set->undo[i];
        if (undo->pid == 0 || undo->pid == getpid())
            continue;
        if (__process_lives(undo->pid))
            owe = 1;
        else
            give_back(set, undo);
    }
    return owe;
}

/* What the calling process owes this semaphore; made if need be. NULL: no room. */
static struct undo *undo_of(struct set *set, unsigned number)
{
    struct undo *unused = NULL;
    for (int i = 0; i < ENTRIES; i++) {
        struct undo *undo = &set->undo[i];
        if (undo->pid == getpid() && undo->number == number)
            return undo;
        if (undo->pid == 0 && !unused)
            unused = undo;
    }
    if (unused)
        *unused = (struct undo){getpid(), (unsigned short)number, 0};
    return unused;
}

static void remember_owed(struct set *set)
{
    for (int i = 0; i < OWED_MOST && owed[i] != set; i++)
        if (!owed[i]) {
            owed[i] = set;
            return;
        }
}

/* Called by _exit(). */
void __sysv_exit(void)
{
    for (int i = 0; i < OWED_MOST && owed[i]; i++) {
        __shared_lock(&owed[i]->sysv.shared);
        for (int j = 0; j < ENTRIES; j++)
            if (owed[i]->undo[j].pid == getpid())
                give_back(owed[i], &owed[i]->undo[j]);
        __shared_unlock(&owed[i]->sysv.shared);
    }
}

/* Takes the first `count` operations back, last first. */
static void undo_operations(struct set *set, const struct sembuf *operations, size_t count)
{
    while (count-- > 0) {
        set->semaphores[operations[count].sem_num].value -= (unsigned short)operations[count].sem_op;
        if (operations[count].sem_flg & SEM_UNDO && operations[count].sem_op)
            undo_of(set, operations[count].sem_num)->value += operations[count].sem_op;
    }
}

/* All operations or none. Returns 0; EAGAIN with the one that must wait in *blocked; or another error. */
static int try(struct set *set, const struct sembuf *operations, size_t count, const struct sembuf **blocked)
{
    for (size_t i = 0; i < count; i++) {
        const struct sembuf *operation = &operations[i];
        int value = set->semaphores[operation->sem_num].value, error = 0;
        struct undo *undo = NULL;
        if (operation->sem_op == 0 ? value != 0 : value + operation->sem_op < 0)
            error = EAGAIN;
        else if (value + operation->sem_op > VALUE_MOST)
            error = ERANGE;
        else if (operation->sem_flg & SEM_UNDO && operation->sem_op &&
                 !(undo = undo_of(set, operation->sem_num)))
            error = ENOSPC;
        if (error) {
            *blocked = operation;
            undo_operations(set, operations, i);
            return error;
        }
        set->semaphores[operation->sem_num].value = (unsigned short)(value + operation->sem_op);
        if (undo) {
            undo->value = (short)(undo->value - operation->sem_op);
            remember_owed(set);
        }
    }
    return 0;
}

static struct timespec after(clockid_t clock, const struct timespec *time)
{
    struct timespec result;
    clock_gettime(clock, &result);
    result.tv_sec += time->tv_sec;
    result.tv_nsec += time->tv_nsec;
    if (result.tv_nsec >= 1000000000) {
        result.tv_nsec -= 1000000000;
        result.tv_sec++;
    }
    return result;
}

static int is_earlier(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/* Sleeps until the set changes, `until`, or, if others owe something, it is time to look at them. */
static int wait_for_change(struct set *set, const struct sembuf *blocked, const struct timespec *until,
                           int owe)
{
    static const struct timespec look = {0, LOOK * 1000000};
    struct timespec soon = after(CLOCK_MONOTONIC, &look);
    int slice = owe && (!until || is_earlier(&soon, until)), entry = 0;
    while (entry < ENTRIES && set->waiting[entry].pid != 0 && __process_lives(set->waiting[entry].pid))
        entry++;
    if (entry < ENTRIES)
        set->waiting[entry] = (struct waiting){getpid(), blocked->sem_num, blocked->sem_op == 0};
    int error = __shared_wait(&set->sysv.shared, CLOCK_MONOTONIC, slice ? &soon : until);
    if (entry < ENTRIES)
        set->waiting[entry].pid = 0;
    if (set->sysv.removed)
        return EIDRM;
    return error != ETIMEDOUT ? error : slice ? 0 : EAGAIN;
}

int semtimedop(int id, struct sembuf *operations, size_t count, const struct timespec *timeout)
{
    const struct sembuf *blocked;
    struct timespec until;
    int error, owe, slept = 0;
    if (count == 0 || (timeout && (timeout->tv_sec < 0 || (unsigned long)timeout->tv_nsec >= 1000000000)))
        return sys_result(-EINVAL);
    if (count > OPERATIONS_MOST)
        return sys_result(-E2BIG);
    if (timeout)
        until = after(CLOCK_MONOTONIC, timeout);
    struct set *set = __sysv_lock(SYSV_SEM, id);
    if (!set)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (operations[i].sem_num >= set->count) {
            __shared_unlock(&set->sysv.shared);
            return sys_result(-EFBIG);
        }
    do {
        owe = look_at_others(set); /* whoever dies from here on is found before the next try */
        error = try(set, operations, count, &blocked);
        if (error != EAGAIN || blocked->sem_flg & IPC_NOWAIT)
            break;
        slept = wait_for_change(set, blocked, timeout ? &until : NULL, owe);
    } while (!slept);
    if (!error) {
        for (size_t i = 0; i < count; i++)
            set->semaphores[operations[i].sem_num].pid = getpid();
        set->used = time(NULL);
        __shared_wake(&set->sysv.shared);
    }
    __shared_unlock(&set->sysv.shared);
    return sys_result(-(error && slept ? slept : error));
}

int semop(int id, struct sembuf *operations, size_t count)
{
    return semtimedop(id, operations, count, NULL);
}

static int count_waiting(const struct set *set, int number, int for_zero)
{
    int count = 0;
    for (int i = 0; i < ENTRIES; i++)
        count += set->waiting[i].pid && set->waiting[i].number == number &&
                 set->waiting[i].for_zero == for_zero && __process_lives(set->waiting[i].pid);
    return count;
}

/* A value that is set is owed by nobody. */
static void set_value(struct set *set, unsigned number, unsigned short value)
{
    set->semaphores[number].value = value;
    set->semaphores[number].pid = getpid();
    for (int i = 0; i < ENTRIES; i++)
        if (set->undo[i].pid && set->undo[i].number == number)
            set->undo[i].pid = 0;
    set->changed = time(NULL);
    __shared_wake(&set->sysv.shared);
}

/* What is told of one semaphore, or -errno. */
static int about_one(struct set *set, int number, int command, int value)
{
    if (number < 0 || (unsigned)number >= set->count)
        return -EINVAL;
    switch (command) {
    case GETVAL:
        return set->semaphores[number].value;
    case GETPID:
        return set->semaphores[number].pid;
    case GETNCNT:
    case GETZCNT:
        return count_waiting(set, number, command == GETZCNT);
    }
    if (value < 0 || value > VALUE_MOST)
        return -ERANGE;
    set_value(set, (unsigned)number, (unsigned short)value);
    return 0;
}

static int about_all(struct set *set, int command, unsigned short *values)
{
    for (unsigned i = 0; i < set->count && command == SETALL; i++)
        if (values[i] > VALUE_MOST)
            return -ERANGE;
    for (unsigned i = 0; i < set->count; i++)
        if (command == SETALL)
            set_value(set, i, values[i]);
        else
            values[i] = set->semaphores[i].value;
    return 0;
}

int semctl(int id, int number, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *); /* a union of a number and pointers */
    va_end(arguments);
    struct semid_ds *buffer = argument;
    struct set *set = __sysv_lock(SYSV_SEM, id);
    int result = 0;
    if (!set)
        return -1;
    look_at_others(set);
    switch (command) {
    case IPC_RMID:
        __sysv_remove(SYSV_SEM, &set->sysv);
        return 0;
    case IPC_STAT:
        *buffer = (struct semid_ds){set->sysv.perm, set->used, set->changed, set->count};
        break;
    case IPC_SET:
        __sysv_set(&set->sysv, &buffer->sem_perm);
        set->changed = time(NULL);
        break;
    case GETALL:
    case SETALL:
        result = about_all(set, command, argument);
        break;
    case GETVAL:
    case SETVAL:
    case GETPID:
    case GETNCNT:
    case GETZCNT:
        result = about_one(set, number, command, (int)argument);
        break;
    default:
        result = -EINVAL;
    }
    __shared_unlock(&set->sysv.shared);
    return sys_result(result);
}
