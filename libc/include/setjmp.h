/* Jumping out of functions (ISO C 7.13). */
#pragma once

typedef struct {
    unsigned long __registers[6]; /* ebx, esi, edi, ebp, esp, eip */
    unsigned long __mask_saved;
    unsigned long __mask[2];
} jmp_buf[1];

int setjmp(jmp_buf state) __attribute__((__returns_twice__));
int _setjmp(jmp_buf state) __attribute__((__returns_twice__));
void longjmp(jmp_buf state, int value) __attribute__((__noreturn__));
void _longjmp(jmp_buf state, int value) __attribute__((__noreturn__));
#define setjmp(state) setjmp(state)
