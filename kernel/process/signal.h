/*
 * Signals (man 7 signal): sent to a process or to one of its threads, kept until a thread that does not block
 * them goes back to user mode, and acted on there (deliver.c).
 *
 * A set is a 64-bit number: bit n - 1 is signal n. Where it says "locked", the caller holds process_lock.
 */
#pragma once

#include "abi/sigaction.h"
#include "abi/siginfo.h"
#include "abi/signal.h"
#include "lib/types.h"

struct process;
struct thread;
struct signal_queue;
struct trap_frame;

#define SIGNAL_BIT(signal) (1ull << ((signal)-1))

/* What a process does at each signal. */
struct signal_actions {
    uint32_t references; /* atomic */
    struct kernel_sigaction actions[SIGNALS];
};

/* All default, or a copy; NULL when memory has run out. `for_exec`: handlers, which are gone with the
 * program, become default. */
struct signal_actions *signal_actions_create(const struct signal_actions *from, bool for_exec);
struct signal_actions *signal_actions_get(struct signal_actions *actions); /* returns them */
void signal_actions_put(struct signal_actions *actions);                   /* nothing, with NULL */

/* Sends a signal to a process, or to `thread` of it alone. 0 does nothing. */
void signal_send_locked(struct process *process, struct thread *thread, const siginfo_t *info);

/* The same, with details that say no more than the number and who sent it: SI_USER, or SI_KERNEL. */
void signal_send_simple_locked(struct process *process, int signal, int code);

/* What SIGCHLD says of a child's end, stop or continuation; `status` as wait4 tells it. */
siginfo_t signal_child_info(uint32_t pid, int status);

/* Tells the parent, by that signal (0: none) and by waking whoever waits for its children. */
void signal_tell_parent_locked(struct process *child, int signal, int status);

/* man 2 kill: to a process, a group (0: the sender's, below -1: that one), or, with -1, to all but pid 1 and
 * the sender. Returns 0, -ESRCH, -EINVAL. */
int signal_kill(int pid, int signal);

/* man 2 tgkill: to one thread; `pid` 0: of whichever process. Returns 0, -ESRCH, -EINVAL. */
int signal_kill_thread(int pid, int tid, int signal);

/* To the running thread: it can't go on as it is. Blocked or ignored, the signal ends the process all the
 * same, be it init. */
void signal_fault(int signal, int code, uintptr_t address);

/* To the running thread's process, by the kernel. */
void signal_raise(int signal);

/* What ^C on the terminal does: to the foreground group. Any context. */
void signal_terminal(uint32_t group, int signal);

/* Whether the running thread may use a terminal whose foreground group is `group`: 0 if it is in that group,
 * or none of its session is; else -EIO when it does not want the signal (SIGTTIN; with SIGTTOU it may) or its
 * group is orphaned, or -EINTR after its group was sent it. */
int signal_terminal_access(uint32_t group, int signal);

/* Takes the lowest signal of `wanted` that waits for the running thread or its process. Returns it with its
 * details, or 0. */
int signal_take_locked(uint64_t wanted, siginfo_t *info);

/* Whether a signal waits that the running thread does not block. */
bool signal_waits_locked(void);

/* Another mask of blocked signals for the running thread. SIGKILL and SIGSTOP can't be blocked. */
void signal_set_blocked_locked(uint64_t blocked);

/* Forgets the signals of `set` that wait in a queue. */
void signal_forget_locked(struct signal_queue *queue, uint64_t set);

/* The running thread's stack for handlers is in use. */
bool signal_on_handler_stack(const struct thread *thread, uintptr_t esp);

/*
 * On the way to user mode: acts on what waits. A handler is prepared by a frame on the user's stack. The
 * caller holds process_lock; it is let go meanwhile. Returns when nothing more is to be done, or the process
 * must end. deliver.c.
 */
void signal_deliver_locked(struct trap_frame *frame);

/* man 2 sigreturn: back to what a handler interrupted; `popped` bytes of its frame are off the stack: its
 * return address and, before sigreturn without rt_, its signal. Returns what EAX was. Ends the process if the
 * frame is not there. */
long signal_return(unsigned popped);

/* setitimer(ITIMER_REAL): in how many cycles, and how often from then; 0: never. Gives what was set before
 * (what is left of it). Returns 0 or -ENOMEM. alarm.c. */
int signal_set_alarm(uint64_t after, uint64_t every, uint64_t *old_after, uint64_t *old_every);
void signal_get_alarm(uint64_t *after, uint64_t *every);
