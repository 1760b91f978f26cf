/* Chapter 3: two processes, made by fork, add to one variable. */
#include <stdio.h>

#include "add.h"
#include "chapters.h"
#include "see.h"
#include "stage.h"

/* Shows the page in both processes, and returns it as each has it. */
static void show_page(const struct stage *stage, unsigned long address, const char *what, struct page page[2])
{
    char text[2][PAGE_TEXT];

    for (int i = 0; i < 2; i++)
        page[i] = see_page(stage->worker[i].pid, address);
    printf("  %-24s %08lx   %-12s  %s  %s\n", what, page_of(address), page_text(&page[0], text[0]),
           page_relation(&page[0], &page[1]), stage->worker[1].pid ? page_text(&page[1], text[1]) : "");
}

static void show_steps(struct stage *stage)
{
    struct page before[2], forked[2], first[2], last[2], code[2], stack[2];
    char name[32];

    show_page(stage, (unsigned long)&counter, "counter, before fork", before);
    stage_start(stage);
    show_page(stage, (unsigned long)&counter, "         after fork", forked);
    stage_add(stage, 1, (unsigned long)&counter);
    snprintf(name, sizeof name, "         %d has written", (int)stage->worker[1].pid);
    show_page(stage, (unsigned long)&counter, name, first);
    stage_add_all(stage, (unsigned long)&counter);
    show_page(stage, (unsigned long)&counter, "         both have", last);
    show_page(stage, (unsigned long)add_one, "code of the worker", code);
    show_page(stage, stage->worker[0].local, "stack", stack);

    fact(before[0].present && before[0].writable && before[0].refs == 1,
         "before fork: one frame, one reference");
    fact(forked[0].frame == before[0].frame && forked[1].frame == before[0].frame,
         "after fork: the same frame");
    fact(forked[0].refs == 2 && !forked[0].writable && !forked[1].writable,
         "after fork: two read-only entries");
    fact(first[0].frame == before[0].frame && first[1].frame != before[0].frame, "the first write copies");
    fact(first[0].refs == 1 && first[1].refs == 1 && first[1].writable, "after the copy: one reference each");
    fact(last[0].frame == before[0].frame && last[0].writable && last[1].frame == first[1].frame,
         "the second write copies nothing");
    fact(code[0].present && code[0].frame == code[1].frame && code[0].refs == 2, "the code is one frame");
    fact(stack[0].present && stack[1].present && stack[0].frame != stack[1].frame,
         "the stacks are two frames");
}

static void show(void)
{
    static struct stage stage;
    char text[2][STAGE_TEXT];

    stage_open(&stage, PROCESSES);
    printf("%26saddress    parent %-6d       child\n%37sframe     refs       frame     refs\n", "",
           (int)stage.worker[0].pid, "");
    show_steps(&stage);
    printf("  page directory (CR3)                %05lx          |   %05lx\n",
           see_directory(stage.worker[0].pid), see_directory(stage.worker[1].pid));
    printf("  Readings: parent %s, child (%d) %s.\n", stage_text(&stage, 0, text[0]),
           (int)stage.worker[1].pid, stage_text(&stage, 1, text[1]));

    fact(see_directory(stage.worker[0].pid) != see_directory(stage.worker[1].pid), "two page directories");
    fact(stage_has_read(&stage, 0, 1, 1) && stage_has_read(&stage, 1, 1, 1),
         "neither sees the other's additions");
    fact(stage_close(&stage) == 0, "the process ended well");
    seen("fork copied tables, and the first write copied a page: the same address\n"
         "is two variables now. The code is one frame still: nobody writes it.");
}

const struct chapter chapter_two_processes = {
    .title = "One variable, two processes",
    .question = "The same worker, the same variable, but fork starts the second one.\n"
                "How many variables are there now, and since when?",
    .look = "fork copies tables; the first write copies a page.   === same frame   | other",
    .show = show,
    .try_command = "process       (the shortest such program: user/process.c)",
};
