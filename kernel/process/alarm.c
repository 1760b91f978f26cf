/*
 * alarm() and setitimer(ITIMER_REAL): SIGALRM at a time. A kernel thread, started with the first alarm,
 * sleeps until the earliest one: it may take process_lock, which the timer's interrupt may not.
 *
 * Lock: process_lock guards the list of processes that have an alarm, and the thread's making.
 */
#include "abi/errno.h"
#include "process/process.h"
#include "process/signal.h"
#include "thread/sched.h"

static struct list alarms = LIST_INITIALIZER(alarms);
static struct wait_queue changed = WAIT_QUEUE_INITIALIZER(changed);
static struct thread *clock_thread;

/* Sends what is due; returns when the next one will be. */
static uint64_t ring_locked(uint64_t now)
{
    uint64_t next = DEADLINE_NEVER;
    list_for_each_entry_safe (struct process, process, &alarms, alarm_link) {
        if (process->alarm_at <= now) {
            signal_send_simple_locked(process, SIGALRM, SI_KERNEL);
            process->alarm_at = process->alarm_every ? MAX(process->alarm_at + process->alarm_every, now) : 0;
            if (!process->alarm_at)
                list_remove(&process->alarm_link);
        }
        if (process->alarm_at)
            next = MIN(next, process->alarm_at);
    }
    return next;
}

static void run(void *unused)
{
    spin_lock(&process_lock);
    for (;;)
        wait_sleep(&changed, &process_lock, ring_locked(cpu_cycles()), false);
}

void signal_get_alarm(uint64_t *after, uint64_t *every)
{
    struct process *process = process_current();
    spin_lock(&process_lock);
    uint64_t now = cpu_cycles();
    *after = !process->alarm_at ? 0 : process->alarm_at > now ? process->alarm_at - now : 1;
    *every = process->alarm_every;
    spin_unlock(&process_lock);
}

int signal_set_alarm(uint64_t after, uint64_t every, uint64_t *old_after, uint64_t *old_every)
{
    struct process *process = process_current();
    int error = 0;
    signal_get_alarm(old_after, old_every);
    spin_lock(&process_lock);
    if (after && !clock_thread)
        clock_thread = thread_create_kernel("alarm", run, NULL);
    if (after && !clock_thread) {
        error = -ENOMEM;
        goto out;
    }
    list_remove(&process->alarm_link);
    process->alarm_at = after ? cpu_cycles() + after : 0;
    process->alarm_every = every;
    if (after)
        list_push_back(&alarms, &process->alarm_link);
    wait_wake_all(&changed);
out:
    spin_unlock(&process_lock);
    return error;
}
