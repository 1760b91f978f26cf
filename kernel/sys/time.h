/*
 * Times as system calls take and give them.
 */
#pragma once

#include "abi/time.h"
#include "lib/types.h"
#include "thread/sched.h"

#define NS_PER_SECOND 1000000000u

/* Reads the timespec with this index of an array in user memory, as it is. */
int time_fetch(const void *user_times, unsigned index, struct timespec *time);

/* Reads and checks a user's timespec, and writes one: of 64-bit fields if the running call's number says so.
 * Return 0, -EFAULT, -EINVAL. */
int time_from_user(const void *user_time, uint64_t *ns);
int time_to_user(void *user_time, uint64_t ns);

struct timespec time_split(uint64_t ns);
struct timeval time_val(uint64_t ns);

/* In cycles: when so much time will have passed from now; the same of a user's timespec, which may be NULL,
 * for never. */
uint64_t time_deadline(uint64_t ns);
int time_deadline_from_user(const void *timeout, uint64_t *deadline);

/* The same of milliseconds, where a negative number is for never. */
static inline uint64_t time_deadline_ms(int timeout)
{
    return timeout < 0 ? DEADLINE_NEVER : time_deadline(timeout * 1000000ull);
}
