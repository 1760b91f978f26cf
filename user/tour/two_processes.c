/* Chapter 3: two processes, made by fork, add to one variable. */
#include <stdio.h>

#include "add.h"
#include "chapters.h"
#include "see.h"
#include "stage.h"

enum { BEFORE, FORKED, FIRST_WRITE, BOTH_WROTE, CODE, STACK, STEPS };

/* A page as both processes have it, at one time. */
struct step {
    const char *name;
    unsigned long address;
    struct page page[2];
};

static void take_step(const struct stage *stage, struct step *step, const char *name, unsigned long address)
{
    step->name = name;
    step->address = address;
    for (int i = 0; i < 2; i++)
        step->page[i] = see_page(stage->worker[i].pid, address);
}

static void take_steps(struct stage *stage, struct step *steps)
{
    unsigned long address = (unsigned long)&counter;

    take_step(stage, &steps[BEFORE], "counter, before the fork", address);
    stage_start(stage);
    take_step(stage, &steps[FORKED], "  right after it", address);
    stage_add(stage, 1, address);
    take_step(stage, &steps[FIRST_WRITE], "  the child has written", address);
    stage_add_all(stage, address);
    take_step(stage, &steps[BOTH_WROTE], "  both have written", address);
    take_step(stage, &steps[CODE], "code of the worker", (unsigned long)add_one);
    take_step(stage, &steps[STACK], "stack", stage->worker[0].local);
}

static void show_steps(const struct stage *stage, const struct step *steps)
{
    char text[2][PAGE_TEXT];

    printf("  %-38s parent %-6d       child %d\n", "", (int)stage->worker[0].pid, (int)stage->worker[1].pid);
    printf("  %-27s address    frame    refs       frame    refs\n", "");
    for (int i = 0; i < STEPS; i++) {
        const struct step *step = &steps[i];
        bool forked = i != BEFORE;
        printf("  %-27s %08lx   %s%s%s%s%s\n", step->name, page_of(step->address),
               page_text(&step->page[0], text[0]), forked ? "  " : "",
               forked ? page_relation(&step->page[0], &step->page[1]) : "", forked ? "  " : "",
               forked ? page_text(&step->page[1], text[1]) : "");
    }
    printf("  %-38s %05lx          |   %05lx\n", "page directory (in CR3)",
           see_directory(stage->worker[0].pid), see_directory(stage->worker[1].pid));
    printf("  %-33s %17s      %s\n", "additions read", stage_text(stage, 0, text[0]),
           stage_text(stage, 1, text[1]));
}

static void check(const struct stage *stage, const struct step *steps)
{
    const struct page *before = steps[BEFORE].page, *forked = steps[FORKED].page,
                      *first = steps[FIRST_WRITE].page, *both = steps[BOTH_WROTE].page,
                      *code = steps[CODE].page, *stack = steps[STACK].page;

    fact(before[0].present && before[0].writable && before[0].refs == 1,
         "before fork: one frame, one reference");
    fact(forked[0].frame == before[0].frame && forked[1].frame == before[0].frame,
         "after fork: the same frame");
    fact(forked[0].refs == 2 && !forked[0].writable && !forked[1].writable,
         "after fork: two read-only entries");
    fact(first[0].frame == before[0].frame && first[1].frame != before[0].frame, "the first write copies");
    fact(first[0].refs == 1 && first[1].refs == 1 && first[1].writable, "after the copy: one reference each");
    fact(both[0].frame == before[0].frame && both[0].writable && both[1].frame == first[1].frame,
         "the second write copies nothing");
    fact(code[0].present && code[0].frame == code[1].frame && code[0].refs == 2, "the code is one frame");
    fact(stack[0].present && stack[1].present && stack[0].frame != stack[1].frame,
         "the stacks are two frames");
    fact(see_directory(stage->worker[0].pid) != see_directory(stage->worker[1].pid), "two page directories");
    fact(stage_has_read(stage, 0, 1, 1) && stage_has_read(stage, 1, 1, 1),
         "neither sees the other's additions");
}

static void show(void)
{
    static struct stage stage;
    struct step steps[STEPS];

    stage_open(&stage, PROCESSES);
    take_steps(&stage, steps);
    show_steps(&stage, steps);
    check(&stage, steps);
    fact(stage_close(&stage) == 0, "the process ended well");
    seen("fork copied tables; the first write copied a page. One address, but\n"
         "two variables since then. The code, never written, is one frame still.");
}

const struct chapter chapter_two_processes = {
    .title = "One variable, two processes",
    .question = "The same worker, the same variable, but fork starts the second one.\n"
                "How many variables are there now, and since when?",
    .look = "fork copies tables, the first write a page.   === one frame, | another",
    .show = show,
    .try_command = "process   (ten lines: user/process.c)",
};
