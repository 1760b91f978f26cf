/*
 * Executing a program: its arguments, and the loader.
 */
#pragma once

#include "lib/types.h"

struct frame;
struct file;
struct vm_space;

#define ARGUMENTS_PAGES 32u /* of strings, at most: 128 KiB, as POSIX's ARG_MAX asks at least 4 KiB */

/* Argument and environment strings, one behind the other, on their way from the old address space to the new.
 */
struct exec_arguments {
    struct frame *pages[ARGUMENTS_PAGES];
    uint32_t size;     /* bytes of strings so far */
    uint32_t count[2]; /* strings of argv, of envp */
    int error;         /* the first there was: -E2BIG, -ENOMEM, -EFAULT; exec_program() returns it */
};

/* Adds one string to argv (which 0) or envp (1); argv first. */
void exec_add_argument(struct exec_arguments *arguments, unsigned which, const char *string);

/* Adds a NULL-terminated array of strings of the running thread's, but for the first `skip`. */
void exec_add_user_arguments(struct exec_arguments *arguments, unsigned which, char *const *user_array,
                             unsigned skip);

/*
 * If the file at `path` (room for PATH_MAX bytes) is a script that begins with `#!interpreter [argument]`:
 * adds these words and the path to argv, which is empty yet, where they take the place of argv[0], puts the
 * interpreter's path in `path`, and returns true (man 2 execve). May sleep.
 */
bool exec_add_interpreter(struct exec_arguments *arguments, char *path);

/* Ends a word at a space or at the line's end; returns what follows it and the spaces, "" for nothing. */
char *exec_end_word(char *word);

void exec_free_arguments(struct exec_arguments *arguments);

/*
 * Replaces the running process's program by the one at `path` (kernel memory). On success the running thread
 * is the only one and its trap frame starts the program; else nothing has changed: -ENOENT ... of fs_open,
 * -EACCES, -ENOEXEC, -ENOMEM, -E2BIG. -EINTR: the process is ending. May sleep.
 */
int exec_program(const char *path, const struct exec_arguments *arguments);

/* What the loader tells the program's start. */
struct elf_image {
    uintptr_t entry, headers, base, end;
    uint32_t header_count;
    char interpreter[64]; /* path of the dynamic loader that it asks for; "": none */
};

/* Maps the ELF program in `file` into `space`, at `base` if its addresses may be chosen. Returns 0, -ENOEXEC,
 * -ENOMEM. elf.c. */
int elf_load(struct file *file, struct vm_space *space, vaddr_t base, struct elf_image *image);
