/*
 * What loom knows of the machine: the processes that it watches, their threads and page tables, and the
 * frames behind them. All of it is read from /proc; what lies before the last look is kept only where the
 * picture shows how something came about: a thread's trail, and a frame that was split.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "events.h"

#define CPUS_MAX      8
#define PROCESSES_MAX 8  /* that are shown; so many owners have a colour */
#define THREADS_MAX   16 /* of a process, that are shown */
#define PAGES_MAX     96 /* the same */
#define FRAMES_MAX    (PROCESSES_MAX * PAGES_MAX)
#define TRAIL_MAX     512
#define TRAIL_WAIT    0x80

enum area { AREA_CODE, AREA_DATA, AREA_HEAP, AREA_MAPPED, AREA_SHARED, AREA_STACK };

/* An entry of a page table: a line of /proc/PID/pagetable. */
struct page {
    uint32_t address, frame;
    uint32_t table; /* the frame of the page table that it is in */
    bool writable;  /* as the entry says */
    bool copies;    /* the entry forbids what the area allows: who writes gets a copy */
    enum area area;
    int stack_of; /* the thread whose stack pointer is in it, or 0 */
};

enum doing { RUNS, READY, WAITS, STOPPED, ENDED };

struct thread {
    int tid;
    enum doing doing;
    unsigned cpu;             /* it runs there, or ran there last */
    uint32_t ticks;           /* its CPU time, in hundredths of a second */
    uint32_t eip, esp;        /* where it goes on in user mode */
    uint32_t left, pushed;    /* how often it gave the CPU up, and had to */
    uint32_t length;          /* of its trail: hundredths of a second of CPU time since loom first saw it */
    uint8_t trail[TRAIL_MAX]; /* the last of them: on which CPU; TRAIL_WAIT: then it waited */
    double rest;              /* seconds of CPU time that do not make a hundredth yet */
    bool seen;
};

struct process {
    int pid; /* 0: the place is free */
    int parent;
    char name[20];
    uint32_t directory; /* the frame of its page directory: CR3 */
    unsigned tables;    /* page tables */
    unsigned thread_count, page_count;
    unsigned more_threads, more_pages; /* that there was no room for */
    struct thread threads[THREADS_MAX];
    struct page pages[PAGES_MAX];
    double ended; /* when it was seen no more; 0: it is there */
};

enum kind { KIND_ANONYMOUS, KIND_FILE, KIND_SHARED, KIND_OTHER };

/* A frame of memory that one of the processes maps. */
struct frame {
    uint32_t number;
    unsigned references, mappings; /* as the kernel counts: mappings are page-table entries of anybody */
    enum kind kind;
    unsigned mapped_by; /* a bit for each process that is shown */
};

/* A write broke copy-on-write: `process` had `old` at `address`, and has `copy` now. */
struct split {
    int pid;
    uint32_t address, old, copy;
    double when; /* 0: there was none */
};

/* What a CPU does, as the trace tells it. */
struct cpu {
    int thread;   /* that has it, */
    double since; /* from then on */
    int before;   /* the thread that had it before and could have gone on, or 0 */
    bool known;   /* there has been an event */
};

struct machine {
    int root;  /* the process that loom was told to watch */
    int count; /* of processes, also those that have just ended */
    int more;  /* that there was no room for */
    unsigned cpus;
    double now;         /* seconds since boot */
    uint32_t own_share; /* loom's part of one CPU since the last look, in percent */
    uint32_t free_frames, all_frames;
    bool traced; /* trails come from the trace; else from the hundredths that /proc counts */
    bool frozen; /* what threads do is told by machine_apply() alone */
    struct cpu cpu[CPUS_MAX];
    uint32_t changes;      /* goes up when there is anything new to see */
    int running[CPUS_MAX]; /* the thread that runs on each CPU; 0: none of these */
    struct process processes[PROCESSES_MAX];
    int frame_count;
    struct frame frames[FRAMES_MAX]; /* by number */
    struct split split;              /* the last one */
};

/* Looks at `root` and all below it. Returns how many processes of them are there. */
int machine_look(struct machine *machine);

/* Draws the consequences of an event: trails get longer, threads run, wait, or are ready. */
void machine_apply(struct machine *machine, const struct event *event);

/* The process with this pid, or NULL. */
struct process *machine_process(struct machine *machine, int pid);
struct thread *machine_thread(struct machine *machine, int tid);
const struct frame *machine_frame(const struct machine *machine, uint32_t number);

/* Whether more than one process maps it, shown or not. */
static inline bool frame_is_shared(const struct frame *frame)
{
    return frame->mappings > 1;
}

/* Words for what a thread does, and for an area. */
const char *doing_name(enum doing doing);
const char *area_name(enum area area);
const char *kind_name(enum kind kind);
