/*
 * When an invariant is broken. Never for bad user input, never for memory running out.
 */
#pragma once

#include "lib/types.h"

struct trap_frame;

/* Prints the reason, registers, backtrace with names, CPU, thread and process, and stops the machine. */
void panic(const char *pattern, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* The same for a trap in the kernel: registers and backtrace are those of the frame. */
void panic_trap(const struct trap_frame *frame, const char *pattern, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* What panic() must ask others for; filled by main.c. */
extern struct panic_hooks {
    bool exits;                                  /* end QEMU instead of stopping (kernel word panic=exit) */
    void (*show_text)(void);                     /* makes the kernel's text visible, if a picture hides it */
    void (*describe)(char *buffer, size_t size); /* writes a line on the thread that runs */
} panic_hooks;

/* That line, or that there is no thread yet. */
void panic_describe(char *buffer, size_t size);

/* Says why the machine can't start, and stops it: for what is nobody's bug, like too little memory or no
 * first program. */
void stop(const char *pattern, ...) __attribute__((noreturn, format(printf, 1, 2)));

#define assert(condition)                                                         \
    do {                                                                          \
        if (unlikely(!(condition)))                                               \
            panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #condition); \
    } while (0)

/* Checks that cost too much for every run: only in kernels built with DEBUG=1. */
#ifdef DEBUG
#define debug_assert(condition) assert(condition)
#else
#define debug_assert(condition) ((void)0)
#endif
