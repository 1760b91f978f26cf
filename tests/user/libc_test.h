/* For the tests of the C library: they run in a child process, so that what it had in use can be counted. */
#pragma once

#include "tap.h"

#include <sys/mman.h>
#include <sys/wait.h>

static int *libc_results; /* shared with the child: tests, failures */

static inline void libc_save_results(void)
{
    libc_results[0] = tap_tests;
    libc_results[1] = tap_failures;
}

/* Returns main()'s status. */
static inline int libc_run(void (*tests)(void))
{
    int status = -1;
    libc_results = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    libc_save_results();
    /* So that the pages that printing writes to are there when they are counted. */
    printf("# the tests run in a child of this process, so that what they use can be counted before and "
           "after\n");
    fflush(stdout);
    begin_count();
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        tests();
        libc_save_results();
        exit(0);
    }
    waitpid(pid, &status, 0);
    tap_tests = libc_results[0];
    tap_failures = libc_results[1];
    ok(status == 0, "the tests ran to their end");
    end_count();
    return done_testing();
}
