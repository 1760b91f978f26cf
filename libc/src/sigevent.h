/* What happened is told as a struct sigevent says (<signal.h>). */
#pragma once
#include <signal.h>

/* Whether it says something that can be done. */
int __sigevent_ok(const struct sigevent *event);

/*
 * Does it: queues the signal to this process, or starts the thread. `mask` is what that thread has blocked;
 * `info` has the signal's si_code, and what goes with it beside number and value.
 */
void __sigevent_notify(const struct sigevent *event, siginfo_t *info, const sigset_t *mask);
