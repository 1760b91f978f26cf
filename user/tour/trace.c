/* The kernel's trace of who ran when; see trace.h. */
#include "trace.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "see.h"

static bool tell(const char *word)
{
    int fd = open("/proc/weft/trace", O_WRONLY);
    bool done = fd >= 0 && write(fd, word, strlen(word)) == (ssize_t)strlen(word);

    if (fd >= 0)
        close(fd);
    return done;
}

bool trace_start(void)
{
    return tell("clear") && tell("on");
}

bool trace_stop(void)
{
    return tell("off");
}

int trace_read(struct turn_change *changes, int cpu)
{
    int count = 0;

    for (const char *line = see_file("/proc/weft/trace"); line && *line && count < TRACE_MAX;) {
        struct turn_change *change = &changes[count];
        char directory[16];
        int from, to;
        if (sscanf(line, "%llu %d switch %d %c %d %15s %lx", &change->time, &change->cpu, &from,
                   &change->state, &to, directory, &change->eip) == 7 &&
            (cpu == EVERY_CPU || cpu == change->cpu)) {
            change->from = from;
            change->to = to;
            change->new_directory = strcmp(directory, "-") != 0;
            count++;
        }
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
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
