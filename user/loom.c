/*
 * loom [-t] [PROGRAM ARGUMENTS...]: the live picture of processes, threads and memory, drawn from what the
 * kernel shows in /proc. See docs/loom.md.
 *
 *   loom threads      runs a program and shows it and all that it starts
 *   loom -p PID       watches a process that runs already
 *   -t                characters, also where there is a screen of pixels
 *   -n N              ends after N pictures; on a screen of pixels the last one stays until q
 *   --once            prints one picture (or N) as plain text, without keys
 *   --after MS        looks for the first time after so many milliseconds
 *   --size ROWSxCOLUMNS  of the characters, where the terminal does not know
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "loom/canvas.h"
#include "loom/child.h"
#include "loom/events.h"
#include "loom/picture.h"
#include "loom/screen.h"
#include "loom/terminal.h"
#include "loom/text.h"
#include "loom/view.h"

#define LOOK_MS  100 /* between two looks; more when looking takes much of the CPU */
#define SHARE    10  /* percent that it may take */
#define PATIENCE 100 /* milliseconds that a step waits for an event */

static struct view view;
static struct canvas canvas;
static bool pixels, plain;
static int rows, columns;
static double resumed, stopped; /* the last moment that a step let run: its events are yet to be shown */

/* Keys, and what they start. The chapters of the tour that set a stage are over in no time, and shown in slow
 * motion; those that measure who ran when would measure that. */
static const struct demo {
    char key;
    char *words[3];
    bool slow;
} demos[] = {
    {'t', {"threads"}, false},    {'p', {"processes"}, false}, {'c', {"cow"}, false},
    {'1', {"tour", "1"}, false},  {'2', {"tour", "2"}, true},  {'3', {"tour", "3"}, true},
    {'4', {"tour", "4"}, true},   {'5', {"tour", "5"}, true},  {'6', {"tour", "6"}, true},
    {'7', {"tour", "7"}, false},  {'8', {"tour", "8"}, false}, {'9', {"tour", "9"}, false},
    {'0', {"tour", "10"}, false}, {'-', {"tour", "11"}, true},
};

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* Begins with another program. */
static void start(char *const *words)
{
    bool traced = view.machine.traced;
    memset(&view, 0, sizeof view);
    view.machine.traced = traced;
    resumed = stopped = 0;
    for (int i = 0; words[i]; i++) {
        size_t length = strlen(view.command);
        snprintf(view.command + length, sizeof view.command - length, "%s%s", i ? " " : "", words[i]);
    }
    view.machine.root = child_start((char **)words);
}

static void start_demo(const struct demo *demo)
{
    start(demo->words);
    view.slow = demo->slow;
    if (view.slow)
        child_signal(SIGSTOP);
}

/* Stops what is watched, or lets it go on. */
static void stop_watched(bool stop)
{
    child_signal(stop ? SIGSTOP : SIGCONT); /* those too that have just been made */
    for (int i = 0; i < PROCESSES_MAX; i++)
        if (view.machine.processes[i].pid && !view.machine.processes[i].ended)
            kill(view.machine.processes[i].pid, stop ? SIGSTOP : SIGCONT);
}

/* Pauses, or goes on. What happens while loom stops and lets go is not shown: it is loom's doing. */
static void set_paused(bool paused)
{
    struct event event;
    if (paused == view.paused)
        return;
    while (paused && events_next(&event))
        machine_apply(&view.machine, &event);
    stop_watched(paused);
    pause_ms(1);
    while (events_next(&event))
        continue;
    view.paused = view.machine.frozen = paused;
    view.event[0] = '\0';
    view.machine.changes++;
}

static bool concerns(const struct event *event)
{
    return machine_thread(&view.machine, event->thread) || machine_thread(&view.machine, event->next);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

/* The next event of the moment, of whatever CPU; what belongs to a stop is left out. False when there is
 * none. */
static bool next_of_moment(struct event *event)
{
    while (events_next(event))
        if (event->time >= resumed && event->time < stopped && concerns(event))
            return true;
    return false;
}

/* Lets what is watched run until there is an event, and stops it again. Returns false when there is none. */
static bool run_a_moment(struct event *event)
{
    bool found = false;
    resumed = seconds_now() - 1e-6; /* the trace tells microseconds */
    stopped = INFINITY;
    stop_watched(false);
    for (int i = 0; i < PATIENCE && !found; i++) {
        if (i == 0)
            sched_yield(); /* to be back when others have had one turn */
        else
            pause_ms(1);
        found = next_of_moment(event);
    }
    stopped = seconds_now();
    stop_watched(true);
    return found;
}

/* Shows one scheduling event more. */
static void step(void)
{
    struct event event;
    set_paused(true);
    if (!next_of_moment(&event) && !run_a_moment(&event))
        return;
    machine_apply(&view.machine, &event);
    view_event(&view, &event);
}

static void draw(void)
{
    view_settle(&view);
    if (pixels) {
        picture_draw(&canvas, &view, screen_show);
    } else {
        if (!plain)
            terminal_size(&rows, &columns);
        text_draw(stdout, &view, rows, columns, !plain);
    }
}

static void look(void)
{
    struct event event;
    while (!view.paused && events_next(&event))
        machine_apply(&view.machine, &event);
    machine_look(&view.machine);
    view.machine.changes += child_listen(view.output, sizeof view.output);
    if (child_ended(&view.status)) {
        view.finished = true;
        view.machine.changes++;
    }
}

/* Returns false when it is time to end. */
static bool obey(int key)
{
    view.machine.changes += key != KEY_NONE;
    switch (key) {
    case 'q':
    case KEY_INTERRUPT:
    case KEY_END:
        return false;
    case 'h':
    case '?':
        view.help = !view.help;
        break;
    case KEY_TAB:
        view_next_kind(&view);
        break;
    case KEY_NEXT:
    case KEY_PREVIOUS:
        view_move(&view, key == KEY_NEXT ? 1 : -1);
        break;
    case ' ':
        set_paused(!view.paused || view.slow);
        view.slow = false;
        break;
    case 's':
        view.slow = false;
        step();
        break;
    case 'm':
        view.slow = !view.slow;
        set_paused(view.slow);
        break;
    default:
        for (unsigned i = 0; i < sizeof demos / sizeof *demos; i++)
            if (key == demos[i].key)
                start_demo(&demos[i]);
        break;
    }
    return true;
}

/* The last picture stays on the screen of pixels until q, and what is watched stands still. */
static void stay(void)
{
    int key;
    if (!pixels)
        return;
    set_paused(true);
    printf("loom: this picture stays; looking and drawing took %u %% of a CPU\n", view.machine.own_share);
    do
        key = terminal_key(1000);
    while (key != 'q' && key != KEY_END);
}

/* Looks and draws until q or, without keys, until the program has ended; or `pictures` times if that is not
 * 0. */
static void watch(int pictures, bool keys)
{
    uint32_t drawn = ~0u;
    for (int count = 0; pictures == 0 || count < pictures; count++) {
        look();
        if (view.slow && !view.finished)
            step();
        if (view.machine.changes != drawn)
            draw();
        drawn = view.machine.changes;
        if (count + 1 == pictures) {
            stay();
            return;
        }
        int patience = LOOK_MS * (1 + (int)view.machine.own_share / SHARE);
        if (!obey(terminal_key(plain ? LOOK_MS : patience)) || (!keys && !pictures && view.finished))
            return;
    }
}

static int usage(void)
{
    fputs("usage: loom [-t] [-n PICTURES] [--once] [--after MS] [--size ROWSxCOLUMNS] [-p PID | PROGRAM "
          "ARGUMENTS...]\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"once", no_argument, NULL, 'o'},
                                            {"text", no_argument, NULL, 't'},
                                            {"after", required_argument, NULL, 'a'},
                                            {"size", required_argument, NULL, 's'},
                                            {NULL, 0, NULL, 0}};
    int option, pid = 0, pictures = 0, after = 0;
    bool text = false;
    rows = 25;
    columns = 80;
    while ((option = getopt_long(argc, argv, "+htn:p:", options, NULL)) != -1) {
        if (option == 'o')
            text = plain = true;
        else if (option == 't')
            text = true;
        else if (option == 'n')
            pictures = atoi(optarg);
        else if (option == 'p')
            pid = atoi(optarg);
        else if (option == 'a')
            after = atoi(optarg);
        else if (option != 's' || sscanf(optarg, "%dx%d", &rows, &columns) != 2)
            return usage();
    }
    if (plain)
        pictures = pictures ? pictures : 1;
    if (pid && kill(pid, 0) < 0) {
        fprintf(stderr, "loom: %d: %s\n", pid, strerror(errno));
        return 1;
    }
    view.machine.traced = events_begin();
    if (optind < argc)
        start(argv + optind);
    else if (!pid)
        start_demo(&demos[0]);
    if (pid) {
        view.machine.root = pid;
        snprintf(view.command, sizeof view.command, "-p %d", pid);
    }
    if (after)
        pause_ms(after);
    pixels = !text && screen_open(&canvas);
    bool keys = !plain && terminal_begin();
    if (pixels) { /* somebody at the serial line sees nothing of it */
        puts("loom: the picture is on the screen of pixels; q ends it. Here: loom -t");
        fflush(stdout);
    }
    watch(pictures, keys);
    if (view.paused)
        set_paused(false);
    child_end();
    events_end();
    if (pixels)
        screen_close();
    else if (!plain)
        fputs("\033[0m\033[?25h\n", stdout);
    terminal_end();
    return 0;
}
