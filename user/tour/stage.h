/*
 * The stage: two workers that run the same code, as two threads of one process or as two processes, and do
 * what the tour tells them, one order at a time. The first is the main thread of a process of its own;
 * it starts the second, by pthread_create or by fork: that is the only difference.
 *
 * Orders travel through pipes, and a worker without an order sleeps. So the two take turns, and nothing
 * but the pages under study is touched between two looks.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

enum world { THREADS, PROCESSES };

struct worker {
    pid_t pid, tid;
    unsigned long local; /* the address of its local variable */
    int orders;          /* the tour's end of its pipe */
};

#define ADDITIONS 1000

struct stage {
    enum world world;
    struct worker worker[2];
    int answers;
    int kept[4];             /* the workers' ends, which the tour keeps open, and the ends of their mail */
    int added[2];            /* additions that each has made, */
    long read[2][ADDITIONS]; /* and what it read after each */
};

enum order {
    ORDER_START,   /* start the second worker, which answers its tid */
    ORDER_WHERE,   /* the address of its local variable */
    ORDER_LOCAL,   /* the value of its local variable */
    ORDER_POKE,    /* write 99 to the address given; answers 99 */
    ORDER_ADD,     /* add 1 to the number at the address given; answers what it then reads */
    ORDER_FORGET,  /* unmap the page at the address given; answers 0 */
    ORDER_SHARE,   /* map the page that both shall share; answers its address */
    ORDER_SEND,    /* write its letter, and send it through a pipe; answers the sum of its bytes */
    ORDER_RECEIVE, /* read from that pipe into its own letter; answers the sum of its bytes */
    ORDER_CRASH,   /* write to the address given; no answer is expected */
    ORDER_WAIT,    /* wait for its child; answers the status as wait gives it */
    ORDER_END,     /* go home */
};

/* The page under study: a counter that has it to itself. The tour never touches its own copy of it. */
extern struct counter_page {
    long value;
    char rest[4096 - sizeof(long)];
} counter;

/* Another such page, for messages. */
extern char letter[4096];

/* Sets the stage with the first worker. It has written 0 to the counter, and its letter is empty. */
void stage_open(struct stage *stage, enum world world);

/* Has the second worker started. */
void stage_start(struct stage *stage);

/* Gives worker 0 or 1 an order, and returns its answer; -1 if it died of it. */
long stage_tell(struct stage *stage, int who, enum order order, unsigned long argument);

/* Gives an order whose answer nobody waits for. */
void stage_order(struct stage *stage, int who, enum order order, unsigned long argument);

/* Sends both workers home, and clears the stage. Returns the wait status of the first's process. */
int stage_close(struct stage *stage);

/* The same when they end by themselves. */
int stage_wait(struct stage *stage);

/* Waits until both workers sleep: one that has answered may still run, on another CPU. */
void stage_rest(const struct stage *stage);

/* Has one worker add 1 to the number at `address`, and notes what it reads then. */
void stage_add(struct stage *stage, int who, unsigned long address);

/* The same in turns, the second worker first, until each has made ADDITIONS. */
void stage_add_all(struct stage *stage, unsigned long address);

/* Whether worker `who` read first, first + step, first + 2 step ... */
bool stage_has_read(const struct stage *stage, int who, long first, long step);

/* What it read as "2 4 6 ... 2000". */
const char *stage_text(const struct stage *stage, int who, char *buffer);
#define STAGE_TEXT 40
