/* Messages of daemons (<syslog.h>): a line each, written to the console in one piece. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

static const char *name;
static int options, mask = LOG_UPTO(LOG_DEBUG);

void openlog(const char *new_name, int new_options, int facility)
{
    (void)facility;
    name = new_name;
    options = new_options;
}

void closelog(void)
{
    name = NULL;
    options = 0;
}

int setlogmask(int new_mask)
{
    int old = mask;
    if (new_mask)
        mask = new_mask;
    return old;
}

void vsyslog(int priority, const char *format, va_list arguments)
{
    char line[512];
    int error = errno;
    if (!(LOG_MASK(LOG_PRI(priority)) & mask))
        return;
    int length = snprintf(line, sizeof line, "%s", name ? name : program_invocation_short_name);
    if (options & LOG_PID)
        length += snprintf(line + length, sizeof line - (size_t)length, "[%d]", (int)getpid());
    length += snprintf(line + length, sizeof line - (size_t)length, ": ");
    errno = error; /* for %m */
    length += vsnprintf(line + length, sizeof line - (size_t)length, format, arguments);
    if (length > (int)sizeof line - 2)
        length = sizeof line - 2;
    if (line[length - 1] != '\n')
        line[length++] = '\n';
    int fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!write(fd, line, (size_t)length);
        close(fd);
    }
    if (options & LOG_PERROR)
        (void)!write(STDERR_FILENO, line, (size_t)length);
    errno = error;
}

void syslog(int priority, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsyslog(priority, format, arguments);
    va_end(arguments);
}
