/*
 * Timers (<time.h>): a thread of the library's own sleeps until the next is due. A clock of CPU time runs
 * no faster than all CPUs together, so for such a timer the thread sleeps as long as it cannot be due, and
 * looks again.
 *
 * `lock` guards the table. The thread starts when a timer is first set; `changed` moves on, and wakes it,
 * when one is set that it does not know of.
 */
#include "timer.h"
#include "sigevent.h"
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#define TIMERS 256
#define SECOND 1000000000ull
#define NEVER  (~0ull)
#define LATE   1000000 /* ns that a timer of CPU time may be late, so that nobody looks all the time */

struct timer {
    int used;
    clockid_t clock;
    struct sigevent event;
    sigset_t mask;      /* of the thread that made it */
    uint64_t due, each; /* ns, on its clock; NEVER; 0: once */
    int sent;           /* a signal, which may still be pending; others of this number may be, too */
    int overrun;        /* expirations that the signal sent last stands for, beside its own */
    int last_overrun;   /* the same for the signal before */
};

static int lock;
static struct timer timers[OWN_TIMERS + TIMERS];
static int helper; /* whether the thread is there */
static int changed;

static uint64_t nanoseconds(const struct timespec *time)
{
    return (uint64_t)time->tv_sec * SECOND + (uint64_t)time->tv_nsec;
}

static struct timespec time_of(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / SECOND), (long)(ns % SECOND)};
}

static uint64_t now(clockid_t clock)
{
    struct timespec time = {0};
    sys_clock_gettime(clock, &time);
    return nanoseconds(&time);
}

static int is_cpu_clock(clockid_t clock)
{
    return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID;
}

/* A signal that was sent and not taken yet. The caller must have it blocked, or be where it is handled. */
static int is_pending(int signal)
{
    sigset_t pending;
    return sys_rt_sigpending(&pending, sizeof(pending)) == 0 && sigismember(&pending, signal) == 1;
}

static void tell(struct timer *timer, uint64_t times)
{
    int number = (int)(timer - timers) - OWN_TIMERS, more = times > INT_MAX ? INT_MAX : (int)times;
    if (timer->sent && is_pending(timer->event.sigev_signo)) {
        timer->overrun = timer->overrun > INT_MAX - more ? INT_MAX : timer->overrun + more;
        return;
    }
    siginfo_t info = {.si_code = SI_TIMER};
    info.si_timerid = number;
    info.si_overrun = more - 1;
    timer->last_overrun = timer->overrun;
    timer->overrun = more - 1;
    timer->sent = timer->event.sigev_notify == SIGEV_SIGNAL;
    __sigevent_notify(&timer->event, &info, &timer->mask);
}

/* Tells of a timer that is due. Returns after how many ns it need be looked at again. */
static uint64_t look_at(struct timer *timer, unsigned cpus)
{
    if (!timer->used || timer->due == NEVER)
        return NEVER;
    uint64_t time = now(timer->clock);
    if (time >= timer->due) {
        uint64_t times = timer->each ? (time - timer->due) / timer->each + 1 : 1;
        timer->due = timer->each ? timer->due + times * timer->each : NEVER;
        tell(timer, times);
        if (timer->due == NEVER)
            return NEVER;
    }
    uint64_t left = timer->due - time;
    return !is_cpu_clock(timer->clock) ? left : left / cpus > LATE ? left / cpus : LATE;
}

static void *run(void *argument)
{
    unsigned cpus = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    for (;;) {
        uint64_t next = NEVER;
        lock_take(&lock);
        int seen = __atomic_load_n(&changed, __ATOMIC_RELAXED);
        for (size_t i = 0; i < OWN_TIMERS + TIMERS; i++) {
            uint64_t after = look_at(&timers[i], cpus ? cpus : 1);
            next = after < next ? after : next;
        }
        lock_drop(&lock);
        struct timespec until = next == NEVER ? time_of(0) : time_of(now(CLOCK_MONOTONIC) + next);
        __futex_wait(&changed, seen, 1, CLOCK_MONOTONIC, next == NEVER ? NULL : &until);
    }
    return argument;
}

/* lock is held. */
static void get(const struct timer *timer, struct itimerspec *value)
{
    uint64_t time = timer->due == NEVER ? 0 : now(timer->clock);
    value->it_interval = time_of(timer->each);
    value->it_value = time_of(timer->due == NEVER ? 0 : timer->due > time ? timer->due - time : 1);
}

/* lock is held. Returns 0 or an error number. */
static int set(struct timer *timer, int flags, const struct itimerspec *value)
{
    uint64_t due = nanoseconds(&value->it_value);
    if (due == 0) {
        timer->due = NEVER;
        timer->each = 0;
        return 0;
    }
    if (!helper) {
        int error = __helper_start(run, "timers");
        if (error)
            return error;
        helper = 1;
    }
    timer->sent = 0;
    timer->due = flags & TIMER_ABSTIME ? due : now(timer->clock) + due;
    timer->each = nanoseconds(&value->it_interval);
    __atomic_add_fetch(&changed, 1, __ATOMIC_RELAXED);
    __futex_wake(&changed, 1, 1);
    return 0;
}

static int result(int error)
{
    return sys_result(-error);
}

/* Handlers of signals may call these functions too: none runs while the lock is held. */
static void enter(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, before);
    lock_take(&lock);
}

static void leave(const sigset_t *before)
{
    lock_drop(&lock);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* Enters; NULL, having left, if there is no such timer. */
static struct timer *find(timer_t number, sigset_t *before)
{
    enter(before);
    if ((uintptr_t)number < TIMERS && timers[OWN_TIMERS + (uintptr_t)number].used)
        return &timers[OWN_TIMERS + (uintptr_t)number];
    leave(before);
    return NULL;
}

static int time_is_bad(const struct timespec *time)
{
    return time->tv_sec < 0 || (unsigned long)time->tv_nsec >= SECOND;
}

int timer_create(clockid_t clock, struct sigevent *restrict event, timer_t *restrict timer)
{
    struct timespec time;
    sigset_t before;
    if (clock_gettime(clock, &time) != 0 || (event && !__sigevent_ok(event)))
        return result(EINVAL);
    if (clock == CLOCK_THREAD_CPUTIME_ID)
        clock = (clockid_t)(~(unsigned)sys_gettid() << 3 | 6); /* the same, for the thread that looks */
    enter(&before);
    int number = 0;
    while (number < TIMERS && timers[OWN_TIMERS + number].used)
        number++;
    if (number < TIMERS) {
        struct timer *made = &timers[OWN_TIMERS + number];
        *made = (struct timer){.used = 1, .clock = clock, .due = NEVER};
        made->event.sigev_signo = SIGALRM;
        made->event.sigev_value.sival_int = number;
        if (event)
            made->event = *event;
        made->mask = before;
        *timer = (timer_t)(uintptr_t)number;
    }
    leave(&before);
    return number < TIMERS ? 0 : result(EAGAIN);
}

int timer_delete(timer_t number)
{
    sigset_t before;
    struct timer *timer = find(number, &before);
    if (!timer)
        return result(EINVAL);
    timer->used = 0;
    leave(&before);
    return 0;
}

int timer_settime(timer_t number, int flags, const struct itimerspec *restrict value,
                  struct itimerspec *restrict old)
{
    if (!value || time_is_bad(&value->it_value) || time_is_bad(&value->it_interval))
        return result(EINVAL);
    sigset_t before;
    struct timer *timer = find(number, &before);
    if (!timer)
        return result(EINVAL);
    if (old)
        get(timer, old);
    int error = set(timer, flags, value);
    leave(&before);
    return result(error);
}

int timer_gettime(timer_t number, struct itimerspec *value)
{
    sigset_t before;
    struct timer *timer = find(number, &before);
    if (!timer)
        return result(EINVAL);
    get(timer, value);
    leave(&before);
    return 0;
}

/* Of the signal taken last: if the last one sent is still to be taken, that is the one before. */
int timer_getoverrun(timer_t number)
{
    sigset_t before;
    struct timer *timer = find(number, &before);
    if (!timer)
        return result(EINVAL);
    int overrun = timer->sent && is_pending(timer->event.sigev_signo) ? timer->last_overrun : timer->overrun;
    leave(&before);
    return overrun;
}

void __own_timer_set(enum own_timer which, const struct itimerspec *value, struct itimerspec *old)
{
    sigset_t before;
    struct timer *timer = &timers[which];
    enter(&before);
    if (!timer->used) {
        *timer = (struct timer){.used = 1, .clock = CLOCK_PROCESS_CPUTIME_ID, .due = NEVER};
        timer->event.sigev_signo = which == TIMER_VIRTUAL ? SIGVTALRM : SIGPROF;
    }
    if (old)
        get(timer, old);
    if (value)
        set(timer, 0, value);
    leave(&before);
}

void __own_timer_get(enum own_timer which, struct itimerspec *value)
{
    __own_timer_set(which, NULL, value);
}

/* The child has no timers, and no thread for them. While there is one thread, nobody holds the lock. */
void __timers_fork(enum fork_phase phase)
{
    if (phase == FORK_PREPARE && __threaded)
        lock_take(&lock);
    for (size_t i = 0; i < OWN_TIMERS + TIMERS && phase == FORK_CHILD; i++)
        if (timers[i].used)
            timers[i].used = 0;
    if (phase == FORK_CHILD && helper)
        helper = 0;
    if (phase != FORK_PREPARE && __threaded)
        lock_drop(&lock);
}
