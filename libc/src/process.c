/* Processes: fork, exec, wait (<unistd.h>, <sys/wait.h>). */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma weak __malloc_fork
#pragma weak __stdio_fork
#pragma weak __threads_fork
#pragma weak __handlers_fork
#pragma weak __timers_fork
#pragma weak __aio_fork

/*
 * Only the thread that calls fork lives on in the child. What other threads might hold at that
 * moment (the allocator, the list of streams) is locked before and usable after, in both.
 */
static void fork_phase(enum fork_phase phase)
{
    if (__handlers_fork && phase == FORK_PREPARE)
        __handlers_fork(phase);
    if (__timers_fork)
        __timers_fork(phase);
    if (__aio_fork)
        __aio_fork(phase);
    if (__threaded) {
        if (__stdio_fork)
            __stdio_fork(phase);
        if (__malloc_fork)
            __malloc_fork(phase);
        if (__threads_fork)
            __threads_fork(phase);
    }
    if (__handlers_fork && phase != FORK_PREPARE)
        __handlers_fork(phase);
}

pid_t fork(void)
{
    fork_phase(FORK_PREPARE);
    long pid = sys_fork();
    if (pid == 0)
        tcb_current()->robust_head[0] = NULL; /* the kernel knows no list of the child */
    fork_phase(pid == 0 ? FORK_CHILD : FORK_PARENT);
    return sys_result(pid);
}

pid_t getpid(void)
{
    return sys_getpid();
}

pid_t getppid(void)
{
    return sys_getppid();
}

pid_t gettid(void)
{
    return sys_gettid();
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
    return sys_result(sys_cancel(SYS_wait4, pid, status, options, usage));
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    return wait4(pid, status, options, NULL);
}

pid_t wait(int *status)
{
    return wait4(-1, status, 0, NULL);
}

pid_t wait3(int *status, int options, struct rusage *usage)
{
    return wait4(-1, status, options, usage);
}

int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    return sys_result(__cancel_call(SYS_waitid, type, (long)id, (long)info, options, 0, 0));
}

int execve(const char *path, char *const argv[], char *const envp[])
{
    return sys_result(sys_execve(path, argv, envp));
}

int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

/* Whether the file begins as a text does: without a NUL byte. */
static int is_text(const char *path)
{
    char start[80];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, start, sizeof start) : -1;
    close(fd);
    return length >= 0 && !memchr(start, '\0', (size_t)length);
}

/* A file that is no program, and does not say what runs it, is a script for the shell (POSIX execvp). */
static void exec_script(const char *path, char *const argv[], char *const envp[])
{
    size_t count = 0;
    while (argv[count])
        count++;
    const char *words[count + 3];
    words[0] = "sh";
    words[1] = path;
    for (size_t i = 1; i <= count; i++)
        words[i + 1] = argv[i];
    words[count > 1 ? count + 1 : 2] = NULL;
    execve("/bin/sh", (char *const *)words, envp);
}

static int exec_or_script(const char *path, char *const argv[], char *const envp[])
{
    int result = execve(path, argv, envp);
    if (errno == ENOEXEC) {
        if (is_text(path))
            exec_script(path, argv, envp);
        errno = ENOEXEC;
    }
    return result;
}

/* Tries each directory of PATH; an EACCES on the way is told only if no other directory has the file. */
int execvpe(const char *file, char *const argv[], char *const envp[])
{
    if (strchr(file, '/'))
        return exec_or_script(file, argv, envp);
    const char *directory = getenv("PATH");
    if (!directory)
        directory = "/bin:/usr/bin";
    size_t length = strlen(file);
    int error = ENOENT;
    while (directory && length > 0) {
        const char *end = strchrnul(directory, ':');
        size_t prefix = (size_t)(end - directory);
        char path[prefix + length + 3];
        memcpy(path, directory, prefix);
        strcpy(stpcpy(path + prefix, prefix ? "/" : "./"), file);
        exec_or_script(path, argv, envp);
        if (errno == EACCES)
            error = EACCES;
        else if (errno != ENOENT && errno != ENOTDIR)
            return -1;
        directory = *end ? end + 1 : NULL;
    }
    errno = error;
    return -1;
}

int execvp(const char *file, char *const argv[])
{
    return execvpe(file, argv, environ);
}

/* The arguments of execl and its kin lie on the stack in order, just as execv wants them. */
static int exec_list(int (*function)(const char *, char *const *, char *const *), const char *path,
                     const char *first, va_list arguments, int with_environment)
{
    va_list again;
    va_copy(again, arguments);
    size_t count = 1;
    while (va_arg(again, char *))
        count++;
    va_end(again);
    char *argv[count + 1];
    argv[0] = (char *)first;
    for (size_t i = 1; i <= count; i++)
        argv[i] = va_arg(arguments, char *);
    return function(path, argv, with_environment ? va_arg(arguments, char **) : environ);
}

int execl(const char *path, const char *argument, ...)
{
    va_list arguments;
    va_start(arguments, argument);
    int result = exec_list(execve, path, argument, arguments, 0);
    va_end(arguments);
    return result;
}

int execle(const char *path, const char *argument, ...)
{
    va_list arguments;
    va_start(arguments, argument);
    int result = exec_list(execve, path, argument, arguments, 1);
    va_end(arguments);
    return result;
}

int execlp(const char *file, const char *argument, ...)
{
    va_list arguments;
    va_start(arguments, argument);
    int result = exec_list(execvpe, file, argument, arguments, 0);
    va_end(arguments);
    return result;
}

/* By the name that the descriptor has in /proc. */
int fexecve(int fd, char *const argv[], char *const envp[])
{
    char path[32] = "/proc/self/fd/", digits[12];
    int length = 0;
    if (fd < 0)
        return sys_result(-EINVAL);
    do
        digits[length++] = (char)('0' + fd % 10);
    while ((fd /= 10) > 0);
    for (char *end = path + strlen(path); length > 0;)
        *end++ = digits[--length];
    return execve(path, argv, envp);
}
