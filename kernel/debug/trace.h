/*
 * The trace: a ring of small records of what the kernel did, in order. With tracing off a trace point costs
 * one branch.
 */
#pragma once

#include "lib/types.h"

enum trace_event {
    TRACE_SWITCH, /* tid that ran, its state's letter, tid that runs now, its page directory (0: the same as
                     before) */
    TRACE_CLONE,  /* tid of the maker, of the new thread, its process's pid */
    TRACE_EXIT,   /* tid, exit status */
    TRACE_NOSYS,  /* tid, number of a system call that there isn't */
};

struct trace_record {
    uint64_t time; /* in cycles */
    uint16_t event, cpu;
    uint32_t a, b, c, d, e;
};

extern bool trace_on;

/* Writes a record; the oldest is overwritten. Any context. */
void trace_write(enum trace_event event, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e);

static inline void trace(enum trace_event event, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e)
{
    if (unlikely(trace_on))
        trace_write(event, a, b, c, d, e);
}

/* The record after the first `index` ever written; false when there is none (yet). *index moves past it, and
 * past those that were overwritten. Start with 0. */
bool trace_read(uint32_t *index, struct trace_record *record);

void trace_clear(void);
