/* The last error of the calling thread: one errno per thread. */
#pragma once
#include <abi/errno.h>

typedef int error_t;

int *__errno_location(void) __attribute__((__const__));
#define errno (*__errno_location())

/* As the program was started, and without its folders (man 3 program_invocation_name). */
extern char *program_invocation_name, *program_invocation_short_name;
