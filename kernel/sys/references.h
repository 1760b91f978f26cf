/*
 * A variable declared with one of these gives its reference back by itself when its block ends.
 */
#pragma once

#include "fs/file.h"
#include "process/process.h"

#define AUTO_FILE    __attribute__((cleanup(auto_file_put))) struct file *
#define AUTO_PROCESS __attribute__((cleanup(auto_process_put))) struct process *
#define AUTO_THREAD  __attribute__((cleanup(auto_thread_put))) struct thread *

static inline void auto_file_put(struct file **file)
{
    file_put(*file);
}

static inline void auto_process_put(struct process **process)
{
    process_put(*process);
}

static inline void auto_thread_put(struct thread **thread)
{
    thread_put(*thread);
}

/* What the expression makes of the process with this number, which it calls `process`; -ESRCH if there is
 * none. */
#define WITH_PROCESS(pid, expression)                         \
    ({                                                        \
        AUTO_PROCESS process = process_find((uint32_t)(pid)); \
        process ? (long)(expression) : -ESRCH;                \
    })
