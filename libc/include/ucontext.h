/* Contexts: flows of execution that a program switches by itself (POSIX.1-2001), and where a signal found a
 * thread. */
#pragma once
#include <signal.h>

/* Programs ask for these with #ifdef. */
#define REG_EIP    REG_EIP
#define REG_ESP    REG_ESP
#define REG_EBP    REG_EBP
#define REG_EAX    REG_EAX
#define REG_ERR    REG_ERR
#define REG_TRAPNO REG_TRAPNO

int getcontext(ucontext_t *context) __attribute__((__returns_twice__));
int setcontext(const ucontext_t *context);
void makecontext(ucontext_t *context, void (*function)(void), int count, ...);
int swapcontext(ucontext_t *__restrict save, const ucontext_t *__restrict next);
