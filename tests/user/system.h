/* What the tests of the system calls share: children, memory shared with them, counting on Weft only. */
#pragma once

#include "tap.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define PAGE 4096u

/* Whether this is Weft: what Linux can't tell is then looked at too. */
static inline int on_weft(void)
{
    static int known = -1;
    if (known < 0) {
        int fd = open("/proc/weft/frames", O_RDONLY);
        known = fd >= 0;
        close(fd);
    }
    return known;
}

/* The status of a child that runs function(argument); it ends with what that returns. */
static inline int status_of(int (*function)(void *), void *argument)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0)
        _exit(function(argument));
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    return status;
}

static inline int exits_with(int status, int code)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

static inline int killed_by(int status, int signal)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

/* Zeroed memory that children share. */
static inline void *shared_memory(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        exit(99);
    return memory;
}

static inline void sleep_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static inline long long now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/*
 * Runs the tests in a child, so that the pages which they touch don't count, and looks whether frames or
 * threads are lost; only Weft can tell, but the same lines are printed on Linux.
 */
static inline int run_counted(void (*tests)(void))
{
    volatile int *counts = shared_memory(PAGE);
    int status;
    tap_tests = tap_failures = counts[0] = 0;
    for (int i = 0; i < 2 && on_weft(); i++)
        begin_count(); /* once more, with the pages that it writes to itself */
    pid_t child = fork();
    if (child == 0) {
        tests();
        counts[0] = tap_tests;
        counts[1] = tap_failures;
        _exit(0);
    }
    waitpid(child, &status, 0);
    tap_tests = counts[0];
    tap_failures = counts[1];
    if (on_weft()) {
        end_count();
    } else {
        ok(1, "no frame is lost");
        ok(1, "no thread is left");
    }
    ok(status == 0, "the tests ended");
    return done_testing();
}
