/*
 * The trace ring. Writers take a place with one atomic step, so no lock is needed; a reader that is overtaken
 * while it copies may get a torn record of long ago, so readers stop the trace first.
 */
#include "debug/trace.h"

#include "x86/cpu.h"

#define RING 4096u /* records; a power of two */

bool trace_on;

static struct trace_record ring[RING];
static uint32_t written; /* ever */
static uint32_t cleared; /* records before this one are forgotten */

void trace_write(enum trace_event event, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e)
{
    uint32_t flags = interrupts_save();
    struct trace_record *record = &ring[__atomic_fetch_add(&written, 1, __ATOMIC_RELAXED) % RING];
    *record = (struct trace_record){
        .time = cpu_cycles(), .event = event, .cpu = this_cpu()->id, .a = a, .b = b, .c = c, .d = d, .e = e};
    interrupts_restore(flags);
}

bool trace_read(uint32_t *index, struct trace_record *record)
{
    uint32_t end = __atomic_load_n(&written, __ATOMIC_RELAXED);
    uint32_t first = MAX(cleared, end > RING ? end - RING : 0);
    *index = MAX(*index, first);
    if (*index >= end)
        return false;
    *record = ring[(*index)++ % RING];
    return true;
}

void trace_clear(void)
{
    cleared = __atomic_load_n(&written, __ATOMIC_RELAXED);
}
