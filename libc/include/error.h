/* A message on standard error, and the end if its status is not 0 (man 3 error). */
#pragma once

extern unsigned error_message_count;
void error(int status, int number, const char *format, ...) __attribute__((format(printf, 3, 4)));
extern int error_one_per_line;
extern void (*error_print_progname)(void);
void error_at_line(int status, int number, const char *file, unsigned line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
