/* The last error of the calling thread: one errno per thread. */
#pragma once
#include <abi/errno.h>

int *__errno_location(void) __attribute__((__const__));
#define errno (*__errno_location())
