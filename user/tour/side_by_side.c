/* Chapter 4: chapters 2 and 3 in one picture. */
#include <stdio.h>
#include <string.h>

#include "add.h"
#include "chapters.h"
#include "see.h"
#include "stage.h"

enum { CODE, COUNTER, STACK_SECOND, STACK_FIRST, ROWS };

static unsigned long addresses[ROWS]; /* the same in both worlds */

/* What one world looks like once its workers have added. */
struct picture {
    struct worker worker[2];
    unsigned long esp[2], directory[2];
    long read[2];
    struct page page[ROWS][2];
};

static void take_picture(struct picture *picture, struct stage *stage, enum world world)
{
    stage_open(stage, world);
    stage_start(stage);
    stage_add_all(stage, (unsigned long)&counter);
    if (world == THREADS) {
        addresses[CODE] = (unsigned long)add_one;
        addresses[COUNTER] = (unsigned long)&counter;
        addresses[STACK_FIRST] = stage->worker[0].local;
        addresses[STACK_SECOND] = stage->worker[1].local;
    }
    stage_rest(stage);
    for (int i = 0; i < 2; i++) {
        struct worker *worker = &stage->worker[i];
        picture->worker[i] = *worker;
        picture->esp[i] = see_registers(worker->pid, worker->tid).esp;
        picture->directory[i] = see_directory(worker->pid);
        picture->read[i] = stage->read[i][ADDITIONS - 1];
        for (int row = 0; row < ROWS; row++)
            picture->page[row][i] = see_page(worker->pid, addresses[row]);
    }
}

/*
 * Both stages are there at once, so that no frame stands on both sides for two things. Only the code would
 * then be mapped by all three processes, which is not the point here: the first one forgets it once its
 * picture is taken.
 */
static void take_pictures(struct picture *left, struct picture *right)
{
    static struct stage threads, processes;

    take_picture(left, &threads, THREADS);
    stage_tell(&threads, 0, ORDER_FORGET, page_of((unsigned long)add_one));
    take_picture(right, &processes, PROCESSES);
    fact(stage_close(&threads) == 0 && stage_close(&processes) == 0, "all ended well");
}

static const char *pid_text(const struct worker *worker, char *buffer)
{
    sprintf(buffer, "pid %d", (int)worker->pid);
    return buffer;
}

/* Above: what runs. Two boxes on the left that join, two on the right that do not. */
static void draw_threads(const struct picture *left, const struct picture *right)
{
    static const char edge[] = "+--------------+";
    char text[3][16];

    printf(" %s %s     %s     %s\n", edge, edge, edge, edge);
    printf(" | tid %-8d | | tid %-8d |     | tid %-8d |     | tid %-8d |\n", (int)left->worker[0].tid,
           (int)left->worker[1].tid, (int)right->worker[0].tid, (int)right->worker[1].tid);
    printf(" | ESP %08lx | | ESP %08lx |     | ESP %08lx |     | ESP %08lx |\n", left->esp[0], left->esp[1],
           right->esp[0], right->esp[1]);
    printf(" +------+-------+ +-------+------+     +------+-------+     +------+-------+\n");
    printf("        +--------+--------+                   |                    |\n");
    printf(" %15s | CR3 %05lx%17s | CR3 %05lx%9s | CR3 %05lx\n", pid_text(&left->worker[0], text[0]),
           left->directory[0], pid_text(&right->worker[0], text[1]), right->directory[0],
           pid_text(&right->worker[1], text[2]), right->directory[1]);
}

static void draw_row(int row, const char *name, const struct picture *left, const struct picture *right)
{
    char text[3][PAGE_TEXT];

    printf("%08lx | %s | %-11s  | %s | %s | %s |\n", page_of(addresses[row]),
           page_text(&left->page[row][0], text[0]), name, page_text(&right->page[row][0], text[1]),
           page_relation(&right->page[row][0], &right->page[row][1]),
           page_text(&right->page[row][1], text[2]));
}

/* Below: what they own. One column of memory on the left, two on the right. */
static void draw_memory(const struct picture *left, const struct picture *right)
{
    static const char top[] = "+-frame----refs+", bottom[] = "+--------------+";
    char name[2][24];

    snprintf(name[0], sizeof name[0], "stack %d", (int)left->worker[0].tid);
    snprintf(name[1], sizeof name[1], "stack %d", (int)left->worker[1].tid);
    printf("address  %s              %s     %s\n", top, top, top);
    draw_row(CODE, "code", left, right);
    draw_row(COUNTER, "counter", left, right);
    printf("         | value %6ld |              | value %6ld |     | value %6ld |\n", left->read[0],
           right->read[0], right->read[1]);
    draw_row(STACK_SECOND, name[1], left, right);
    draw_row(STACK_FIRST, name[0], left, right);
    printf("         %s              %s     %s\n", bottom, bottom, bottom);
    printf("=== the same frame, | another.   refs: the page-table entries that point to it\n");
}

static void check(const struct picture *left, const struct picture *right)
{
    const struct page(*page)[2] = right->page;

    fact(left->directory[0] == left->directory[1], "threads: one page directory");
    fact(left->page[COUNTER][0].refs == 1 && left->read[0] == 2 * ADDITIONS, "threads: one counter");
    fact(left->page[STACK_FIRST][0].frame != left->page[STACK_SECOND][0].frame, "threads: two stacks");
    fact(right->directory[0] != right->directory[1], "processes: two page directories");
    fact(left->directory[0] != right->directory[0] && left->directory[0] != right->directory[1],
         "three page directories in all");
    fact(page[CODE][0].present && page[CODE][0].frame == page[CODE][1].frame, "processes: one frame of code");
    fact(page[COUNTER][0].present && page[COUNTER][1].present &&
             page[COUNTER][0].frame != page[COUNTER][1].frame,
         "processes: two counters");
    fact(right->read[0] == ADDITIONS && right->read[1] == ADDITIONS, "processes: each counted alone");
    fact(page[STACK_FIRST][0].present && page[STACK_FIRST][0].frame != page[STACK_FIRST][1].frame,
         "processes: two stacks at one address");
    fact(!page[STACK_SECOND][0].present && !page[STACK_SECOND][1].present, "processes: no second stack");
}

static void show(void)
{
    static struct picture left, right;

    take_pictures(&left, &right);
    printf("     ONE PROCESS, TWO THREADS                        TWO PROCESSES\n");
    draw_threads(&left, &right);
    draw_memory(&left, &right);
    check(&left, &right);
    seen("two threads on one column of memory; two processes on two columns,\n"
         "which share only what neither of them has written.");
}

const struct chapter chapter_side_by_side = {
    .title = "Side by side",
    .question = "Chapters 2 and 3 in one picture. How many memories are on each side?",
    .look = "count the columns of memory, not the boxes.",
    .show = show,
    .try_command = "ps -t   (processes, and the threads in each)",
};
