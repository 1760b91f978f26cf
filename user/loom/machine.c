/* Looking at the machine through /proc; see machine.h. The files are described in docs/proc.md. */
#include "machine.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIDS_MAX     512 /* processes of the machine that are looked through */
#define FORGET_AFTER 2.0 /* seconds that the box of a process stays when that has ended */

static char text[65536];

/* The whole text of a file, valid until the next call, or "". */
static char *read_text(const char *format, ...)
{
    char path[64];
    size_t size = 0;
    ssize_t got = 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && size < sizeof text - 1 && (got = read(fd, text + size, sizeof text - 1 - size)) > 0)
        size += (size_t)got;
    if (fd >= 0)
        close(fd);
    text[size] = '\0';
    return text;
}

static const char *next_line(const char *line)
{
    line = strchr(line, '\n');
    return line && line[1] ? line + 1 : NULL;
}

/* The number behind `label` at the beginning of a line; 0 if there is none. */
static uint32_t number_of(const char *where, const char *label)
{
    size_t length = strlen(label);
    for (const char *line = where; line && *line; line = next_line(line))
        if (strncmp(line, label, length) == 0)
            return strtoul(line + length + strspn(line + length, ": \t"), NULL, 0);
    return 0;
}

static const char *skip_words(const char *line, int count)
{
    while (count-- > 0) {
        line += strcspn(line, " \n");
        line += strspn(line, " ");
    }
    return line;
}

/* Field `number` of a file `stat`, from 3 on: what lies before it may have blanks in it. */
static const char *stat_field(const char *stat, int number)
{
    const char *name_end = strrchr(stat, ')');
    return name_end ? skip_words(name_end, number - 2) : "";
}

/* The numbers among the names in a directory; ended by 0. Returns how many. */
static int numbers_in(const char *path, int *numbers, int room)
{
    int count = 0;
    DIR *directory = opendir(path);
    struct dirent *entry;
    while (directory && count < room - 1 && (entry = readdir(directory))) {
        int number = atoi(entry->d_name);
        if (number > 0)
            numbers[count++] = number;
    }
    if (directory)
        closedir(directory);
    numbers[count] = 0;
    return count;
}

/* --- Threads --- */

static enum doing doing_of(char state)
{
    switch (state) {
    case 'R':
        return READY;
    case 'T':
    case 't':
        return STOPPED;
    case 'Z':
    case 'X':
        return ENDED;
    default:
        return WAITS;
    }
}

static void lengthen(struct thread *thread, unsigned cpu)
{
    thread->trail[thread->length++ % TRAIL_MAX] = (uint8_t)cpu;
}

static void end_of_stretch(struct thread *thread)
{
    if (thread->length > 0)
        thread->trail[(thread->length - 1) % TRAIL_MAX] |= TRAIL_WAIT;
}

static void read_thread(struct machine *machine, struct process *process, struct thread *thread)
{
    const char *stat = read_text("/proc/%d/task/%d/stat", process->pid, thread->tid);
    if (!*stat)
        return;
    uint32_t ticks = strtoul(stat_field(stat, 14), NULL, 10);
    uint32_t before = thread->seen ? thread->ticks : ticks;
    enum doing doing = doing_of(*stat_field(stat, 3));
    if (!thread->seen || !machine->frozen) {
        machine->changes += !thread->seen || ticks != before ||
                            (doing == READY ? thread->doing > READY : doing != thread->doing);
        thread->doing = doing;
        thread->cpu = strtoul(stat_field(stat, 39), NULL, 10) % CPUS_MAX;
    }
    thread->ticks = ticks;
    if (!machine->traced) {
        if (doing == WAITS)
            end_of_stretch(thread);
        for (; before < ticks; before++)
            lengthen(thread, thread->cpu);
    }
    const char *status = read_text("/proc/%d/task/%d/status", process->pid, thread->tid);
    thread->eip = number_of(status, "EIP");
    thread->esp = number_of(status, "ESP");
    thread->left = number_of(status, "voluntary_ctxt_switches");
    thread->pushed = number_of(status, "nonvoluntary_ctxt_switches");
    thread->seen = true;
}

/* Makes the list of threads what `tids` says, and keeps what is known of those that stay. */
static void read_threads(struct machine *machine, struct process *process)
{
    static struct thread kept[THREADS_MAX];
    int tids[256];
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/task", process->pid);
    int count = numbers_in(path, tids, 256);
    unsigned old_count = process->thread_count;
    memcpy(kept, process->threads, sizeof kept);
    process->thread_count = 0;
    process->more_threads = count > THREADS_MAX ? count - THREADS_MAX : 0;
    for (int i = 0; i < count && i < THREADS_MAX; i++) {
        struct thread *thread = &process->threads[process->thread_count++];
        memset(thread, 0, sizeof *thread);
        thread->tid = tids[i];
        for (unsigned j = 0; j < old_count; j++)
            if (kept[j].tid == tids[i])
                *thread = kept[j];
        read_thread(machine, process, thread);
    }
    machine->changes += old_count != process->thread_count;
}

/* --- Pages and frames --- */

static struct frame *frame_for(struct machine *machine, uint32_t number)
{
    for (int i = 0; i < machine->frame_count; i++)
        if (machine->frames[i].number == number)
            return &machine->frames[i];
    if (machine->frame_count == FRAMES_MAX)
        return NULL;
    struct frame *frame = &machine->frames[machine->frame_count++];
    *frame = (struct frame){.number = number};
    return frame;
}

static enum kind kind_of(const char *word)
{
    return strncmp(word, "anonymous", 9) == 0 ? KIND_ANONYMOUS
           : strncmp(word, "file", 4) == 0    ? KIND_FILE
           : strncmp(word, "shared", 6) == 0  ? KIND_SHARED
                                              : KIND_OTHER;
}

static enum area area_of(const char *name, bool executable, uint32_t address)
{
    if (strncmp(name, "[stack]", 7) == 0)
        return AREA_STACK;
    if (strncmp(name, "[heap]", 6) == 0)
        return AREA_HEAP;
    if (executable)
        return AREA_CODE;
    if (strncmp(name, "/dev/zero", 9) == 0)
        return AREA_SHARED;
    return *name == '/' || address < 0x40000000 ? AREA_DATA : AREA_MAPPED;
}

/* A line is: address, frame, the entry's flags, references, mappings, kind, name. */
static void read_page(struct machine *machine, struct process *process, uint32_t table, const char *line)
{
    struct page *page = &process->pages[process->page_count];
    char *end;
    page->table = table;
    page->address = strtoul(line, &end, 16);
    page->frame = strtoul(end, &end, 16);
    const char *flags = end + 1;
    page->writable = flags[1] == 'w';
    unsigned references = strtoul(skip_words(flags, 1), &end, 10);
    unsigned mappings = strtoul(end, &end, 10);
    const char *kind = end + 1;
    page->area = area_of(skip_words(kind, 1), flags[2] == 'x', page->address);
    page->copies =
        !page->writable && references > 1 && page->area != AREA_CODE && kind_of(kind) != KIND_SHARED;
    page->stack_of = 0;
    for (unsigned i = 0; i < process->thread_count; i++)
        if (process->threads[i].esp >> 12 == page->address >> 12)
            page->stack_of = process->threads[i].tid;
    struct frame *frame = frame_for(machine, page->frame);
    if (!frame)
        return;
    frame->references = references;
    frame->mappings = mappings;
    frame->kind = kind_of(kind);
    frame->mapped_by |= 1u << (process - machine->processes);
    process->page_count++;
}

static const struct page *page_at(const struct page *pages, unsigned count, uint32_t address)
{
    for (unsigned i = 0; i < count; i++)
        if (pages[i].address == address)
            return &pages[i];
    return NULL;
}

/* Compares with the pages of the last look: what is another frame now, while others still have the old one?
 */
static void find_changes(struct machine *machine, struct process *process, const struct page *old,
                         unsigned old_count)
{
    machine->changes += old_count != process->page_count;
    for (unsigned i = 0; i < process->page_count; i++) {
        const struct page *page = &process->pages[i], *before = page_at(old, old_count, page->address);
        if (before && before->frame == page->frame && before->writable == page->writable)
            continue;
        machine->changes++;
        if (before && before->frame != page->frame && before->copies && page->writable)
            machine->split =
                (struct split){process->pid, page->address, before->frame, page->frame, machine->now};
    }
}

static void read_pages(struct machine *machine, struct process *process)
{
    static struct page old[PAGES_MAX];
    unsigned old_count = process->page_count;
    memcpy(old, process->pages, sizeof old);
    uint32_t table = 0;
    const char *line = read_text("/proc/%d/pagetable", process->pid);
    process->directory = number_of(line, "directory");
    process->tables = strtoul(skip_words(line, 3), NULL, 10);
    process->page_count = process->more_pages = 0;
    while ((line = next_line(line))) {
        if (strncmp(line, "table ", 6) == 0)
            table = strtoul(skip_words(line, 2), NULL, 16);
        else if (process->page_count < PAGES_MAX)
            read_page(machine, process, table, line);
        else
            process->more_pages++;
    }
    find_changes(machine, process, old, old_count);
}

static int compare_frames(const void *left, const void *right)
{
    uint32_t a = ((const struct frame *)left)->number, b = ((const struct frame *)right)->number;
    return a < b ? -1 : a > b;
}

/* --- Processes --- */

struct process *machine_process(struct machine *machine, int pid)
{
    for (int i = 0; i < PROCESSES_MAX && pid; i++)
        if (machine->processes[i].pid == pid)
            return &machine->processes[i];
    return NULL;
}

struct thread *machine_thread(struct machine *machine, int tid)
{
    for (int i = 0; i < PROCESSES_MAX && tid; i++)
        for (unsigned j = 0; machine->processes[i].pid && j < machine->processes[i].thread_count; j++)
            if (machine->processes[i].threads[j].tid == tid)
                return &machine->processes[i].threads[j];
    return NULL;
}

/* The place of a process that is there; a new one gets a free place, the first ones before others. */
static struct process *place_for(struct machine *machine, int pid)
{
    struct process *process = machine_process(machine, pid);
    for (int i = 0; i < PROCESSES_MAX && !process; i++) {
        if (machine->processes[i].pid)
            continue;
        process = &machine->processes[i];
        memset(process, 0, sizeof *process);
        process->pid = pid;
        machine->changes++;
    }
    return process;
}

static int parent_of(int pid)
{
    return atoi(stat_field(read_text("/proc/%d/stat", pid), 4));
}

/* Which of all processes are to be seen: the root, what lies below it, and what has been seen before. */
static int choose(struct machine *machine, int *chosen)
{
    int pids[PIDS_MAX], parents[PIDS_MAX], found = 0, before = -1;
    int count = numbers_in("/proc", pids, PIDS_MAX);
    for (int i = 0; i < count; i++)
        parents[i] = parent_of(pids[i]);
    while (found != before) {
        before = found;
        for (int i = 0; i < count; i++) {
            bool wanted = pids[i] == machine->root;
            const struct process *process = machine_process(machine, pids[i]);
            wanted |= process && !process->ended;
            for (int j = 0; j < found && !wanted; j++)
                wanted = chosen[j] == parents[i];
            for (int j = 0; j < found && wanted; j++)
                wanted = chosen[j] != pids[i];
            if (wanted)
                chosen[found++] = pids[i];
        }
    }
    return found;
}

static void read_process(struct machine *machine, int pid)
{
    struct process *process = place_for(machine, pid);
    if (!process) {
        machine->more++;
        return;
    }
    const char *stat = read_text("/proc/%d/stat", pid);
    const char *name = strchr(stat, '('), *name_end = strrchr(stat, ')');
    if (!name || !name_end)
        return;
    snprintf(process->name, sizeof process->name, "%.*s", (int)(name_end - name - 1), name + 1);
    process->parent = atoi(stat_field(stat, 4));
    read_threads(machine, process);
    read_pages(machine, process);
}

/* Processes that are there no more stay for a while, without threads and pages. */
static void forget_ended(struct machine *machine, const int *chosen, int count)
{
    for (int i = 0; i < PROCESSES_MAX; i++) {
        struct process *process = &machine->processes[i];
        bool there = false;
        for (int j = 0; j < count; j++)
            there |= chosen[j] == process->pid;
        if (there || !process->pid)
            continue;
        if (!process->ended) {
            process->ended = machine->now;
            process->page_count = process->more_pages = 0;
            for (unsigned j = 0; j < process->thread_count; j++)
                process->threads[j].doing = ENDED;
            machine->changes++;
        } else if (machine->now - process->ended > FORGET_AFTER && process->pid != machine->root) {
            process->pid = 0;
            machine->changes++;
        }
    }
}

/* Who runs on each CPU. While loom looks that is loom itself, so who had the CPU before it, and could have
 * gone on, counts as well. */
static void find_running(struct machine *machine)
{
    for (int i = 0; i < CPUS_MAX; i++) {
        struct cpu *cpu = &machine->cpu[i];
        struct thread *thread = machine_thread(machine, cpu->thread == getpid() ? cpu->before : cpu->thread);
        bool runs = thread && thread->doing <= READY;
        machine->running[i] = runs ? thread->tid : 0;
        if (runs)
            thread->doing = RUNS;
    }
}

/* A thread had a CPU for so many seconds. */
static void give(struct thread *thread, unsigned cpu, double seconds)
{
    thread->rest += seconds;
    for (; thread->rest >= 0.01; thread->rest -= 0.01)
        lengthen(thread, cpu);
}

void machine_apply(struct machine *machine, const struct event *event)
{
    struct cpu *cpu = &machine->cpu[event->cpu % CPUS_MAX];
    struct thread *thread = machine_thread(machine, event->thread),
                  *next = machine_thread(machine, event->next);
    if (thread) {
        if (cpu->known && cpu->thread == event->thread)
            give(thread, event->cpu, event->time - cpu->since);
        thread->doing = event->state == 'R' ? READY : event->state == 'Z' ? ENDED : WAITS;
        if (thread->doing == WAITS)
            end_of_stretch(thread);
    }
    if (next) {
        next->doing = RUNS;
        next->cpu = event->cpu % CPUS_MAX;
    }
    machine->running[event->cpu % CPUS_MAX] = next ? next->tid : 0;
    *cpu = (struct cpu){event->next, event->time, event->state == 'R' ? event->thread : 0, true};
    machine->changes += thread || next;
}

static void read_totals(struct machine *machine)
{
    static uint32_t last_ticks;
    static double last_time;
    machine->now = strtod(read_text("/proc/uptime"), NULL);
    uint32_t ticks = strtoul(stat_field(read_text("/proc/self/stat"), 14), NULL, 10);
    if (machine->now - last_time >= 1) {
        machine->own_share = (uint32_t)((ticks - last_ticks) / (machine->now - last_time) + 0.5);
        machine->changes++;
        last_ticks = ticks;
        last_time = machine->now;
    }
    machine->cpus = number_of(read_text("/proc/weft/sched"), "cpus");
    const char *frames = read_text("/proc/weft/frames");
    machine->free_frames = number_of(frames, "free");
    machine->all_frames = number_of(frames, "total") - number_of(frames, "reserved");
}

int machine_look(struct machine *machine)
{
    int chosen[PIDS_MAX];
    read_totals(machine);
    int count = choose(machine, chosen);
    machine->more = 0;
    machine->frame_count = 0;
    for (int i = 0; i < count; i++)
        read_process(machine, chosen[i]);
    qsort(machine->frames, machine->frame_count, sizeof *machine->frames, compare_frames);
    forget_ended(machine, chosen, count);
    if (!machine->frozen)
        find_running(machine);
    machine->count = 0;
    for (int i = 0; i < PROCESSES_MAX; i++)
        machine->count += machine->processes[i].pid != 0;
    return count;
}

const struct frame *machine_frame(const struct machine *machine, uint32_t number)
{
    for (int i = 0; i < machine->frame_count; i++)
        if (machine->frames[i].number == number)
            return &machine->frames[i];
    return NULL;
}

const char *doing_name(enum doing doing)
{
    static const char *const names[] = {"runs", "ready", "waits", "stopped", "ended"};
    return names[doing];
}

const char *area_name(enum area area)
{
    static const char *const names[] = {"code", "data", "heap", "mapped", "shared", "stack"};
    return names[area];
}

const char *kind_name(enum kind kind)
{
    static const char *const names[] = {"anonymous", "file", "shared", "other"};
    return names[kind];
}
