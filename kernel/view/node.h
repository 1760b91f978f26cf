/*
 * What /proc is made of: tables of nodes. A node is a directory, a text, or a file of its own kind.
 */
#pragma once

#include "view/text.h"

struct process;
struct thread;

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
    /* A directory: its nodes, up to one without a name. */
    const struct node *children;
    /* A text: writes it. */
    void (*show)(struct text *text, const struct place *place);
    /* Another file: opens that. */
    int (*open)(const struct place *place, struct file **file);
    /* Another kind of file, which is opened with the place as its data; of a text: how it is written to. */
    const struct file_ops *ops;
};

/* The tables of the directories, each in the file that says how its nodes are made. */
extern const struct node root_nodes[]; /* view/machine.c: /proc itself; the processes are listed after them */
extern const struct node process_nodes[]; /* view/process.c: /proc/<pid> */
extern const struct node
    task_nodes[]; /* the same: /proc/<pid>/task; empty, the threads are listed after them */
extern const struct node
    fd_nodes[]; /* the same: /proc/<pid>/fd; empty, the descriptors are listed after them */
extern const struct node thread_nodes[]; /* the same: /proc/<pid>/task/<tid> */

/* view/process.c: the open file that a descriptor stands for, and the first descriptor at or after a number.
 */
int process_open_fd(const struct place *place, struct file **file);
int process_next_fd(const struct place *place, int fd);

/* view/memory.c */
void show_maps(struct text *text, const struct place *place);
void show_pagetable(struct text *text, const struct place *place);
extern const struct file_ops pagemap_ops, kpagecount_ops;

/* view/trace.c */
void show_trace(struct text *text, const struct place *place);
extern const struct file_ops trace_ops;

/* view/proc.c: the release() of files whose data is their place. */
void node_release(struct file *file);
