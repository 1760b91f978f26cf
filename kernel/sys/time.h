/*
 * Times as system calls take and give them.
 */
#pragma once

#include "abi/time.h"
#include "lib/types.h"

#define NS_PER_SECOND 1000000000u

/* Reads and checks a user's timespec. Returns 0, -EFAULT, -EINVAL. */
int time_from_user(const struct timespec *user_time, uint64_t *ns);

struct timespec time_split(uint64_t ns);
struct timeval time_val(uint64_t ns);

/* Cycles of so many nanoseconds, and back; and when so many will have passed from now. */
uint64_t time_cycles(uint64_t ns);
uint64_t time_ns(uint64_t cycles);
uint64_t time_deadline(uint64_t ns);
