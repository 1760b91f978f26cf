/* The kernel's trace of who ran when; see trace.h. */
#include "trace.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define TRACING  "/sys/kernel/tracing/"
#define CPUS_MAX 8

static struct turn_change seen_changes[TRACE_MAX];
static int seen_count;
static FILE *events; /* trace_pipe: others who have it open have places of their own */
static int users;    /* a descriptor with a lock that all have who trace for a while: see trace_stop() */
static bool was_on;  /* somebody else traces switches too */

static bool tell(const char *path, const char *word)
{
    int fd = open(path, O_WRONLY | O_APPEND);
    bool done = fd >= 0 && write(fd, word, strlen(word)) == (ssize_t)strlen(word);

    if (fd >= 0)
        close(fd);
    return done;
}

static bool is_selected(const char *event)
{
    FILE *file = fopen(TRACING "set_event", "r");
    char line[64];
    bool found = false;

    while (file && fgets(line, sizeof line, file))
        found |= strncmp(line, event, strlen(event)) == 0;
    if (file)
        fclose(file);
    return found;
}

bool trace_start(void)
{
    char old[400];

    users = open(TRACING, O_RDONLY | O_CLOEXEC);
    flock(users, LOCK_SH);
    was_on = is_selected("sched:sched_switch");
    if (!tell(TRACING "set_event", "sched:sched_switch") || !tell(TRACING "trace", "\n"))
        return false;
    events = fopen(TRACING "trace_pipe", "re");
    while (events && fgets(old, sizeof old, events))
        ;
    usleep(1); /* a first switch on this CPU, to know how often CR3 has been loaded until now */
    return events != NULL;
}

/* What stands behind `name` in a line of the trace. */
static unsigned long field(const char *line, const char *name, int base)
{
    const char *found = strstr(line, name);

    return found ? strtoul(found + strlen(name), NULL, base) : 0;
}

/* A line such as
 * "sh-2 [000] d... 0.068884: sched_switch: prev_comm=sh prev_pid=2 ... prev_state=S ==> ... next_pid=7 ..."
 */
static bool read_change(const char *line, struct turn_change *change, unsigned long loads[CPUS_MAX])
{
    const char *cpu = strstr(line, " ["), *fields = strstr(line, ": sched_switch: ");
    unsigned long long seconds, microseconds;
    unsigned long now_loaded;

    if (!cpu || !fields || sscanf(cpu, " [%d] %*s %llu.%llu", &change->cpu, &seconds, &microseconds) != 3)
        return false;
    change->time = (seconds * 1000000 + microseconds) * 1000;
    change->from = (pid_t)field(fields, " prev_pid=", 10);
    change->to = (pid_t)field(fields, " next_pid=", 10);
    change->state = strstr(fields, " prev_state=")[strlen(" prev_state=")];
    change->eip = field(fields, " eip=", 16);
    now_loaded = field(fields, " cr3_loads=", 10);
    change->new_directory = now_loaded != loads[change->cpu];
    loads[change->cpu] = now_loaded;
    return true;
}

bool trace_stop(void)
{
    char line[400];
    unsigned long loads[CPUS_MAX] = {0};
    bool done = events != NULL;

    seen_count = 0;
    if (events) {
        clearerr(events);
        while (seen_count < TRACE_MAX && fgets(line, sizeof line, events))
            seen_count += read_change(line, &seen_changes[seen_count], loads);
        fclose(events);
    }
    events = NULL;
    if (!was_on && flock(users, LOCK_EX | LOCK_NB) == 0) /* nobody else */
        done &= tell(TRACING "set_event", "!sched:sched_switch");
    flock(users, LOCK_UN); /* children may have it too */
    close(users);
    return done;
}

int trace_read(struct turn_change *changes, int cpu)
{
    int count = 0;

    for (int i = 0; i < seen_count; i++)
        if (cpu == EVERY_CPU || cpu == seen_changes[i].cpu)
            changes[count++] = seen_changes[i];
    return count;
}

unsigned long trace_together(const struct turn_change *changes, int count, const pid_t tids[2])
{
    unsigned long together = 0;
    int running = 0; /* a bit for each of the two */

    for (int i = 0; i < count; i++) {
        if (running == 3)
            together += (unsigned long)(changes[i].time - changes[i - 1].time);
        for (int who = 0; who < 2; who++) {
            if (changes[i].from == tids[who])
                running &= ~(1 << who);
            if (changes[i].to == tids[who])
                running |= 1 << who;
        }
    }
    return together;
}
