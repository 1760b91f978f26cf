/*
 * clone: one call makes threads and processes. Its flags say what the new thread shares with its maker; a
 * thread that shares everything, CLONE_THREAD, is one more thread of the same process, any other begins a
 * process of its own.
 *
 * Steps of both: a thread with its kernel stack; what it runs in, shared or copied; its registers, a copy of
 * its maker's; it enters its process, and the run queue.
 */
#include "abi/errno.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "abi/user_desc.h"
#include "debug/trace.h"
#include "fs/files.h"
#include "lib/string.h"
#include "mm/space.h"
#include "mm/user.h"
#include "process/process.h"
#include "process/signal.h"
#include "thread/sched.h"
#include "x86/segment.h"

int process_set_tls(struct thread *thread, struct user_desc *descriptor)
{
    if (descriptor->entry_number == ~0u) {
        unsigned i = 0;
        while (i < SEGMENT_TLS_COUNT && thread->tls[i])
            i++;
        if (i == SEGMENT_TLS_COUNT)
            return -ESRCH;
        descriptor->entry_number = SEGMENT_TLS_FIRST + i;
    }
    unsigned entry = descriptor->entry_number - SEGMENT_TLS_FIRST;
    if (entry >= SEGMENT_TLS_COUNT)
        return -EINVAL;
    thread->tls[entry] = segment_user_data(descriptor);
    return 0;
}

/* Which combinations there are (man 2 clone, ERRORS). */
static bool flags_valid(unsigned long flags)
{
    if (flags & CLONE_THREAD && !(flags & CLONE_SIGHAND))
        return false;
    if (flags & CLONE_SIGHAND && !(flags & CLONE_VM))
        return false;
    if (flags & CLONE_THREAD && !(flags & CLONE_FILES))
        return false; /* Linux can; here a process owns its files */
    return (flags & CSIGNAL) <= SIGNALS && !(flags & (CLONE_NEWNS | CLONE_PTRACE | CLONE_PARENT));
}

/* CLONE_CHILD_SETTID: a child writes its tid itself, because only it is sure to be in its own memory. */
static void write_own_tid(void *child_tid)
{
    struct thread *thread = thread_current();
    copy_to_user(child_tid, &thread->tid, sizeof(thread->tid)); /* a bad address is ignored, as on Linux */
}

/* The new thread begins like a copy of the running one that has returned 0 from the system call. */
static int copy_registers(struct thread *thread, unsigned long flags, uintptr_t stack,
                          const struct user_desc *user_tls)
{
    struct thread *maker = thread_current();
    struct trap_frame *frame = stack_trap_frame(thread->stack);
    *frame = *stack_trap_frame(maker->stack);
    frame->eax = 0;
    if (stack)
        frame->esp = stack;
    thread->fs = segment_read_fs();
    thread->gs = segment_read_gs();
    thread->affinity = maker->affinity;
    thread->blocked = maker->blocked;
    if (!(flags & CLONE_VM) || flags & CLONE_VFORK) {
        thread->handler_stack = maker->handler_stack;
        thread->handler_stack_size = maker->handler_stack_size;
    }
    memcpy(thread->tls, maker->tls, sizeof(thread->tls));
    if (!(flags & CLONE_SETTLS))
        return 0;
    struct user_desc descriptor;
    if (copy_from_user(&descriptor, user_tls, sizeof(descriptor)))
        return -EFAULT;
    return descriptor.entry_number == ~0u ? -EINVAL : process_set_tls(thread, &descriptor);
}

/* A new process for the thread, with memory and files shared or copied as the flags say. */
static int make_process(struct thread *thread, unsigned long flags)
{
    struct process *maker = process_current();
    struct process *process = process_create(thread);
    if (!process)
        return -ENOMEM;
    process->space =
        flags & CLONE_VM ? vm_space_get(maker->space) : vm_space_fork(maker->space, process->pid);
    process->files = flags & CLONE_FILES ? files_get(maker->files) : files_copy(maker->files);
    process->actions = flags & CLONE_SIGHAND ? signal_actions_get(maker->actions)
                                             : signal_actions_create(maker->actions, false);
    if (!process->space || !process->files || !process->actions)
        return -ENOMEM; /* process_put() lets go of what there is */
    thread->space = vm_space_get(process->space);
    process->exit_signal = flags & CSIGNAL;
    process->borrows_space = flags & CLONE_VFORK;
    return 0;
}

/* vfork: sleeps until the child has its own space, or has ended. Signals but those that end the process wait
 * meanwhile. */
static void wait_for_space(struct process *child)
{
    struct thread *thread = thread_current();
    struct process *process = thread->process;
    int error = 0;
    spin_lock(&process_lock);
    uint64_t blocked = thread->blocked;
    thread->blocked = ~0ull;
    if (!process->exiting && !process->exec_thread)
        __atomic_and_fetch(&thread->work, ~THREAD_WORK_SIGNAL, __ATOMIC_ACQ_REL);
    while (child->borrows_space && !error)
        error = wait_sleep(&child->changed, &process_lock, DEADLINE_NEVER, true);
    signal_set_blocked_locked(blocked);
    spin_unlock(&process_lock);
}

int process_clone(unsigned long flags, uintptr_t stack, int *parent_tid, const struct user_desc *tls,
                  int *child_tid)
{
    struct thread *maker = thread_current();
    bool is_thread = flags & CLONE_THREAD;
    if (!flags_valid(flags))
        return -EINVAL;
    if (thread_count() >= maker->process->limits[RLIMIT_NPROC].soft)
        return -EAGAIN;
    struct thread *thread = thread_create(maker->name, maker->process, is_thread ? maker->space : NULL);
    if (!thread)
        return -EAGAIN;
    int error = is_thread ? 0 : make_process(thread, flags);
    if (!error)
        error = copy_registers(thread, flags, stack, tls);
    if (error)
        goto fail;
    if (flags & CLONE_PARENT_SETTID)
        copy_to_user(parent_tid, &thread->tid, sizeof(thread->tid)); /* here too */
    if (flags & CLONE_CHILD_CLEARTID)
        thread->clear_child_tid = child_tid;
    if (flags & CLONE_CHILD_SETTID) {
        thread->function = write_own_tid;
        thread->argument = child_tid;
    }

    int tid = (int)thread->tid;
    struct process *process = thread->process;
    spin_lock(&process_lock);
    if (is_thread ? !process_add_thread_locked(thread) : maker->process->exiting) {
        spin_unlock(&process_lock);
        error = -EAGAIN;
        goto fail;
    }
    if (!is_thread)
        process_enter_locked(process);
    process_get(process);
    spin_unlock(&process_lock);
    trace(CLONE, thread->tid, TRACE_TEXT16(thread->name), flags, process->pid);
    sched_start(thread);
    if (flags & CLONE_VFORK)
        wait_for_space(process);
    process_put(process);
    return tid;
fail:
    if (thread->process != maker->process)
        process_put(thread->process);
    thread_put(thread);
    return error;
}
