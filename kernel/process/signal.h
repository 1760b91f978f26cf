/*
 * Signals (man 7 signal): their default actions. They are sent to a process or to a thread, and act on the
 * whole process.
 */
#pragma once

#include "lib/types.h"

struct process;

/* Sends a signal; process_lock is held. 0 only asks whether it could be sent. */
void signal_send_locked(struct process *process, int signal);

/*
 * man 2 kill: to a process, or to all but pid 1 and the sender with pid -1. Returns 0, -ESRCH, -EINVAL.
 */
int signal_kill(int pid, int signal);

/* To the running thread's process. */
void signal_raise(int signal);

/* Ends the running thread's process, be it init, because of a fault that it can't go on after. */
void signal_fault(int signal);

/* What ^C on the terminal does: to all that a shell has started, that is every process but init and its
 * children. Any context. */
void signal_terminal(int signal);
