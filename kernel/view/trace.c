/*
 * /sys/kernel/tracing: the trace as text, in the format and by the names of Linux's ftrace (docs/trace.md).
 *
 * Lock: trace_lock guards all that is static here, and so who reads trace_pipe.
 */
#include "debug/trace.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "debug/log.h"
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "thread/thread.h"
#include "view/node.h"
#include "view/proc.h"
#include "x86/boot_info.h"
#include "x86/smp.h"
#include "x86/timer.h"

#define LINE     384
#define BIT_MARK (1u << TRACE_MARK)

static const struct {
    const char *group, *name, *format;
} events[TRACE_EVENTS] = {
#define TRACE_EVENT(NAME, group, name, format) {#group ":" #name, #name, format},
#include "debug/trace.def"
#undef TRACE_EVENT
};

/* A place in the trace. */
struct cursor {
    uint32_t next[CPU_MAX]; /* the number of each CPU's next record */
    uint64_t end;           /* in cycles: later records are not read */
};

static struct mutex trace_lock = MUTEX_INITIALIZER(trace_lock);
static bool on = true;               /* as tracing_on says */
static uint32_t selected = BIT_MARK; /* events: markers always */
static struct cursor consumed;       /* what trace_pipe has given to anybody, and what was cleared */

/* --- What is traced --- */

/* Has the events of the set traced. Makes the rings at the first time; they stay. Returns 0 or -ENOMEM. */
static int select_locked(uint32_t set)
{
    uint32_t pages = MIN(MAX(boot_option_number("trace_pages", 128), 1u), TRACE_PAGES_MAX);
    trace_port = boot_option_number("trace_port", 0);
    for (unsigned i = 0; i < cpu_count; i++) {
        struct trace_ring *ring = cpus[i].trace = &trace_rings[i];
        if (!ring->table && !(ring->table = heap_alloc(PAGE_SIZE)))
            return -ENOMEM;
        for (; ring->pages < 1u << (31 - __builtin_clz(pages)); ring->pages++)
            if (!(ring->table[ring->pages] = heap_alloc(PAGE_SIZE)))
                return -ENOMEM;
        ring->place = ring->place ?: ring->table[0];
    }
    selected = set | BIT_MARK;
    trace_events = on ? selected : 0;
    return 0;
}

/* The events that a word means: "name", the beginning of "group:name", or that up to a star. */
static uint32_t events_of(const char *word)
{
    const char *star = strchr(word, '*');
    size_t length = star ? (size_t)(star - word) : strlen(word);
    uint32_t set = 0;
    for (unsigned i = 0; i < TRACE_EVENTS; i++)
        if (strncmp(word, events[i].group, length) == 0 || strcmp(word, events[i].name) == 0)
            set |= 1u << i;
    return set;
}

/* One word that selects events, or with ! before it deselects them; all others are deselected unless the file
 * was opened to append. */
static ssize_t events_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    char text[64] = "", *end, *word = text;
    if (size >= sizeof(text) || copy_from_user(text, user_from, size))
        return -EINVAL;
    if ((end = strchr(text, '\n')))
        *end = '\0';
    bool negated = *word == '!';
    uint32_t meant = *word ? events_of(word + negated) : 0, old = file->flags & O_APPEND ? selected : 0;
    mutex_lock(&trace_lock);
    int error = *word && !meant ? -EINVAL : select_locked(negated ? selected & ~meant : old | meant);
    mutex_unlock(&trace_lock);
    return error ? error : (ssize_t)size;
}

static void show_events(struct text *text, const struct place *place)
{
    for (unsigned i = 0; i < TRACE_EVENTS; i++)
        if (!place->node->write || selected & 1u << i) /* set_event can be written to, available_events not */
            text_print(text, "%s\n", events[i].group);
}

static ssize_t on_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    char digit;
    if (size == 0 || copy_from_user(&digit, user_from, 1) || (digit != '0' && digit != '1'))
        return -EINVAL;
    mutex_lock(&trace_lock);
    on = digit == '1';
    trace_events = on && cpus[0].trace ? selected : 0;
    mutex_unlock(&trace_lock);
    return size;
}

static void show_on(struct text *text, const struct place *place)
{
    text_print(text, "%u\n", on);
}

/* What does not fit into a record is left to the next write. */
static ssize_t mark_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    char text[48] __attribute__((aligned(4))) = "";
    size = MIN(size, sizeof(text));
    if (copy_from_user(text, user_from, size))
        return -EFAULT;
    if (size > 0 && text[size - 1] == '\n')
        text[size - 1] = '\0';
    mutex_lock(&trace_lock);
    int error = select_locked(selected);
    mutex_unlock(&trace_lock);
    if (error || !on)
        return error ? error : -EBADF;
    trace(MARK, TRACE_TEXT16(text), TRACE_TEXT16(text + 16), TRACE_TEXT16(text + 32));
    return size;
}

/* --- Records as text --- */

/* What a thread is called, or was; Linux's name for idle threads. */
static const char *name_of(uint32_t tid, unsigned cpu, char name[THREAD_NAME_SIZE])
{
    if (tid == 0)
        format(name, THREAD_NAME_SIZE, "swapper/%u", cpu);
    else if (!thread_name(tid, name))
        string_copy(name, trace_kept_name(tid), THREAD_NAME_SIZE);
    return name;
}

/* The record's fields, as its event's format says. Returns the length. */
static int write_fields(char *line, size_t size, const struct trace_record *record, unsigned cpu)
{
    char names[2][THREAD_NAME_SIZE];
    uint32_t a[8] = {0}, count = 0, name = 0;
    const uint32_t *word = record->words;
    const char *pattern = events[record->event & TRACE_EVENT_BITS].format;
    for (const char *p = pattern; (p = strchr(p, '%')); p++) {
        if (p[1] == 's')
            a[count++] = (uintptr_t)name_of(*word, cpu, names[name++]);
        else
            a[count++] = p[1] == '.' ? (uintptr_t)word : *word;
        word += p[1] == 's' ? 0 : p[1] == '.' ? 4 : 1;
    }
    return format(line, size, pattern, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
}

/* Writes the oldest record that has not been read, of all CPUs, as Linux does, after a line that says how
 * many were overwritten before it. Returns the length, 0 when there is none. */
static size_t next_line(struct cursor *cursor, char *line)
{
    struct trace_record record, other;
    unsigned cpu = CPU_MAX;
    char name[THREAD_NAME_SIZE];
    int length = 0;
    for (unsigned i = 0; i < cpu_count; i++) {
        uint32_t expected = cursor->next[i];
        bool exists = trace_read(i, &cursor->next[i], &other) && other.time < cursor->end;
        if (cursor->next[i] != expected)
            length += format(line + length, LINE - length, "CPU:%u [LOST %u EVENTS]\n", i,
                             cursor->next[i] - expected);
        if (exists && (cpu == CPU_MAX || other.time < record.time)) {
            record = other;
            cpu = i;
        }
    }
    if (cpu == CPU_MAX)
        return length;
    cursor->next[cpu]++;
    uint32_t microseconds;
    uint64_t time = divide_64(timer_cycles_to_ns(record.time - timer_cycles_at(0)), 1000, NULL);
    uint32_t seconds = (uint32_t)divide_64(time, 1000000, &microseconds);
    length +=
        format(line + length, LINE - length,
               "%16s-%-5u [%03u] %s %5u.%06u: %s: ", record.tid ? name_of(record.tid, cpu, name) : "<idle>",
               record.tid, cpu, record.event & ~TRACE_EVENT_BITS ? "...." : "d...", seconds, microseconds,
               events[record.event & TRACE_EVENT_BITS].name);
    length += write_fields(line + length, LINE - length, &record, cpu);
    line[length++] = '\n';
    return length;
}

/* All that there is now. Each who has trace_pipe open has a place of his own, from what was consumed then;
 * what he is given is gone for those who open it later. */
static void show_trace(struct text *text, const struct place *place)
{
    char line[LINE];
    struct cursor *own = place->node->room ? (struct cursor *)(place + 1) : NULL;
    mutex_lock(&trace_lock);
    struct cursor cursor = own && own->end ? *own : consumed;
    cursor.end = trace_settle();
    if (!own)
        text_print(text, "# tracer: nop\n#\n#                              _-----=> irqs-off\n"
                         "#           TASK-PID   CPU#  |...     TIMESTAMP  FUNCTION\n"
                         "#              | |       |   |          |         |\n");
    for (size_t length; !text->error && (length = next_line(&cursor, line));)
        text_write(text, line, length);
    if (own && !text->error)
        consumed = *own = cursor;
    mutex_unlock(&trace_lock);
}

/* Writing anything to `trace` empties it. */
static ssize_t trace_clear(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    mutex_lock(&trace_lock);
    for (unsigned i = 0; i < cpu_count; i++)
        consumed.next[i] = __atomic_load_n(&trace_rings[i].written, __ATOMIC_RELAXED);
    mutex_unlock(&trace_lock);
    return size;
}

/* --- The files --- */

static const struct node tracing_nodes[] = {
    {.name = "available_events", .show = show_events},
    {.name = "set_event", .show = show_events, .write = events_write},
    {.name = "trace", .show = show_trace, .write = trace_clear},
    {.name = "trace_marker", .write = mark_write},
    {.name = "trace_pipe", .show = show_trace, .room = sizeof(struct cursor)},
    {.name = "tracing_on", .show = show_on, .write = on_write},
    {.name = NULL},
};

void trace_init(void)
{
    static const struct node tracing = {.children = tracing_nodes};
    fs_make(NULL, "/sys", S_IFDIR | 0555, NULL);
    fs_make(NULL, "/sys/kernel", S_IFDIR | 0555, NULL);
    node_mount("/sys/kernel/tracing", &tracing);
    if (boot_option("trace") && select_locked(~0u))
        log_print("trace: no memory for it\n");
}
