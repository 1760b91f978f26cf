/* Who really ran: the kernel's trace of scheduling (docs/trace.md), read as it is written. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct event {
    double time; /* seconds since boot */
    unsigned cpu;
    int thread, next; /* the thread that had the CPU, and the one that has it now; 0: none */
    char state;       /* of the first: R: it could have gone on; S or D: it waits; Z: it has ended */
    uint32_t cr3;     /* the frame of the page directory that the CPU goes by now */
    bool loaded;      /* that is another one than before */
};

/* Has the kernel trace switches between threads, beside what it traces already. False if it can't. */
bool events_begin(void);
/* Has it trace what it traced before, unless others trace too. */
void events_end(void);

/* The next event that has not been read yet. Returns false if there is none so far. */
bool events_next(struct event *event);
