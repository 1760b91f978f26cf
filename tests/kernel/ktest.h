/*
 * Tests of kernel internals: they are linked into build/ktest.elf, and run in a kernel thread when the
 * command line has `ktest`. They print TAP to the kernel's log.
 */
#pragma once

#include "lib/types.h"

struct thread;

/* One test. */
void ok(bool condition, const char *pattern, ...) __attribute__((format(printf, 2, 3)));

/* Around what must give back all it took: frames and threads are counted after a drain. */
void begin_count(void);
void end_count(const char *name);

/* A pseudo-random number below `limit`: the same in every run. */
uint32_t pick(uint32_t limit);

/* Starts a kernel thread that may run where its maker may; there must be memory for it. */
struct thread *begin(void (*function)(void *), void *argument);
/* Waits until the thread has ended, and lets it go. */
void join(struct thread *thread);
/* Lets others run for some milliseconds. */
void pause_ms(unsigned ms);

/* One subject each. */
void test_memory(void);
void test_frames(void);
void test_heap(void);
void test_objects(void);
void test_spaces(void);
void test_user_copies(void);
void test_threads(void);
void test_scheduler(void);
void test_waiting(void);
void test_futexes(void);
void test_cpus(void);
void test_failures(void);
