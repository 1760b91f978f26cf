/*
 * For tests as conformance suites have them: one small function for each assertion of a POSIX page, run in a
 * process of its own. It returns 0, or the line of what does not hold.
 */
#pragma once

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

struct assertion {
    const char *name;
    int (*holds)(void);
    struct assertion *next;
};
static struct assertion *assertions, **assertions_end = &assertions;

#define TEST(title)                                                        \
    static int test_##title(void);                                         \
    static struct assertion assertion_##title = {#title, test_##title, 0}; \
    __attribute__((constructor)) static void register_##title(void)        \
    {                                                                      \
        *assertions_end = &assertion_##title;                              \
        assertions_end = &assertion_##title.next;                          \
    }                                                                      \
    static int test_##title(void)

static inline int does_not_hold(const char *what, int line, long result, int error)
{
    printf("# line %d: %s: result %ld, errno %d\n", line, what, result, error);
    return line;
}

#define CHECK(condition)                                          \
    do {                                                          \
        if (!(condition))                                         \
            return does_not_hold(#condition, __LINE__, 0, errno); \
    } while (0)
/* The call returns -1, with this in errno. */
#define FAILS(call, error)                                         \
    do {                                                           \
        errno = 0;                                                 \
        long result_ = (long)(call);                               \
        if (result_ != -1 || errno != (error))                     \
            return does_not_hold(#call, __LINE__, result_, errno); \
    } while (0)
#define RETURNS(call, value)                                       \
    do {                                                           \
        int result_ = (call);                                      \
        if (result_ != (value))                                    \
            return does_not_hold(#call, __LINE__, result_, errno); \
    } while (0)

static inline struct timespec in_ms(clockid_t clock, long milliseconds)
{
    struct timespec time;
    clock_gettime(clock, &time);
    time.tv_sec += milliseconds / 1000;
    time.tv_nsec += milliseconds % 1000 * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_nsec -= 1000000000;
        time.tv_sec++;
    }
    return time;
}

static inline void ms(long milliseconds)
{
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

static int run_one(const struct assertion *assertion)
{
    int status = -1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        alarm(20);
        int line = assertion->holds();
        fflush(stdout);
        _exit(line != 0);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

int main(void)
{
    alarm(1); /* the first one ever starts a thread of the kernel of Weft, which stays */
    alarm(0);
    run_one(assertions); /* all pages are there before they are counted */
    begin_count();
    begin_count();
    for (struct assertion *assertion = assertions; assertion; assertion = assertion->next)
        ok(run_one(assertion) == 0, assertion->name);
    end_count();
    return done_testing();
}
