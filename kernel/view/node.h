/*
 * What /proc is made of: tables of nodes. A node is a directory, a symbolic link, a text, or a file of its
 * own kind.
 */
#pragma once

#include "view/text.h"

struct process;
struct thread;
struct vm_space;

/* Where in /proc one is. Below /proc/<pid> there is a process, below its task/<tid> also a thread; each
 * counted. */
struct place {
    const struct node *node;
    struct process *process;
    struct thread *thread;
    uint32_t fd; /* below fd/ */
};

struct node {
    const char *name;
    /* A directory: its nodes, up to one without a name; and, if there are numbers behind them: goes to the
     * lowest that is at least `number`. Returns it, or -1. */
    const struct node *children;
    int (*next)(struct place *place, uint32_t number);
    /* A link: where it leads; or what open file it leads to. */
    void (*target)(char *target, size_t size);
    int (*follow)(const struct place *place, struct file **file);
    /* A text: the same always; or writes it, when it is read from its beginning; and how it is written to.
     * With room for so many bytes behind each place, zeros at first, it is a stream: when all has been read,
     * show() writes what comes next. */
    const char *text;
    void (*show)(struct text *text, const struct place *place);
    size_t room;
    ssize_t (*write)(struct file *file, const void *user_from, size_t size, uint64_t offset);
    /* A file of rows of equal size, made as they are read: that size, and writes the one with an index: of a
     * page of the process's, whose space is locked; without a process, of a frame. */
    uint32_t row_size;
    void (*row)(struct vm_space *space, uint32_t index, void *row);
};

/* view/proc.c: has the tree of nodes stand at a path. For boot only. */
void node_mount(const char *path, const struct node *node);

extern const struct node root_nodes[]; /* view/machine.c: /proc itself, without the processes */

int next_process(struct place *place, uint32_t number); /* view/process.c: next() of /proc */

/* view/memory.c */
void show_strings(struct text *text, const struct place *place);
void show_maps(struct text *text, const struct place *place);
void show_pagetable(struct text *text, const struct place *place);
void pagemap_row(struct vm_space *space, uint32_t index, void *row);
void kpagecount_row(struct vm_space *space, uint32_t index, void *row);
void kpageflags_row(struct vm_space *space, uint32_t index, void *row);

/* The same: a line as long as any, so that frame n's begins at byte n * OWNERS_ROW. */
#define OWNERS_ROW 80u
void owners_row(struct vm_space *space, uint32_t index, void *row);
