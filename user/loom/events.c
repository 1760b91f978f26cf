/* See events.h. trace_pipe never waits: it ends where the trace ends now, and goes on from there when it is
 * read again. Who has it open has a place of his own in it, so others may read it too. */
#include "events.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define TRACING "/sys/kernel/tracing/"

static bool was_on; /* somebody else traces switches */
static int users;   /* a descriptor with a lock that all have who trace for a while: see events_end() */
static FILE *pipe_file;

static bool set_event(const char *word)
{
    int file = open(TRACING "set_event", O_WRONLY | O_APPEND | O_CLOEXEC);
    bool done = file >= 0 && write(file, word, strlen(word)) == (ssize_t)strlen(word);
    if (file >= 0)
        close(file);
    return done;
}

bool events_begin(void)
{
    char line[80];
    users = open(TRACING, O_RDONLY | O_CLOEXEC);
    flock(users, LOCK_SH);
    FILE *events = fopen(TRACING "set_event", "re");
    while (events && fgets(line, sizeof line, events))
        was_on |= strcmp(line, "sched:sched_switch\n") == 0;
    if (events)
        fclose(events);
    if (set_event("sched:sched_switch\n"))
        pipe_file = fopen(TRACING "trace_pipe", "re");
    return pipe_file;
}

void events_end(void)
{
    if (pipe_file && !was_on && flock(users, LOCK_EX | LOCK_NB) == 0) /* nobody else */
        set_event("!sched:sched_switch\n");
    if (pipe_file)
        fclose(pipe_file);
    pipe_file = NULL;
    close(users);
}

/* The number behind ` name=` in a line. */
static unsigned long field(const char *line, const char *name, int base)
{
    const char *found = strstr(line, name);
    return found ? strtoul(found + strlen(name), NULL, base) : 0;
}

/* A line is: NAME-TID [CPU] d... SECONDS: sched_switch: prev_comm=... */
static bool parse(const char *line, struct event *event)
{
    static uint32_t loads[32];
    const char *fields = strstr(line, ": sched_switch: "), *cpu = strstr(line, "] ");
    if (!fields || !cpu || cpu > fields)
        return false;
    while (cpu > line && cpu[-1] != '[')
        cpu--;
    const char *time = fields, *state = strstr(fields, " prev_state=");
    while (time > line && time[-1] != ' ')
        time--;
    *event = (struct event){.time = strtod(time, NULL),
                            .cpu = strtoul(cpu, NULL, 10) % 32,
                            .thread = (int)field(fields, " prev_pid=", 10),
                            .next = (int)field(fields, " next_pid=", 10),
                            .state = state ? state[strlen(" prev_state=")] : 'R',
                            .cr3 = field(fields, " cr3=", 16) >> 12};
    uint32_t loaded = field(fields, " cr3_loads=", 10);
    event->loaded = loaded != loads[event->cpu];
    loads[event->cpu] = loaded;
    return true;
}

bool events_next(struct event *event)
{
    char line[320];
    while (pipe_file && fgets(line, sizeof line, pipe_file))
        if (parse(line, event))
            return true;
    if (pipe_file)
        clearerr(pipe_file);
    return false;
}
