/*
 * Default actions of signals.
 */
#include "process/signal.h"

#include "abi/errno.h"
#include "abi/signal.h"
#include "process/process.h"
#include "thread/sched.h"

#define BIT(signal) (1ull << ((signal)-1))

#define IGNORED_BY_DEFAULT (BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH))
#define STOPS_BY_DEFAULT   (BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU))

static void stop_locked(struct process *process)
{
    process->stopped = true;
    list_for_each (link, &process->threads) {
        struct thread *thread = container_of(link, struct thread, process_link);
        __atomic_or_fetch(&thread->work, THREAD_WORK_STOP, __ATOMIC_RELEASE);
    }
}

void signal_send_locked(struct process *process, int signal)
{
    if (signal == 0 || process->pid <= 1 || process->state != PROCESS_ALIVE)
        return; /* init is not hurt by what it has no handler for (man 2 kill) */
    if (signal == SIGCONT) {
        process->stopped = false;
        wait_wake_all(&process->continued);
    } else if (STOPS_BY_DEFAULT & BIT(signal)) {
        stop_locked(process);
    } else if (!(IGNORED_BY_DEFAULT & BIT(signal))) {
        process_kill_locked(process, signal);
    }
}

/* In one go: a process that is killed makes no more children, so none gets away. */
static int kill_all(int signal)
{
    int error = -ESRCH;
    spin_lock(&process_lock);
    list_for_each (link, &process_list) {
        struct process *process = container_of(link, struct process, all_link);
        if (process->pid == 1 || process == process_current())
            continue;
        signal_send_locked(process, signal);
        error = 0;
    }
    spin_unlock(&process_lock);
    return error;
}

int signal_kill(int pid, int signal)
{
    if (signal < 0 || signal > SIGNALS)
        return -EINVAL;
    if (pid == -1)
        return kill_all(signal);
    struct process *process = pid > 0 ? process_find((uint32_t)pid) : NULL;
    if (!process)
        return -ESRCH;
    spin_lock(&process_lock);
    signal_send_locked(process, signal);
    spin_unlock(&process_lock);
    process_put(process);
    return 0;
}

void signal_raise(int signal)
{
    spin_lock(&process_lock);
    signal_send_locked(process_current(), signal);
    spin_unlock(&process_lock);
}

void signal_fault(int signal)
{
    spin_lock(&process_lock);
    process_kill_locked(process_current(), signal);
    spin_unlock(&process_lock);
}

void signal_terminal(int signal)
{
    spin_lock(&process_lock);
    list_for_each (link, &process_list) {
        struct process *process = container_of(link, struct process, all_link);
        if (process->parent->pid != 1)
            signal_send_locked(process, signal);
    }
    spin_unlock(&process_lock);
}
