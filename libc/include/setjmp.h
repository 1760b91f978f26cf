/* Jumping out of functions (ISO C 7.13, POSIX). Only sigsetjmp saves the signal mask. */
#pragma once
#include <abi/sigset.h>

typedef struct {
    unsigned long __registers[6]; /* ebx, esi, edi, ebp, esp, eip */
    unsigned long __mask_saved;
    sigset_t __mask;
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf state) __attribute__((__returns_twice__));
int _setjmp(jmp_buf state) __attribute__((__returns_twice__));
void longjmp(jmp_buf state, int value) __attribute__((__noreturn__));
void _longjmp(jmp_buf state, int value) __attribute__((__noreturn__));
int sigsetjmp(sigjmp_buf state, int save_mask) __attribute__((__returns_twice__));
void siglongjmp(sigjmp_buf state, int value) __attribute__((__noreturn__));
#define setjmp(state)           setjmp(state)
#define sigsetjmp(state, saved) sigsetjmp(state, saved)
