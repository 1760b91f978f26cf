/* What test programs share: TAP, and a count of what the machine has in use. */
#pragma once

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int tap_tests, tap_failures;

static void ok(int condition, const char *what)
{
    tap_tests++;
    tap_failures += !condition;
    printf("%sok %d - %s\n", condition ? "" : "not ", tap_tests, what);
    fflush(stdout);
}

/* The number behind `label` in a file; -1 if there is none. */
static inline long number_in(const char *path, const char *label)
{
    static char text[4096];
    int fd = open(path, O_RDONLY);
    ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    char *found = strstr(text, label);
    return found ? (long)strtoul(found + strlen(label), NULL, 0) : -1;
}

/* Has Weft give its caches back, so that frames can be counted. */
static inline void drop_caches(void)
{
    if (number_in("/proc/weft/frames", "total ") < 0)
        return; /* on Linux there is nothing to count */
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    if (fd >= 0 && write(fd, "3", 1) != 1)
        perror("drop_caches");
    close(fd);
}

static long free_before, threads_before;

/* Around a test: on Weft, as many frames are free and as many threads exist afterwards. */
static inline void begin_count(void)
{
    drop_caches();
    free_before = number_in("/proc/weft/frames", "free ");
    threads_before = number_in("/proc/weft/sched", "threads ");
}

static inline void end_count(void)
{
    /* With more CPUs, a thread may still be on its way out when its parent knows already. */
    for (int i = 0; i < 100 && number_in("/proc/weft/sched", "threads ") != threads_before; i++)
        usleep(2000);
    drop_caches();
    long free_after = number_in("/proc/weft/frames", "free ");
    if (free_after != free_before)
        printf("# free frames: %ld before, %ld after\n", free_before, free_after);
    long threads_after = number_in("/proc/weft/sched", "threads ");
    if (threads_after != threads_before)
        printf("# threads: %ld before, %ld after\n", threads_before, threads_after);
    ok(free_after == free_before, "no frame is lost");
    ok(threads_after == threads_before, "no thread is left");
}

static inline int done_testing(void)
{
    printf("1..%d\n", tap_tests);
    return tap_failures != 0;
}
