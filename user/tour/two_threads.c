/* Chapter 2: two threads of one process add to one variable. */
#include <stdio.h>

#include "add.h"
#include "chapters.h"
#include "see.h"
#include "stage.h"

static void show_page(pid_t pid, unsigned long address, const char *what)
{
    struct page page = see_page(pid, address);
    char text[PAGE_TEXT];

    printf("  %08lx   %s   %s\n", page_of(address), page_text(&page, text), what);
}

static void show_memory(const struct stage *stage)
{
    const struct worker *first = &stage->worker[0], *second = &stage->worker[1];
    char name[2][32];

    snprintf(name[0], sizeof name[0], "stack of %d", (int)first->tid);
    snprintf(name[1], sizeof name[1], "stack of %d", (int)second->tid);
    printf("  Process %d; its page directory, in CR3 for both threads: frame %05lx\n\n", (int)first->pid,
           see_directory(first->pid));
    printf("  address    frame    refs\n");
    show_page(first->pid, (unsigned long)add_one, "code of the worker");
    show_page(first->pid, (unsigned long)&counter, "the counter: both write here");
    show_page(first->pid, second->local, name[1]);
    show_page(first->pid, first->local, name[0]);
}

static void show_worker(struct stage *stage, int who)
{
    struct worker *worker = &stage->worker[who];
    struct registers registers = see_registers(worker->pid, worker->tid);
    char text[STAGE_TEXT];

    printf("  tid %-6d %08lx   %08lx   %-18s %ld\n", (int)worker->tid, registers.eip, registers.esp,
           stage_text(stage, who, text), stage_tell(stage, who, ORDER_LOCAL, 0));
    fact(page_of(registers.esp) == page_of(worker->local), "ESP is in its own stack");
}

static void show(void)
{
    static struct stage stage;
    struct page page, stack[2];
    unsigned long directory;
    long before, after;

    stage_open(&stage, THREADS);
    stage_start(&stage);
    directory = see_directory(stage.worker[0].pid);
    stage_add_all(&stage, (unsigned long)&counter);
    before = stage_tell(&stage, 0, ORDER_LOCAL, 0);
    stage_tell(&stage, 1, ORDER_POKE, stage.worker[0].local);
    after = stage_tell(&stage, 0, ORDER_LOCAL, 0);

    stage_rest(&stage);
    show_memory(&stage);
    printf("\n             EIP        ESP        additions read     its local variable\n");
    show_worker(&stage, 0);
    show_worker(&stage, 1);
    printf("  The local variable of %d was %ld, until %d wrote %ld to its address.\n",
           (int)stage.worker[0].tid, before, (int)stage.worker[1].tid, after);

    page = see_page(stage.worker[0].pid, (unsigned long)&counter);
    for (int i = 0; i < 2; i++)
        stack[i] = see_page(stage.worker[0].pid, stage.worker[i].local);
    fact(page.present && page.writable && page.refs == 1, "the counter is one frame with one reference");
    fact(see_directory(stage.worker[0].pid) == directory, "the page directory is the same");
    fact(stack[0].frame != stack[1].frame, "each thread has a stack of its own");
    fact(stage_has_read(&stage, 1, 1, 2) && stage_has_read(&stage, 0, 2, 2),
         "each sees the other's additions");
    fact(before == 1 && after == 99, "one thread can write the other's local variable");
    fact(stage_close(&stage) == 0, "the process ended well");
    seen("one variable in one frame: 2 x %d additions make %ld. Two stacks in\n"
         "one memory: each thread has its own, and nothing protects it.",
         ADDITIONS, stage.read[0][ADDITIONS - 1]);
}

const struct chapter chapter_two_threads = {
    .title = "One variable, two threads",
    .question = "A worker adds 1 to a global variable, 1000 times. Two threads run it.\n"
                "How many variables are there, and what does each thread read?",
    .look = "one frame, two stacks.",
    .show = show,
    .try_command = "thread   (ten lines: user/thread.c)",
};
