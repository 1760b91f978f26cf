/* Chapter 11: a pool of workers, threads or processes, and what is left when one goes wrong. */
#include <stdio.h>
#include <sys/wait.h>

#include "chapters.h"
#include "pool.h"

static void show_pool(void)
{
    printf("  %d jobs; the pool has a worker for every %d that wait, but at most %d.\n", JOBS, PER_MAN, POOL);
    printf("  waiting ");
    for (int i = 0; i < report->rounds; i++)
        printf("%4d", report->waiting[i]);
    printf("\n  workers ");
    for (int i = 0; i < report->rounds; i++)
        printf("%4d", report->workers[i]);
    printf("\n\n  %-26s  %-26s  processes\n", "", "threads");
}

static void show_trouble(enum trouble what)
{
    static const char *const names[] = {"all go well", "one scribbles over memory", "one crashes"};
    char text[2][32];
    int right[2];

    for (int i = 0; i < 2; i++) {
        int status = pool_serve(i == 1, what);
        right[i] = report->right;
        if (WIFSIGNALED(status))
            snprintf(text[i], sizeof text[i], "nobody is left (signal %d)", WTERMSIG(status));
        else
            snprintf(text[i], sizeof text[i], "%d of %d are right", right[i], JOBS);
        fact(WIFSIGNALED(status) == (i == 0 && what == CRASH), "only a pool of threads dies of a crash");
    }
    if (what == CALM)
        show_pool();
    printf("  %-26s  %-26s  %s\n", names[what], text[0], text[1]);
    fact(right[1] == (what == CRASH ? JOBS - 1 : JOBS), "processes lose at most the crashed one's job");
    fact(what == CALM ? right[0] == JOBS : right[0] < right[1], "threads lose more");
}

static void show(void)
{
    if (!fact(pool_open(), "a page to share"))
        return;
    for (int i = 0; i < TROUBLES; i++)
        show_trouble((enum trouble)i);
    pool_close();
    printf("\n  Such a pool is old: the \"variable number of tasks\" of OS/360 MVT (1967) were\n"
           "  reportedly the first threads. The name is attributed to Victor A. Vyssotsky.\n");
    seen("threads cost less, but are all in one boat; processes have walls.");
}

const struct chapter chapter_which_one = {
    .title = "Which one?",
    .question = "A pool serves a queue. One worker scribbles over memory, one crashes.\n"
                "What is left of the results, with threads and with processes?",
    .look = "what survived.",
    .show = show,
    .try_command = "help   (the shell is yours)",
};
