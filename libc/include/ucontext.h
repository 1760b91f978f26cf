/* Contexts: flows of execution that a program switches by itself (POSIX.1-2001), and where a signal found a
 * thread. */
#pragma once
#include <signal.h>

int getcontext(ucontext_t *context) __attribute__((__returns_twice__));
int setcontext(const ucontext_t *context);
void makecontext(ucontext_t *context, void (*function)(void), int count, ...);
int swapcontext(ucontext_t *__restrict save, const ucontext_t *__restrict next);
