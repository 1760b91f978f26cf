/* What one more thread takes, and one more process. */
#pragma once

#include <stdbool.h>

#define MANY 12 /* alive at once, to see what one takes; few enough that one page table maps their stacks */

enum kind { KIND_STACK, KIND_OBJECTS, KIND_ANONYMOUS, KIND_DIRECTORY, KIND_TABLE, KINDS };

/* For a thread, and for a process. Lies in a page that the tour shares with the processes that measure. */
struct costs {
    volatile int stop;
    unsigned long create[2], change[2]; /* steps of the time-stamp counter: start to wait; one switch */
    long memory[2][KINDS];              /* bytes that MANY of them take */
};

/* Whether that counter counts instructions, as under QEMU's -icount: 200,000 of them tell. */
bool measure_counts_instructions(void);

/* Measures everything. `costs` is shared memory, all 0. */
void measure_all(struct costs *costs);
