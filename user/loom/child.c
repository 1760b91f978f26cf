/* See child.h. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child; /* 0: none */
static int output = -1;

pid_t child_start(char **words)
{
    int ends[2];
    child_end();
    if (pipe(ends) < 0)
        return -1;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    child = vfork(); /* when it is back, the child is the program already */
    if (child == 0) {
        int nothing = open("/dev/null", O_RDONLY);
        setpgid(0, 0);
        dup2(nothing, STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(nothing);
        close(ends[1]);
        execvp(words[0], words);
        dprintf(STDERR_FILENO, "%s: %s\n", words[0], strerror(errno));
        _exit(errno == ENOENT ? 127 : 126);
    }
    close(ends[1]);
    output = ends[0];
    if (child > 0)
        setpgid(child, child);
    return child;
}

bool child_listen(char *line, size_t size)
{
    static char current[80];
    static size_t length;
    char bytes[512];
    ssize_t got;
    bool changed = false;
    while (output >= 0 && (got = read(output, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < got; i++) {
            if (bytes[i] == '\n' && length > 0) {
                current[length] = '\0';
                snprintf(line, size, "%s", current);
                changed = true;
                length = 0;
            } else if ((unsigned char)bytes[i] >= ' ' && length < sizeof current - 1) {
                current[length++] = bytes[i];
            }
        }
    }
    return changed;
}

bool child_ended(int *status)
{
    int how;
    if (child <= 0 || waitpid(child, &how, WNOHANG) != child)
        return false;
    *status = WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how);
    child = 0;
    return true;
}

void child_signal(int signal)
{
    if (child > 0)
        kill(-child, signal);
}

void child_end(void)
{
    child_signal(SIGKILL);
    if (child > 0)
        waitpid(child, NULL, 0);
    child = 0;
    if (output >= 0)
        close(output);
    output = -1;
}
