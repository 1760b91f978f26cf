/*
 * cow [milliseconds]: copy-on-write in slow steps, for loom. A process fills three pages and forks: parent
 * and child then have the same frames. The child writes to one page after the other, and each time gets a
 * frame of its own; then the parent writes, to pages that nobody shares any more, and nothing is copied.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGES 3

static struct {
    char bytes[4096];
} pages[PAGES] __attribute__((aligned(4096)));

static int step_ms = 4000;

static double own_time(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

/* Says what comes next, and gives time to look: first it works for a tenth of the step, then it waits. */
static void say(const char *what, int page)
{
    printf(what, (int)getpid(), page);
    putchar('\n');
    fflush(stdout);
    double end = own_time() + step_ms * 1e-4;
    while (own_time() < end)
        continue;
    nanosleep(&(struct timespec){step_ms / 1000, step_ms % 1000 * 1000000}, NULL);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        step_ms = atoi(argv[1]);
    for (int i = 0; i < PAGES; i++)
        memset(&pages[i], 'a', sizeof pages[i]);
    say("%d has filled its pages; next, it forks", 0);
    pid_t child = fork();
    for (int i = 0; child == 0 && i < PAGES; i++) {
        say("child %d is about to write to page %d", i);
        strcpy(pages[i].bytes, "written by the child");
    }
    if (child == 0) {
        say("child %d has a page %d of its own", PAGES - 1);
        return 0;
    }
    waitpid(child, NULL, 0);
    for (int i = 0; i < PAGES; i++)
        strcpy(pages[i].bytes, "written by the parent");
    say("parent %d has written to all pages: nothing was copied", 0);
    return 0;
}
