/* What is shown, and how: the machine, and what the user has chosen. Both forms of the picture draw this. */
#pragma once

#include "machine.h"

enum selecting { SELECT_PROCESS, SELECT_THREAD, SELECT_FRAME };

struct view {
    struct machine machine;
    enum selecting selecting;
    int pid, tid;            /* the selected thread is one of the selected process's */
    uint32_t frame;          /* the selected frame's number */
    bool paused, slow, help; /* slow: it is stepped by itself */
    char command[64];        /* what is watched */
    char output[80];         /* the last line that it has written */
    char event[104];         /* the last scheduling event that was stepped over */
    bool finished;           /* the program has ended, */
    int status;              /* as the shell tells it */
};

/* Makes sure that what is selected is there. */
void view_settle(struct view *view);

/* The next kind of thing is selected. */
void view_next_kind(struct view *view);
/* The next thing of that kind, or the one before, is selected. */
void view_move(struct view *view, int step);

/* What is known of the selected thing: up to FACTS lines of FACT_SIZE. Returns how many. */
/* What an event means, in words. */
void view_event(struct view *view, const struct event *event);

#define FACTS     4
#define FACT_SIZE 104
int view_facts(const struct view *view, char facts[FACTS][FACT_SIZE]);

/* A line on what copy-on-write did last, if that is not long ago; else an empty one. */
void view_split(const struct view *view, char *line, size_t size);
bool split_is_recent(const struct machine *machine);

/* The place among the boxes of the process that has the frame alone, or -1. */
int frame_owner(const struct frame *frame);
