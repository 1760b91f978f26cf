/*
 * What /proc is made of: tables of nodes. A node is a directory, a text, or a file of its own kind. With a
 * text beside it, a directory or other file is a symbolic link, and the text is its target.
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
    /* A directory: its nodes, up to one without a name. */
    const struct node *children;
    /* A text: writes it. */
    void (*show)(struct text *text, const struct place *place);
    /* Another file: opens that. */
    int (*open)(const struct place *place, struct file **file);
    /* Another kind of file, which is opened with the place as its data; of a text: how it is written to. */
    const struct file_ops *ops;
    /* With numbers_ops, the number at an index: of a page of the process's, else of a frame. */
    uint64_t (*value)(struct vm_space *space, uint32_t index);
};

/* The tables of the directories, each in the file that says how its nodes are made. */
extern const struct node root_nodes[]; /* view/machine.c: /proc itself; the processes are listed after them */
extern const struct node process_nodes[]; /* view/process.c: /proc/<pid>, */
#define thread_nodes (process_nodes + 1)  /* and its task/<tid>: all but task */
extern const struct node
    task_nodes[]; /* the same: /proc/<pid>/task; empty, the threads are listed after them */
extern const struct node
    fd_nodes[]; /* the same: /proc/<pid>/fd; empty, the descriptors are listed after them */

/* view/process.c: the open file that a descriptor stands for, and the first descriptor at or after a number.
 */
int process_open_fd(const struct place *place, struct file **file);
int process_next_fd(const struct place *place, int fd);

/* The same: the target of a link to what its open() opens; and hundredths of a second, in which times are
 * told. */
void show_link(struct text *text, const struct place *place);
void show_self(struct text *text, const struct place *place);
uint64_t cycles_to_ticks(uint64_t cycles);

/* view/memory.c */
void show_strings(struct text *text, const struct place *place);
void show_maps(struct text *text, const struct place *place);
void show_pagetable(struct text *text, const struct place *place);
extern const struct file_ops numbers_ops;
uint64_t pagemap_value(struct vm_space *space, uint32_t index);
uint64_t kpagecount_value(struct vm_space *space, uint32_t index);
uint64_t kpageflags_value(struct vm_space *space, uint32_t index);

/* view/owners.c */
extern const struct file_ops owners_ops;

/* view/proc.c: opens what `rest` means below a node, as fs_mount() wants it. */
int node_open(const struct node *top, const char *rest, int flags, struct file **file);

/* The same: the release() of files whose data is their place. */
void node_release(struct file *file);
