/*
 * The tree of processes, and how they end.
 *
 * Lock: process_lock guards all of it. Invariants: a process is in the list of all processes, and has a
 * parent, from its making until it is reaped; it is a zombie exactly when it has no thread left; a zombie has
 * neither space nor files.
 */
#include "process/process.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "abi/wait.h"
#include "debug/panic.h"
#include "debug/trace.h"
#include "fs/files.h"
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/space.h"
#include "mm/user.h"
#include "process/exec.h"
#include "process/signal.h"
#include "thread/futex.h"
#include "thread/sched.h"
#include "x86/timer.h"

struct spinlock process_lock = SPINLOCK_INITIALIZER(RANK_PROCESS);

struct process kernel_process = {.references = 1,
                                 .all_link = LIST_INITIALIZER(kernel_process.all_link),
                                 .children = LIST_INITIALIZER(kernel_process.children),
                                 .sibling_link = LIST_INITIALIZER(kernel_process.sibling_link),
                                 .threads = LIST_INITIALIZER(kernel_process.threads),
                                 .changed = WAIT_QUEUE_INITIALIZER(kernel_process.changed)};

static HEAP_CACHE(process_cache, struct process);
struct list process_list = LIST_INITIALIZER(process_list);
static struct process *init_process; /* adopts orphans */
static unsigned count;

/* --- Beginning --- */

struct process *process_create(struct thread *leader)
{
    struct process *process = heap_cache_alloc(&process_cache);
    if (!process)
        return NULL;
    struct process *parent = process_current();
    *process = (struct process){.pid = leader->tid,
                                .references = 1,
                                .parent = parent,
                                .leader = thread_get(leader),
                                .group = parent->group,
                                .session = parent->session,
                                .nice = parent->nice,
                                .started_ns = timer_now_ns()};
    memcpy(process->limits, parent->limits, sizeof(process->limits));
    list_init(&process->all_link);
    list_init(&process->sibling_link);
    list_init(&process->children);
    list_init(&process->threads);
    wait_init(&process->changed);
    list_init(&process->alarm_link);
    list_init(&process->pending.details);
    leader->process = process;
    return process;
}

bool process_add_thread_locked(struct thread *thread)
{
    struct process *process = thread->process;
    if (process->exiting || process->exec_thread)
        return false;
    list_push_back(&process->threads, &thread->process_link);
    process->thread_count++;
    if (process->stopped)
        thread->work = THREAD_WORK_STOP;
    return true;
}

void process_enter_locked(struct process *process)
{
    list_push_back(&process_list, &process->all_link);
    list_push_back(&process->parent->children, &process->sibling_link);
    count++;
    process_add_thread_locked(process->leader);
}

/* Gives init its terminal and its program. */
static void init_begin(void *argument)
{
    char *path = argument, *next;
    struct file *console;
    struct exec_arguments arguments = {0};
    int error = fs_open(NULL, "/dev/console", O_RDWR, 0, &console);
    for (int fd = 0; !error && fd < 3; fd++)
        error = files_install(process_current()->files, file_get(console), 0, false) == fd ? 0 : -ENOMEM;
    for (char *word = path; *word; word = next) {
        next = exec_end_word(word);
        exec_add_argument(&arguments, 0, word);
    }
    exec_add_argument(&arguments, 1, "PATH=/bin:/");
    if (!error)
        error = exec_program(path, &arguments);
    if (error)
        stop("can't start %s: error %d", path, -error);
    exec_free_arguments(&arguments);
    file_put(console);
}

void process_start_init(const char *path, const char *arguments)
{
    static char words[640];
    format(words, sizeof(words), "%s %s", path, arguments);
    struct thread *thread = thread_create("init", &kernel_process, NULL);
    init_process = thread ? process_create(thread) : NULL;
    struct files *files = files_create();
    struct signal_actions *actions = signal_actions_create(NULL, false);
    if (!init_process || !files || !actions)
        stop("no memory for the first process");
    init_process->files = files;
    init_process->actions = actions;
    init_process->group = init_process->session = init_process->pid;
    for (unsigned i = 0; i < RLIM_NLIMITS; i++)
        init_process->limits[i] = (struct limit){~0u, ~0u};
    init_process->limits[RLIMIT_STACK].soft = STACK_MAX;
    init_process->limits[RLIMIT_NOFILE] = (struct limit){FILES_MAX, FILES_MAX};
    thread->function = init_begin;
    thread->argument = words;
    spin_lock(&process_lock);
    process_enter_locked(init_process);
    spin_unlock(&process_lock);
    trace(CLONE, thread->tid, TRACE_TEXT16(thread->name), 0, thread->tid);
    sched_start(thread);
}

void process_apply_limits(void)
{
    struct process *process = process_current();
    process->space->size_limit = process->limits[RLIMIT_AS].soft;
    process->space->stack_limit = MIN(process->limits[RLIMIT_STACK].soft, STACK_MAX);
    process->files->limit = MIN(process->limits[RLIMIT_NOFILE].soft, FILES_MAX);
}

/* --- Ending --- */

void process_interrupt_locked(struct process *process, const struct thread *except, uint32_t work)
{
    list_for_each_entry (struct thread, thread, &process->threads, process_link)
        if (thread != except)
            sched_interrupt(thread, work);
}

void process_kill_locked(struct process *process, int status)
{
    if (process->exiting || process->state != PROCESS_ALIVE)
        return;
    process->exiting = true;
    process->status = status;
    process->stopped = false;
    wait_wake_all(&process->changed);
    process_interrupt_locked(process, NULL, THREAD_WORK_SIGNAL);
}

void process_exit_group(int status)
{
    struct process *process = process_current();
    spin_lock(&process_lock);
    process_kill_locked(process, status);
    status = process->status;
    spin_unlock(&process_lock);
    process_exit_thread(status);
}

void process_return_space_locked(struct process *process)
{
    process->borrows_space = false;
    wait_wake_all(&process->changed);
}

/* Tells whoever waits at the word that the thread asked for (CLONE_CHILD_CLEARTID: pthread_join) that it has
 * ended. */
static void clear_child_tid(struct thread *thread)
{
    uint32_t zero = 0;
    if (thread->clear_child_tid && copy_to_user(thread->clear_child_tid, &zero, sizeof(zero)) == 0)
        futex_wake((uint32_t *)thread->clear_child_tid, 1, ~0u, false);
    thread->clear_child_tid = NULL;
}

/* Its children become init's. */
static void orphan_children_locked(struct process *process)
{
    while (!list_empty(&process->children)) {
        struct process *child =
            container_of(list_pop_front(&process->children), struct process, sibling_link);
        child->parent = init_process;
        list_push_back(&init_process->children, &child->sibling_link);
        if (child->state == PROCESS_ZOMBIE)
            wait_wake_all(&init_process->changed);
    }
}

/* The parent learns of the end by SIGCHLD and wait4; or not at all, if it does not care (man 2 sigaction:
 * SA_NOCLDWAIT). */
static bool tell_end_locked(struct process *process)
{
    const struct kernel_sigaction *action = &process->parent->actions->actions[SIGCHLD - 1];
    bool care =
        process->exit_signal != SIGCHLD || (action->handler != SIG_IGN && !(action->flags & SA_NOCLDWAIT));
    signal_tell_parent_locked(process, process->exit_signal, process->status);
    return care;
}

/* Takes a zombie out of the tree. */
static void reap_locked(struct process *child)
{
    child->parent->child_cycles += child->dead_cycles + child->child_cycles;
    child->state = PROCESS_REAPED;
    list_remove(&child->sibling_link);
    list_remove(&child->all_link);
    child->parent = NULL; /* which may end before those who still hold the child */
    count--;
}

/* The running thread was the process's last: gives up what the process owns, and leaves the status for the
 * parent. */
static void end_process(struct process *process)
{
    if (process == init_process)
        stop("init ended with status 0x%x", process->status);
    spin_lock(&process_lock);
    struct vm_space *space = process->space;
    struct files *files = process->files;
    process->space = NULL;
    process->files = NULL;
    list_remove(&process->alarm_link);
    signal_forget_locked(&process->pending, ~0ull);
    spin_unlock(&process_lock);
    files_put(files);
    vm_space_put(sched_set_space(NULL));
    vm_space_put(space);

    spin_lock(&process_lock);
    process_return_space_locked(process);
    orphan_children_locked(process);
    struct signal_actions *actions = process->actions; /* children that ended until now have asked for them */
    process->actions = NULL;
    process->state = PROCESS_ZOMBIE;
    trace(END, process->pid, (uint32_t)process->status);
    bool is_told = tell_end_locked(process);
    if (!is_told)
        reap_locked(process);
    spin_unlock(&process_lock);
    signal_actions_put(actions);
    if (!is_told)
        process_put(process);
}

void process_exit_thread(int status)
{
    struct thread *thread = thread_current();
    struct process *process = thread->process;
    __atomic_or_fetch(&thread->work, THREAD_WORK_END, __ATOMIC_RELEASE);
    if (thread->space && thread->robust_list)
        futex_release_robust(thread->robust_list);
    if (thread->space)
        clear_child_tid(thread);
    spin_lock(&process_lock);
    list_remove(&thread->process_link);
    signal_forget_locked(&thread->pending, ~0ull);
    process->dead_cycles += thread_cycles(thread);
    bool last = --process->thread_count == 0;
    if (thread == process->leader && !process->exiting)
        process->status = status; /* unless somebody ends the others, it is the process's too */
    process->exiting |= last;
    if (process->thread_count == 1)
        wait_wake_all(&process->changed); /* the one in execve */
    spin_unlock(&process_lock);
    if (last)
        end_process(process);
    thread_exit();
}

void process_user_return(struct trap_frame *frame)
{
    struct thread *thread = thread_current();
    struct process *process = thread->process;
    spin_lock(&process_lock);
    for (;;) {
        if (__atomic_exchange_n(&thread->work, 0, __ATOMIC_ACQ_REL) & THREAD_WORK_MEMORY)
            process_kill_locked(process, SIGKILL);
        if (process->exiting || (process->exec_thread && process->exec_thread != thread))
            break;
        if (process->stopped) {
            wait_sleep(&process->changed, &process_lock, DEADLINE_NEVER, false);
            continue;
        }
        signal_deliver_locked(frame);
        if (!process->exiting && !process->stopped) {
            spin_unlock(&process_lock);
            return;
        }
    }
    spin_unlock(&process_lock);
    process_exit_thread(0);
}

/* --- Waiting for children --- */

/* Whether the child has something to tell; what, goes to *status. */
static bool has_news(struct process *child, int options, int *status)
{
    if (child->state == PROCESS_ZOMBIE && !(options & WNOEXIT)) {
        *status = child->status;
        return true;
    }
    if (!child->news || !(options & (WIFSTOPPED(child->news) ? WUNTRACED : WCONTINUED)))
        return false;
    *status = child->news;
    if (!(options & WNOWAIT))
        child->news = 0;
    return true;
}

/* The first child that is wanted and has news. Returns NULL with *error -ECHILD if there is no such child at
 * all. */
static struct process *find_news(struct process *process, int pid, int options, int *status, int *error)
{
    *error = -ECHILD;
    list_for_each_entry (struct process, child, &process->children, sibling_link) {
        if (!process_is_meant(child, pid))
            continue;
        *error = 0;
        if (has_news(child, options, status))
            return child;
    }
    return NULL;
}

int process_wait(int pid, int options, int *status, uint64_t *cycles)
{
    struct process *process = process_current(), *found;
    int result;
    spin_lock(&process_lock);
    while (!(found = find_news(process, pid, options, status, &result)) && !result && !(options & WNOHANG)) {
        result = wait_sleep(&process->changed, &process_lock, DEADLINE_NEVER, true);
        if (result)
            break;
    }
    bool reap = found && found->state == PROCESS_ZOMBIE && !(options & WNOWAIT);
    if (found) {
        result = (int)found->pid;
        *cycles = found->dead_cycles + found->child_cycles;
    }
    if (reap)
        reap_locked(found);
    spin_unlock(&process_lock);
    if (reap)
        process_put(found);
    return result;
}

/* --- Finding --- */

struct process *process_get(struct process *process)
{
    __atomic_add_fetch(&process->references, 1, __ATOMIC_RELAXED);
    return process;
}

void process_put(struct process *process)
{
    if (!process || __atomic_sub_fetch(&process->references, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    /* One that has run has let go of these three already. */
    vm_space_put(process->space);
    files_put(process->files);
    signal_actions_put(process->actions);
    struct thread *leader = process->leader;
    heap_cache_free(&process_cache, process);
    thread_put(leader); /* last, as it is counted */
}

/* Processes are few enough, and their list is walked rarely enough, for a list to do. */
struct process *process_next(uint32_t pid)
{
    struct process *best = NULL;
    spin_lock(&process_lock);
    list_for_each_entry (struct process, process, &process_list, all_link) {
        if (process->pid >= pid && (!best || process->pid < best->pid))
            best = process;
    }
    if (best)
        process_get(best);
    spin_unlock(&process_lock);
    return best;
}

struct process *process_find_locked(uint32_t pid)
{
    if (pid == 0)
        return process_current();
    list_for_each_entry (struct process, process, &process_list, all_link) {
        if (process->pid == pid)
            return process;
    }
    return NULL;
}

struct process *process_find(uint32_t pid)
{
    spin_lock(&process_lock);
    struct process *process = process_find_locked(pid);
    if (process)
        process_get(process);
    spin_unlock(&process_lock);
    return process;
}

struct vm_space *process_space(struct process *process)
{
    spin_lock(&process_lock);
    struct vm_space *space = process->space;
    if (space)
        vm_space_get(space);
    spin_unlock(&process_lock);
    return space;
}

uint64_t process_cycles(const struct process *process)
{
    uint64_t cycles = process->dead_cycles;
    list_for_each_entry (const struct thread, thread, &process->threads, process_link)
        cycles += thread_cycles(thread);
    return cycles;
}

unsigned process_count(void)
{
    return count;
}
