/*
 * Sending signals, and what waits of them.
 *
 * Lock: process_lock. Invariants: a detail lies in a queue only while its signal's bit is set there; a
 * standard signal has at most one; a thread for which something waits that it does not block has
 * THREAD_WORK_SIGNAL, or is on its way to look.
 */
#include "process/signal.h"

#include "abi/errno.h"
#include "abi/wait.h"
#include "debug/trace.h"
#include "mm/heap.h"
#include "process/process.h"
#include "thread/sched.h"

#define FIRST_REALTIME 32 /* these and higher ones are queued, each by itself */

#define BITS2(a, b)        (SIGNAL_BIT(a) | SIGNAL_BIT(b))
#define IGNORED_BY_DEFAULT (SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGURG) | BITS2(SIGWINCH, SIGCONT))
#define STOPS_BY_DEFAULT   (BITS2(SIGSTOP, SIGTSTP) | BITS2(SIGTTIN, SIGTTOU))
#define UNBLOCKABLE        BITS2(SIGKILL, SIGSTOP)

/* Statuses as wait4 tells them (abi/wait.h): the low byte of a stop's; a continuation's. */
#define STOPPED   0x7f
#define CONTINUED 0xffff

struct signal_detail {
    struct list link;
    siginfo_t info;
};

static HEAP_CACHE(detail_cache, struct signal_detail);
static HEAP_CACHE(actions_cache, struct signal_actions);

/* --- Actions --- */

struct signal_actions *signal_actions_create(const struct signal_actions *from, bool for_exec)
{
    struct signal_actions *actions = heap_cache_alloc(&actions_cache);
    if (!actions)
        return NULL;
    *actions = from ? *from : (struct signal_actions){0};
    for (unsigned i = 0; for_exec && i < SIGNALS; i++)
        if (actions->actions[i].handler != SIG_IGN)
            actions->actions[i] = (struct kernel_sigaction){0};
    actions->references = 1;
    return actions;
}

struct signal_actions *signal_actions_get(struct signal_actions *actions)
{
    __atomic_add_fetch(&actions->references, 1, __ATOMIC_RELAXED);
    return actions;
}

void signal_actions_put(struct signal_actions *actions)
{
    if (actions && __atomic_sub_fetch(&actions->references, 1, __ATOMIC_ACQ_REL) == 0)
        heap_cache_free(&actions_cache, actions);
}

static const struct kernel_sigaction *action_of(const struct process *process, int signal)
{
    return &process->actions->actions[signal - 1];
}

/* --- Queues --- */

void signal_forget_locked(struct signal_queue *queue, uint64_t set)
{
    queue->set &= ~set;
    list_for_each_entry_safe (struct signal_detail, detail, &queue->details, link) {
        if (!(set & SIGNAL_BIT(detail->info.si_signo)))
            continue;
        list_remove(&detail->link);
        heap_cache_free(&detail_cache, detail);
    }
}

/* Without memory for its details a signal is sent all the same: its number can't be lost. */
static void put(struct signal_queue *queue, const siginfo_t *info)
{
    uint64_t bit = SIGNAL_BIT(info->si_signo);
    if (queue->set & bit && info->si_signo < FIRST_REALTIME)
        return;
    queue->set |= bit;
    struct signal_detail *detail = heap_cache_alloc(&detail_cache);
    if (!detail)
        return;
    detail->info = *info;
    list_push_back(&queue->details, &detail->link);
}

static void take(struct signal_queue *queue, int signal, siginfo_t *info)
{
    bool found = false, more = false;
    *info = (siginfo_t){.si_signo = signal};
    list_for_each_entry_safe (struct signal_detail, detail, &queue->details, link) {
        if (detail->info.si_signo != signal)
            continue;
        more = found;
        if (found)
            break;
        found = true;
        *info = detail->info;
        list_remove(&detail->link);
        heap_cache_free(&detail_cache, detail);
    }
    if (!more)
        queue->set &= ~SIGNAL_BIT(signal);
}

int signal_take_locked(uint64_t wanted, siginfo_t *info)
{
    struct thread *thread = thread_current();
    struct signal_queue *queue = &thread->pending;
    if (!(queue->set & wanted))
        queue = &thread->process->pending;
    if (!(queue->set & wanted))
        return 0;
    uint32_t low = (uint32_t)(queue->set & wanted), high = (uint32_t)((queue->set & wanted) >> 32);
    int signal = 1 + (low ? __builtin_ctz(low) : 32 + __builtin_ctz(high));
    take(queue, signal, info);
    return signal;
}

bool signal_waits_locked(void)
{
    const struct thread *thread = thread_current();
    return (thread->pending.set | thread->process->pending.set) & ~thread->blocked;
}

void signal_set_blocked_locked(uint64_t blocked)
{
    struct thread *thread = thread_current();
    thread->blocked = blocked & ~UNBLOCKABLE;
    if (signal_waits_locked())
        __atomic_or_fetch(&thread->work, THREAD_WORK_SIGNAL, __ATOMIC_RELEASE);
}

/* --- Sending --- */

/* A thread of the process that would act on the signal, or waits for it; NULL if all block it. */
static struct thread *taker(const struct process *process, uint64_t bit)
{
    list_for_each_entry (struct thread, thread, &process->threads, process_link) {
        if (!(thread->blocked & bit) || thread->awaited & bit)
            return thread;
    }
    return NULL;
}

siginfo_t signal_child_info(uint32_t pid, int status)
{
    siginfo_t info = {.si_signo = SIGCHLD, .si_pid = (int)pid};
    if (WIFCONTINUED(status)) {
        info.si_code = CLD_CONTINUED;
        info.si_status = SIGCONT;
    } else if (WIFSTOPPED(status)) {
        info.si_code = CLD_STOPPED;
        info.si_status = WSTOPSIG(status);
    } else {
        info.si_code = WIFEXITED(status) ? CLD_EXITED : CLD_KILLED;
        info.si_status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    }
    return info;
}

void signal_tell_parent_locked(struct process *child, int signal, int status)
{
    siginfo_t info = signal_child_info(child->pid, status);
    info.si_signo = signal;
    signal_send_locked(child->parent, NULL, &info);
    wait_wake_all(&child->parent->changed);
}

/* The process is stopped, or goes on. */
static void set_stopped_locked(struct process *process, bool stopped, int status)
{
    const struct process *parent = process->parent;
    if (process->stopped == stopped)
        return;
    process->stopped = stopped;
    process->news = status;
    if (stopped)
        process_interrupt_locked(process, NULL, THREAD_WORK_STOP);
    else
        wait_wake_all(&process->changed);
    bool is_quiet = parent->actions && action_of(parent, SIGCHLD)->flags & SA_NOCLDSTOP;
    signal_tell_parent_locked(process, is_quiet ? 0 : SIGCHLD, status);
}

/* Whether nobody could have the group go on once it stops: no parent in its session is outside it (POSIX). */
static bool is_orphaned_locked(uint32_t group)
{
    list_for_each_entry (const struct process, process, &process_list, all_link) {
        const struct process *parent = process->parent;
        if (process->group == group && process->state == PROCESS_ALIVE && parent->group != group &&
            parent->session == process->session)
            return false;
    }
    return true;
}

void signal_send_locked(struct process *process, struct thread *thread, const siginfo_t *info)
{
    int signal = info->si_signo;
    if (signal == 0 || process->state != PROCESS_ALIVE || process->exiting || !process->actions)
        return;
    const void *handler = action_of(process, signal)->handler;
    if (process->pid == 1 && handler == SIG_DFL)
        return; /* init is not hurt by what it has no handler for (man 2 kill) */
    uint64_t bit = SIGNAL_BIT(signal);
    if (signal == SIGCONT) {
        signal_forget_locked(&process->pending, STOPS_BY_DEFAULT);
        set_stopped_locked(process, false, CONTINUED);
    }
    if (bit & STOPS_BY_DEFAULT)
        signal_forget_locked(&process->pending, SIGNAL_BIT(SIGCONT));
    if (bit & UNBLOCKABLE)
        thread = NULL;
    struct thread *target = thread ? thread : taker(process, bit);
    bool blocked = !target || target->blocked & bit;
    trace(SIGNAL, signal, info->si_code, target ? target->tid : process->pid, !thread);
    if (!blocked && handler == SIG_DFL && bit & STOPS_BY_DEFAULT) {
        if (signal == SIGSTOP || !is_orphaned_locked(process->group))
            set_stopped_locked(process, true, signal << 8 | STOPPED);
    } else if (!blocked && handler == SIG_DFL && !(bit & IGNORED_BY_DEFAULT)) {
        process_kill_locked(process, signal);
    } else if (blocked || (handler != SIG_DFL && handler != SIG_IGN)) {
        put(thread ? &thread->pending : &process->pending, info);
        if (target && (!blocked || target->awaited & bit))
            sched_interrupt(target, THREAD_WORK_SIGNAL);
    }
}

void signal_send_simple_locked(struct process *process, int signal, int code)
{
    siginfo_t info = {.si_signo = signal, .si_code = code};
    if (code == SI_USER)
        info.si_pid = (int)process_current()->pid;
    signal_send_locked(process, NULL, &info);
}

/* In one go: a process that is killed makes no more children, so none gets away. */
int signal_kill(int pid, int signal)
{
    int error = -ESRCH;
    if (signal < 0 || signal > SIGNALS)
        return -EINVAL;
    spin_lock(&process_lock);
    list_for_each_entry (struct process, process, &process_list, all_link) {
        bool is_spared = pid == -1 && (process->pid == 1 || process == process_current());
        if (is_spared || !process_is_meant(process, pid))
            continue;
        signal_send_simple_locked(process, signal, SI_USER);
        error = 0;
    }
    spin_unlock(&process_lock);
    return error;
}

int signal_kill_thread(int pid, int tid, int signal)
{
    if (signal < 0 || signal > SIGNALS || tid <= 0)
        return -EINVAL;
    struct thread *thread = thread_find((uint32_t)tid);
    if (!thread)
        return -ESRCH;
    int error = -ESRCH;
    spin_lock(&process_lock);
    bool alive = !list_empty(&thread->process_link);
    if (alive && (pid == 0 || thread->process->pid == (uint32_t)pid)) {
        siginfo_t info = {.si_signo = signal, .si_code = SI_TKILL, .si_pid = (int)process_current()->pid};
        signal_send_locked(thread->process, thread, &info);
        error = 0;
    }
    spin_unlock(&process_lock);
    thread_put(thread);
    return error;
}

void signal_raise(int signal)
{
    spin_lock(&process_lock);
    signal_send_simple_locked(process_current(), signal, SI_KERNEL);
    spin_unlock(&process_lock);
}

void signal_fault(int signal, int code, uintptr_t address)
{
    struct thread *thread = thread_current();
    struct process *process = thread->process;
    siginfo_t info = {.si_signo = signal, .si_code = code, .si_addr = (void *)address};
    spin_lock(&process_lock);
    const void *handler = action_of(process, signal)->handler;
    if (handler == SIG_DFL || handler == SIG_IGN || thread->blocked & SIGNAL_BIT(signal))
        process_kill_locked(process, signal);
    else
        signal_send_locked(process, thread, &info);
    spin_unlock(&process_lock);
}

void signal_terminal(uint32_t group, int signal)
{
    spin_lock(&process_lock);
    list_for_each_entry (struct process, process, &process_list, all_link) {
        if (process->group == group)
            signal_send_simple_locked(process, signal, SI_KERNEL);
    }
    spin_unlock(&process_lock);
}

int signal_terminal_access(uint32_t group, int signal)
{
    const struct thread *self = thread_current();
    const struct process *process = self->process;
    spin_lock(&process_lock);
    bool unwanted = action_of(process, signal)->handler == SIG_IGN || self->blocked & SIGNAL_BIT(signal);
    bool background = process->group != group && process_group_session_locked(group) == process->session;
    bool orphaned = is_orphaned_locked(process->group);
    spin_unlock(&process_lock);
    if (!background || (unwanted && signal == SIGTTOU))
        return 0;
    if (unwanted || orphaned)
        return -EIO;
    signal_kill(0, signal);
    return -EINTR;
}
