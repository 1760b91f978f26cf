/* Chapter 5: processes talk through a pipe, and through a page that both asked to share. */
#include <stdio.h>

#include "chapters.h"
#include "see.h"
#include "stage.h"

/* Shows the page in both processes; returns whether it is one frame. */
static bool show_page(const struct stage *stage, unsigned long address, const char *what, const char *reads)
{
    struct page page[2];
    char text[2][PAGE_TEXT];

    for (int i = 0; i < 2; i++)
        page[i] = see_page(stage->worker[i].pid, address);
    printf("  %-8s %08lx   %s   %s   %s   %s\n", what, address, page_text(&page[0], text[0]),
           page_relation(&page[0], &page[1]), page_text(&page[1], text[1]), reads);
    fact(page[0].present && page[1].present && page[0].writable && page[1].writable,
         "both can write the page");
    fact(page[0].refs == (page[0].frame == page[1].frame ? 2 : 1), "the references match the frames");
    return page[0].frame == page[1].frame;
}

static void show(void)
{
    static struct stage stage;
    unsigned long shared;
    long sent, received, apart[2];
    char text[2][STAGE_TEXT];

    stage_open(&stage, PROCESSES);
    shared = (unsigned long)stage_tell(&stage, 0, ORDER_SHARE, 0);
    stage_start(&stage);
    sent = stage_tell(&stage, 1, ORDER_SEND, 0);
    received = stage_tell(&stage, 0, ORDER_RECEIVE, 0);
    for (int who = 0; who < 2; who++)
        apart[who] = stage_tell(&stage, who, ORDER_ADD, (unsigned long)&counter);
    stage_add_all(&stage, shared);

    printf("  A pipe. The kernel copies bytes from one memory to the other:\n"
           "  %d sent \"hello from process %d\", bytes that add up to %ld; %d got %ld.\n\n",
           (int)stage.worker[1].pid, (int)stage.worker[1].pid, sent, (int)stage.worker[0].pid, received);
    printf("  Then a page that both asked to share (mmap, MAP_SHARED, before the fork):\n\n");
    printf("                      process %-5d        process %d\n", (int)stage.worker[0].pid,
           (int)stage.worker[1].pid);
    printf("  page     address    frame    refs        frame    refs\n");
    fact(!show_page(&stage, (unsigned long)letter, "letter", "sent by pipe"), "the letter is in two frames");
    fact(!show_page(&stage, (unsigned long)&counter, "counter", "each read 1"),
         "the counter is in two frames");
    fact(show_page(&stage, shared, "shared", "both added"), "the shared page is one frame");
    printf("\n  additions read on the shared page: %s by %d, %s by %d\n", stage_text(&stage, 0, text[0]),
           (int)stage.worker[0].pid, stage_text(&stage, 1, text[1]), (int)stage.worker[1].pid);

    fact(sent > 0 && sent == received, "every byte came through the pipe");
    fact(apart[0] == 1 && apart[1] == 1, "private variables stay private");
    fact(stage_has_read(&stage, 1, 1, 2) && stage_has_read(&stage, 0, 2, 2),
         "each sees the other's additions");
    fact(stage_close(&stage) == 0, "the processes ended well");
    seen("a pipe copies; a shared page is one frame again, because both asked.");
}

const struct chapter chapter_talking = {
    .title = "Talking",
    .question = "Processes share nothing that they write. How can they talk?\n"
                "And how many frames has a page that is mapped MAP_SHARED?",
    .look = "one frame again, because both asked.",
    .show = show,
    .try_command = "ls /bin | cat   (two processes, one pipe)",
};
