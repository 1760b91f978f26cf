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
    /* A text: writes it, as it is opened; and how it is written to. */
    void (*show)(struct text *text, const struct place *place);
    ssize_t (*write)(struct file *file, const void *user_from, size_t size, uint64_t offset);
    /* Another kind of file; its inode's data is the place. */
    const struct file_ops *ops;
    /* With numbers_ops, the number at an index: of a page of the process's, else of a frame. */
    uint64_t (*value)(struct vm_space *space, uint32_t index);
};

/* view/proc.c: has the tree of nodes stand at a path. For boot only. */
void node_mount(const char *path, const struct node *node);

extern const struct node root_nodes[]; /* view/machine.c: /proc itself, without the processes */

/* view/process.c: next() of /proc; and hundredths of a second, in which times are told. */
int next_process(struct place *place, uint32_t number);
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
