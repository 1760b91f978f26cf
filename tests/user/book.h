/*
 * For programs as textbooks have them: they stand in their file unchanged, except that main() is called
 * program() here. It runs in a child, and its status and what it prints are compared.
 */
#pragma once

#include "libc_test.h"

/* Returns main()'s status. */
static inline int book_run(int (*program)(void), const char *expected)
{
    static char text[4096];
    size_t length = 0;
    ssize_t count;
    int ends[2], status = -1;
    memset(text, 1, sizeof(text)); /* its frame is there before they are counted, */
    ok(1, "the test begins");      /* and those of tap.h's variables */
    begin_count();
    begin_count();
    fflush(stdout);
    if (pipe(ends) != 0)
        return 1;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        exit(program());
    }
    close(ends[1]);
    while ((count = read(ends[0], text + length, sizeof(text) - 1 - length)) > 0)
        length += (size_t)count;
    text[length] = '\0';
    close(ends[0]);
    waitpid(pid, &status, 0);
    ok(status == 0, "it ends with status 0");
    ok(strcmp(text, expected) == 0, "it prints what it should");
    end_count();
    return done_testing();
}

#define main program
