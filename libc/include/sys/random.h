/* Random bytes of the kernel's (man 2 getrandom). */
#pragma once
#include <sys/types.h>

#define GRND_NONBLOCK 1
#define GRND_RANDOM   2

ssize_t getrandom(void *to, size_t count, unsigned flags);
