/*
 * Kernel stacks: KSTACK_SIZE bytes at the top of a KSTACK_SLOT, with nothing mapped below, so that an
 * overflow faults instead of writing over something else.
 */
#pragma once

#include "lib/types.h"
#include "x86/cpu.h"

/* A kernel stack for the thread with this id; NULL when memory has run out. Its stack_top is zero. */
struct stack_top *kstack_alloc(uint32_t owner);
/* Nobody may be running on it. */
void kstack_free(struct stack_top *top);
/* Gives the stacks that are kept for reuse back. */
void kstack_drain(void);
