/*
 * The trace: what the kernel did and when, in small records of one size (a cache line each). Each CPU writes
 * to a ring of its own, so there is no lock. The events, their names and their fields are in one list,
 * debug/trace.def. A tracepoint whose event is not selected costs one branch.
 */
#pragma once

#include "lib/types.h"
#include "x86/cpu.h"

enum trace_event {
#define TRACE_EVENT(NAME, group, name, format) TRACE_##NAME,
#include "debug/trace.def"
#undef TRACE_EVENT
    TRACE_EVENTS,
};

struct trace_record {
    uint64_t time;      /* in cycles */
    uint32_t event;     /* and beside TRACE_EVENT_BITS, whether interrupts were on */
    uint32_t tid;       /* of the thread that ran */
    uint32_t words[12]; /* as trace.def says; those that it does not name are old */
};

#define TRACE_EVENT_BITS   0xffu
#define TRACE_PAGE_RECORDS (PAGE_SIZE / sizeof(struct trace_record))
#define TRACE_PAGES_MAX    (PAGE_SIZE / sizeof(struct trace_record *))

/*
 * Only its own CPU writes to a ring, with interrupts off. Records have numbers, from 0; that of number n is
 * the n % TRACE_PAGE_RECORDS-th of page n / TRACE_PAGE_RECORDS % pages. tools/trace reads rings from outside.
 */
struct trace_ring {
    uint32_t begun;              /* records that were begun, ever: before their time was taken, */
    uint32_t written;            /* and how many of them are complete */
    struct trace_record *place;  /* of the next one */
    struct trace_record **table; /* the pages */
    uint32_t pages;              /* how many: a power of two, at most TRACE_PAGES_MAX */
} __attribute__((aligned(64)));

extern struct trace_ring trace_rings[CPU_MAX];

extern uint32_t trace_events; /* a bit for each event that is written now; atomic */
extern uint16_t trace_port;   /* if not 0: where it is told that pages are full */

/* Whether records of an event are to be written. Without tracepoints (tests/trace.t compares): never. */
#ifdef NO_TRACE
#define trace_selected(EVENT) false
#else
#define trace_selected(EVENT) unlikely(trace_events & 1u << TRACE_##EVENT)
#endif

/* Goes on to the ring's next page, from its last record. */
void trace_turn_page(struct trace_ring *ring);

/*
 * trace(EVENT, word, ...) writes a record if the event is selected; the words are not looked at otherwise.
 * Any context.
 */
#define trace(EVENT, ...)                                                                                  \
    do {                                                                                                   \
        if (trace_selected(EVENT))                                                                         \
            trace_write(TRACE_##EVENT, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), __VA_ARGS__); \
    } while (0)

/* Out of line, so that code with a tracepoint is as fast as without. */
void trace_write(enum trace_event event, unsigned count, ...);

/* The parts of it; interrupts are off. Words go to record->words in between. */
static inline struct trace_record *trace_begin(struct trace_ring *ring, enum trace_event event, uint32_t tid)
{
    struct trace_record *record = ring->place;
    __atomic_add_fetch(&ring->begun, 1, __ATOMIC_SEQ_CST);
    record->time = cpu_cycles();
    record->event = event;
    record->tid = tid;
    return record;
}

static inline void trace_end(struct trace_ring *ring, struct trace_record *record)
{
    ring->place = ++record;
    if (unlikely(!((uintptr_t)record & PAGE_MASK)))
        trace_turn_page(ring);
    asm volatile("incl %0" : "+m"(ring->written) : : "memory"); /* only now */
}

/* For the scheduler: trace() in half the instructions. Interrupts are off; `...` assigns to words[]. */
#define trace_quickly(EVENT, ring, tid, ...)                                         \
    do {                                                                             \
        if (trace_selected(EVENT)) {                                                 \
            struct trace_ring *const to = (ring);                                    \
            struct trace_record *const record = trace_begin(to, TRACE_##EVENT, tid); \
            uint32_t *const words = record->words;                                   \
            __VA_ARGS__;                                                             \
            trace_end(to, record);                                                   \
        }                                                                            \
    } while (0)

/* For system calls: the same where interrupts are on. */
#define trace_quickly_enabled(EVENT, ...)                                              \
    do {                                                                               \
        interrupts_disable();                                                          \
        trace_quickly(EVENT, this_cpu()->trace, stack_top_current()->tid, __VA_ARGS__, \
                      record->event |= EFLAGS_IF);                                     \
        interrupts_enable();                                                           \
    } while (0)

/* 16 bytes of text as four words. */
#define TRACE_TEXT16(text)                                                                       \
    ((const uint32_t *)(text))[0], ((const uint32_t *)(text))[1], ((const uint32_t *)(text))[2], \
        ((const uint32_t *)(text))[3]

/* Waits until no CPU is amid writing a record, and returns a time in cycles before which all are complete. */
uint64_t trace_settle(void);

/*
 * Copies record number *number of a CPU, or, when that has been overwritten, a later one, to whose number
 * *number is moved. False when it has not been written yet. Never half a record.
 */
bool trace_read(unsigned cpu, uint32_t *number, struct trace_record *record);

/* What the thread with this tid was called when it ended; "<...>" if too many have ended since. Ended threads
 * leave their names with trace_keep_name(). */
void trace_keep_name(uint32_t tid, const char *name);
const char *trace_kept_name(uint32_t tid);
