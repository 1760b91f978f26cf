/* Chapter 6: a bad pointer, in a thread and in a process. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "chapters.h"
#include "see.h"
#include "stage.h"

/* The stage's threads that exist, as `ps -t` would list them. */
static const char *list(const struct stage *stage, char *buffer, size_t size)
{
    size_t used = 0;

    stage_rest(stage);
    snprintf(buffer, size, "nobody");
    for (int i = 0; i < 2; i++) {
        const struct worker *worker = &stage->worker[i];
        char state = see_state(worker->pid, worker->tid);
        if (state != '-')
            used += (size_t)snprintf(buffer + used, size - used, "%spid %d tid %d %c", used ? ", " : "",
                                     (int)worker->pid, (int)worker->tid, state);
    }
    return buffer;
}

static const char *how(int status, char *buffer, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(buffer, size, "signal %d%s", WTERMSIG(status),
                 WTERMSIG(status) == SIGSEGV ? " (SIGSEGV)" : "");
    else
        snprintf(buffer, size, "exit %d", WEXITSTATUS(status));
    return buffer;
}

static bool crashed(int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
}

static void crash_thread(void)
{
    static struct stage stage;
    char text[80];
    int status;

    stage_open(&stage, THREADS);
    stage_start(&stage);
    printf("One process, two threads\n");
    printf("  in ps            %s\n", list(&stage, text, sizeof text));
    stage_order(&stage, 1, ORDER_CRASH, 0);
    status = stage_wait(&stage);
    printf("  tid %-5d        writes to address 0\n", (int)stage.worker[1].tid);
    printf("  how it died      pid %d: %s\n", (int)stage.worker[0].pid, how(status, text, sizeof text));
    printf("  in ps            %s\n", list(&stage, text, sizeof text));
    fact(crashed(status), "the process died of SIGSEGV");
    for (int i = 0; i < 2; i++)
        fact(see_state(stage.worker[i].pid, stage.worker[i].tid) == '-', "nobody is left of the process");
}

static void crash_process(void)
{
    static struct stage stage;
    char text[80];
    long status, answer;

    stage_open(&stage, PROCESSES);
    stage_start(&stage);
    printf("\nTwo processes\n");
    printf("  in ps            %s\n", list(&stage, text, sizeof text));
    stage_order(&stage, 1, ORDER_CRASH, 0);
    status = stage_tell(&stage, 0, ORDER_WAIT, 0);
    answer = stage_tell(&stage, 0, ORDER_LOCAL, 0);
    printf("  pid %-5d        writes to address 0\n", (int)stage.worker[1].pid);
    printf("  how it died      pid %d: %s, says wait to its parent, %d\n", (int)stage.worker[1].pid,
           how((int)status, text, sizeof text), (int)stage.worker[0].pid);
    printf("  in ps            %s\n", list(&stage, text, sizeof text));
    fact(crashed((int)status), "the child died of SIGSEGV");
    fact(answer == 1, "the parent still answers");
    fact(see_state(stage.worker[0].pid, stage.worker[0].tid) == 'S', "the parent is still there");
    fact(see_state(stage.worker[1].pid, stage.worker[1].tid) == '-', "the child is gone");
    fact(stage_close(&stage) == 0, "the parent ended well");
}

static void show(void)
{
    crash_thread();
    crash_process();
    seen("a thread that crashes takes its process along, and every thread in it.\n"
         "A process dies alone, and its parent reads how.");
}

const struct chapter chapter_crash = {
    .title = "A crash",
    .question = "One of two workers writes through a bad pointer. Who dies?",
    .look = "who is still in ps.",
    .show = show,
    .try_command = "sleep 100 &   then ps, kill PID, and ps again",
};
