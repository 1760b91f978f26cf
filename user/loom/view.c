/* Selecting, and the facts of what is selected; see view.h. */
#include "view.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RECENT 4.0 /* seconds that a split is shown */

bool split_is_recent(const struct machine *machine)
{
    return machine->split.when > 0 && machine->now - machine->split.when < RECENT;
}

int frame_owner(const struct frame *frame)
{
    if (frame_is_shared(frame) || !frame->mapped_by)
        return -1;
    return __builtin_ctz(frame->mapped_by);
}

static const struct thread *thread_of(const struct process *process, int tid)
{
    for (unsigned i = 0; process && i < process->thread_count; i++)
        if (process->threads[i].tid == tid)
            return &process->threads[i];
    return NULL;
}

void view_settle(struct view *view)
{
    struct machine *machine = &view->machine;
    struct process *process = machine_process(machine, view->pid);
    for (int i = 0; i < PROCESSES_MAX && !process; i++)
        if (machine->processes[i].pid)
            process = &machine->processes[i];
    if (!process)
        return;
    view->pid = process->pid;
    if (!thread_of(process, view->tid))
        view->tid = process->thread_count ? process->threads[0].tid : 0;
    if (!machine_frame(machine, view->frame) && machine->frame_count)
        view->frame = machine->frames[0].number;
}

void view_next_kind(struct view *view)
{
    view->selecting = (view->selecting + 1) % 3;
    view_settle(view);
}

static void move_process(struct view *view, int step)
{
    const struct process *processes = view->machine.processes;
    int at = 0;
    for (int i = 0; i < PROCESSES_MAX; i++)
        if (processes[i].pid == view->pid)
            at = i;
    do
        at = (at + step + PROCESSES_MAX) % PROCESSES_MAX;
    while (!processes[at].pid);
    view->pid = processes[at].pid;
    view->tid = processes[at].thread_count ? processes[at].threads[0].tid : 0;
}

/* Past the last thread of a process is the first one of the next. */
static void move_thread(struct view *view, int step)
{
    const struct process *process = machine_process(&view->machine, view->pid);
    const struct thread *thread = thread_of(process, view->tid);
    int at = thread ? (int)(thread - process->threads) + step : -1;
    if (at >= 0 && at < (int)process->thread_count) {
        view->tid = process->threads[at].tid;
        return;
    }
    move_process(view, step);
    process = machine_process(&view->machine, view->pid);
    if (process->thread_count && step < 0)
        view->tid = process->threads[process->thread_count - 1].tid;
}

static void move_frame(struct view *view, int step)
{
    const struct machine *machine = &view->machine;
    const struct frame *frame = machine_frame(machine, view->frame);
    if (frame)
        view->frame =
            machine->frames[(frame - machine->frames + step + machine->frame_count) % machine->frame_count]
                .number;
}

void view_move(struct view *view, int step)
{
    view_settle(view);
    if (!view->machine.count)
        return;
    if (view->selecting == SELECT_PROCESS)
        move_process(view, step);
    else if (view->selecting == SELECT_THREAD)
        move_thread(view, step);
    else
        move_frame(view, step);
}

void view_event(struct view *view, const struct event *event)
{
    static const char *const went[] = {"", "thread %d waits; ", "thread %d has ended; ",
                                       "thread %d has to go; "};
    bool watched = event->thread && event->thread != getpid(); /* who leaves; that loom does is no news */
    int how = !watched ? 0 : event->state == 'R' ? 3 : event->state == 'Z' ? 2 : 1;
    int length = snprintf(view->event, sizeof view->event, "%.6f s  CPU %u: ", event->time, event->cpu);
    length += snprintf(view->event + length, sizeof view->event - length, went[how], event->thread);
    if (event->next == getpid())
        length += snprintf(view->event + length, sizeof view->event - length, "loom has its turn");
    else if (event->next)
        length += snprintf(view->event + length, sizeof view->event - length, "thread %d runs", event->next);
    else
        length += snprintf(view->event + length, sizeof view->event - length, "nobody runs");
    if (event->loaded)
        snprintf(view->event + length, sizeof view->event - length, "; CR3 is loaded: %04x", event->cr3);
    else
        snprintf(view->event + length, sizeof view->event - length, "; CR3 stays");
}

/* --- Facts --- */

static int process_facts(const struct view *view, char facts[FACTS][FACT_SIZE])
{
    const struct machine *machine = &view->machine;
    const struct process *process = machine_process((struct machine *)machine, view->pid);
    if (!process)
        return 0;
    if (process->ended || !process->directory) { /* without one it is a zombie */
        snprintf(facts[0], FACT_SIZE, "process %d, %s, child of %d, has ended", process->pid, process->name,
                 process->parent);
        return 1;
    }
    unsigned shared = 0, copies = 0;
    for (unsigned i = 0; i < process->page_count; i++) {
        const struct frame *frame = machine_frame(machine, process->pages[i].frame);
        shared += frame && frame_is_shared(frame);
        copies += frame && frame_is_shared(frame) && process->pages[i].copies;
    }
    unsigned pages = process->page_count + process->more_pages;
    snprintf(facts[0], FACT_SIZE, "process %d, %s: child of %d, %u thread%s", process->pid, process->name,
             process->parent, process->thread_count + process->more_threads,
             process->thread_count == 1 ? "" : "s");
    snprintf(facts[1], FACT_SIZE, "page directory in frame %04x: in CR3 while one of its threads runs",
             process->directory);
    snprintf(facts[2], FACT_SIZE, "%u page table%s with %u pages: %u private, %u shared", process->tables,
             process->tables == 1 ? "" : "s", pages, pages - shared, shared);
    snprintf(facts[3], FACT_SIZE, "%u of the shared pages: who writes to one gets a copy", copies);
    return copies ? 4 : 3;
}

static int thread_facts(const struct view *view, char facts[FACTS][FACT_SIZE])
{
    const struct process *process = machine_process((struct machine *)&view->machine, view->pid);
    const struct thread *thread = thread_of(process, view->tid);
    if (!thread)
        return 0;
    snprintf(facts[0], FACT_SIZE, "thread %d of process %d: %s; on CPU %u now or last", thread->tid,
             process->pid, doing_name(thread->doing), thread->cpu);
    snprintf(facts[1], FACT_SIZE, "%u.%02u s of CPU time; gave the CPU up %u times, lost it %u times",
             thread->ticks / 100, thread->ticks % 100, thread->left, thread->pushed);
    snprintf(facts[2], FACT_SIZE, "goes on at EIP %08x with ESP %08x", thread->eip, thread->esp);
    snprintf(facts[3], FACT_SIZE, "its process's page directory is in frame %04x", process->directory);
    return 4;
}

/* Who maps the frame where: pid:address, as many as fit. */
static void list_mappings(const struct machine *machine, uint32_t number, char *line, size_t size)
{
    size_t length = 0;
    for (int i = 0; i < PROCESSES_MAX; i++) {
        const struct process *process = &machine->processes[i];
        for (unsigned j = 0; process->pid && j < process->page_count; j++) {
            if (process->pages[j].frame != number || length >= size)
                continue;
            const struct page *page = &process->pages[j];
            length += snprintf(line + length, size - length, "  %d at %08x %s", process->pid, page->address,
                               page->writable ? "rw"
                               : page->copies ? "ro, copied on write"
                                              : "ro");
        }
    }
}

static int frame_facts(const struct view *view, char facts[FACTS][FACT_SIZE])
{
    const struct frame *frame = machine_frame(&view->machine, view->frame);
    if (!frame)
        return 0;
    snprintf(facts[0], FACT_SIZE, "frame %04x: physical memory from %08x on, %s", frame->number,
             frame->number << 12, kind_name(frame->kind));
    snprintf(facts[1], FACT_SIZE, "%u entr%s to it; %u reference%s in all%s", frame->mappings,
             frame->mappings == 1 ? "y points" : "ies point", frame->references,
             frame->references == 1 ? "" : "s",
             frame->references > frame->mappings ? " (a file has it too)" : "");
    strcpy(facts[2], "mapped by");
    list_mappings(&view->machine, frame->number, facts[2] + strlen(facts[2]), FACT_SIZE - strlen(facts[2]));
    return 3;
}

int view_facts(const struct view *view, char facts[FACTS][FACT_SIZE])
{
    switch (view->selecting) {
    case SELECT_PROCESS:
        return process_facts(view, facts);
    case SELECT_THREAD:
        return thread_facts(view, facts);
    default:
        return frame_facts(view, facts);
    }
}

void view_split(const struct view *view, char *line, size_t size)
{
    const struct split *split = &view->machine.split;
    line[0] = '\0';
    if (split_is_recent(&view->machine))
        snprintf(line, size, "process %d wrote to %08x: frame %04x was copied to %04x", split->pid,
                 split->address, split->old, split->copy);
}
