/* Messages of a failing program (<err.h>, <error.h>). */
#include <err.h>
#include <errno.h>
#include <error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned error_message_count;

/* name: message: error */
static void say(const char *name, const char *format, va_list arguments, int number)
{
    fprintf(stderr, "%s: ", name);
    if (format)
        vfprintf(stderr, format, arguments);
    if (number)
        fprintf(stderr, "%s%s", format ? ": " : "", strerror(number));
    fputc('\n', stderr);
}

void vwarn(const char *format, va_list arguments)
{
    say(program_invocation_short_name, format, arguments, errno);
}

void vwarnx(const char *format, va_list arguments)
{
    say(program_invocation_short_name, format, arguments, 0);
}

void verr(int status, const char *format, va_list arguments)
{
    vwarn(format, arguments);
    exit(status);
}

void verrx(int status, const char *format, va_list arguments)
{
    vwarnx(format, arguments);
    exit(status);
}

void warn(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vwarn(format, arguments);
    va_end(arguments);
}

void warnx(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vwarnx(format, arguments);
    va_end(arguments);
}

void err(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    verr(status, format, arguments);
}

void errx(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    verrx(status, format, arguments);
}

void error(int status, int number, const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    va_start(arguments, format);
    say(program_invocation_name, format, arguments, number);
    va_end(arguments);
    error_message_count++;
    if (status)
        exit(status);
}

int error_one_per_line;
void (*error_print_progname)(void);

void error_at_line(int status, int number, const char *file, unsigned line, const char *format, ...)
{
    static const char *last_file;
    static unsigned last_line;
    va_list arguments;
    if (error_one_per_line && last_file && strcmp(file, last_file) == 0 && line == last_line)
        return;
    last_file = file;
    last_line = line;
    fflush(stdout);
    if (error_print_progname)
        error_print_progname();
    else
        fprintf(stderr, "%s:", program_invocation_name);
    fprintf(stderr, "%s:%u: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    if (number)
        fprintf(stderr, ": %s", strerror(number));
    fputc('\n', stderr);
    error_message_count++;
    if (status)
        exit(status);
}
