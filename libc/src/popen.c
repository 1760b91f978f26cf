/* Commands in a shell (<stdlib.h>, <stdio.h>). */
#include "file.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHELL "/bin/sh"

static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}

/* While the command runs, ^C and ^\ are for it alone, and nobody else may take its end. */
int system(const char *command)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigset_t child, before;
    pid_t pid;
    if (!command)
        return access(SHELL, X_OK) == 0;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &before);
    pid = fork();
    if (pid == 0) {
        sigaction(SIGINT, &interrupt, NULL);
        sigaction(SIGQUIT, &quit, NULL);
        sigprocmask(SIG_SETMASK, &before, NULL);
        execl(SHELL, "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int status = pid < 0 ? -1 : wait_for(pid), error = errno;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return status;
}

FILE *popen(const char *command, const char *mode)
{
    int reading = mode[0] == 'r', fds[2];
    if (mode[0] != 'r' && mode[0] != 'w') {
        errno = EINVAL;
        return NULL;
    }
    if (pipe(fds) != 0)
        return NULL;
    FILE *file = fdopen(fds[!reading], reading ? "r" : "w");
    pid_t pid = file ? fork() : -1;
    if (pid == 0) {
        for (FILE *other = __file_list; other; other = other->list_next)
            if (other->child)
                close(other->fd);
        close(fds[!reading]);
        if (fds[reading] != reading) {
            dup2(fds[reading], reading);
            close(fds[reading]);
        }
        execl(SHELL, "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int error = errno;
    close(fds[reading]);
    if (pid < 0) {
        if (file)
            fclose(file);
        else
            close(fds[!reading]);
        errno = error;
        return NULL;
    }
    file->child = pid;
    return file;
}

int pclose(FILE *file)
{
    pid_t pid = file->child;
    fclose(file);
    return wait_for(pid);
}
