/*
 * The trace's rings, and how they are read while they are written.
 *
 * A CPU counts a record as begun before it takes its time, and as written when it is complete. So a reader
 * knows from `begun` whether what it has copied was being overwritten meanwhile; and when it has seen the two
 * equal on every CPU, every record still to come has a later time.
 *
 * A reader outside of the machine is waited for: behind trace_port there is a pipe to it, and a quarter of a
 * ring fills the pipe. Until the reader empties it, the machine stands at its next write.
 */
#include "debug/trace.h"

#include "lib/string.h"

#define NAMES 512u

#define PIPE_BYTES 4096u

uint32_t trace_events;
uint16_t trace_port;
struct trace_ring trace_rings[CPU_MAX];

/* Of threads that have ended: the latest, by tid % NAMES. */
static struct {
    uint32_t tid;
    char name[16];
} names[NAMES];

static struct trace_record *page_of(const struct trace_ring *ring, uint32_t number)
{
    return ring->table[number / TRACE_PAGE_RECORDS & (ring->pages - 1)];
}

void trace_turn_page(struct trace_ring *ring)
{
    ring->place = page_of(ring, ring->written + 1);
    for (uint32_t i = 0; trace_port && i < 4 * PIPE_BYTES / ring->pages; i++)
        port_write8(trace_port, 0);
}

void trace_write(enum trace_event event, unsigned count, ...)
{
    va_list words;
    va_start(words, count);
    uint32_t flags = interrupts_save();
    struct trace_ring *ring = this_cpu()->trace;
    struct trace_record *record = trace_begin(ring, event, stack_top_current()->tid);
    record->event |= flags & EFLAGS_IF;
    for (unsigned i = 0; i < count; i++)
        record->words[i] = va_arg(words, uint32_t);
    trace_end(ring, record);
    interrupts_restore(flags);
    va_end(words);
}

uint64_t trace_settle(void)
{
    uint64_t now = cpu_cycles();
    for (struct trace_ring *ring = trace_rings; ring < trace_rings + CPU_MAX; ring++)
        while (__atomic_load_n(&ring->begun, __ATOMIC_SEQ_CST) !=
               __atomic_load_n(&ring->written, __ATOMIC_ACQUIRE))
            cpu_relax();
    return now;
}

bool trace_read(unsigned cpu, uint32_t *number, struct trace_record *record)
{
    const struct trace_ring *ring = &trace_rings[cpu];
    uint32_t size = ring->pages * TRACE_PAGE_RECORDS;
    do {
        uint32_t written = __atomic_load_n(&ring->written, __ATOMIC_ACQUIRE);
        if (written - *number > size)
            *number = written - size;
        if (*number == written)
            return false;
        *record = page_of(ring, *number)[*number % TRACE_PAGE_RECORDS];
    } while (__atomic_load_n(&ring->begun, __ATOMIC_ACQUIRE) - *number > size);
    return true;
}

void trace_keep_name(uint32_t tid, const char *name)
{
    names[tid % NAMES].tid = tid;
    string_copy(names[tid % NAMES].name, name, sizeof(names->name));
}

const char *trace_kept_name(uint32_t tid)
{
    return names[tid % NAMES].tid == tid ? names[tid % NAMES].name : "<...>";
}
