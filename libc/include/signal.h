/* Signals (POSIX): sending them. */
#pragma once
#include <abi/signal.h>
#include <sys/types.h>

#define NSIG (SIGNALS + 1)
#ifndef SIGPOLL
#define SIGPOLL SIGIO
#endif

typedef int sig_atomic_t;

int kill(pid_t pid, int signal);
int raise(int signal);
