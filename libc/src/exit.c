/* The end of a process. The list of functions to run is in atexit.c, linked in where it is used. */
#include "syscall.h"
#include "thread.h"
#include <stdlib.h>
#include <unistd.h>

#pragma weak __atexit_run
#pragma weak __stdio_exit
#pragma weak __sysv_exit

extern void (*__fini_array_start[])(void) __attribute__((weak, visibility("hidden")));
extern void (*__fini_array_end[])(void) __attribute__((weak, visibility("hidden")));

void _exit(int status)
{
    if (__sysv_exit)
        __sysv_exit();
    for (;;)
        sys_exit_group(status);
}

void _Exit(int status)
{
    _exit(status);
}

void exit(int status)
{
    if (__atexit_run)
        __atexit_run(status);
    for (size_t i = (size_t)(__fini_array_end - __fini_array_start); i > 0; i--)
        __fini_array_start[i - 1]();
    if (__stdio_exit)
        __stdio_exit();
    _exit(status);
}
