/*
 * init [word...]: process 1, the first program and the parent of every orphan.
 *
 * With a file /etc/exec (a command's words, each ended by a NUL byte; see tools/exec) it runs this one
 * command, its standard input /etc/stdin if there is such a file, and switches the machine off with the
 * command's status. Otherwise it runs the tour if an argument says so, and then a shell, again and again.
 * There a quarter of the machine's memory or more is out of the reach of programs that fork without end. (Its
 * arguments are words of the kernel's command line.)
 */
#include <abi/reboot.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND      127
#define STATUS_SIGNAL         128 /* and the signal's number */

static void power_off(int status)
{
    syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_POWER_OFF, status);
}

/* Waits for this child to end. Others that end meanwhile are orphans: to be waited for is all they need. */
static void wait_for(pid_t child, int *status)
{
    pid_t ended;
    do
        ended = wait(status);
    while (ended != child && (ended > 0 || errno == EINTR));
}

static volatile int start_error; /* why run() could not start its program, or 0 */

/* Runs a program until it ends; returns its status. */
static int run(char **words)
{
    start_error = 0;
    pid_t child = vfork(); /* until it runs the program, the child uses this very memory */
    if (child == 0) {
        setsid(); /* so that kill(0), ^C and ^Z mean the program, and not init */
        ioctl(STDERR_FILENO, TIOCSCTTY, 0);
        execvp(words[0], words);
        start_error = errno;
        _exit(start_error == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE);
    }
    int status = STATUS_NOT_EXECUTABLE << 8;
    if (child < 0)
        start_error = errno;
    else
        wait_for(child, &status);
    if (start_error)
        dprintf(STDERR_FILENO, "init: cannot run %s: %s\n", words[0], strerror(start_error));
    return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

/* The whole file, with a NUL byte behind it; NULL if there is none. */
static char *read_file(const char *path, size_t *length)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return NULL;
    size_t room = lseek(fd, 0, SEEK_END);
    char *text = malloc(room + 1);
    ssize_t got = text ? pread(fd, text, room, 0) : -1;
    close(fd);
    if (got < 0)
        return NULL;
    text[got] = '\0';
    *length = got;
    return text;
}

/* Splits words that are each ended by a NUL byte. */
static char **split(char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += text[i] == '\0';
    char **words = calloc(count + 1, sizeof *words);
    for (size_t i = 0; words && i < count; i++) {
        words[i] = text;
        text += strlen(text) + 1;
    }
    return words;
}

static void take_stdin(const char *path)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return;
    dup2(fd, STDIN_FILENO);
    close(fd);
}

static int run_command(char *text, size_t length)
{
    char **words = split(text, length);
    if (!words || !words[0]) {
        dprintf(STDERR_FILENO, "init: /etc/exec holds no command\n");
        return STATUS_NOT_FOUND;
    }
    take_stdin("/etc/stdin");
    return run(words);
}

/* So many threads that each may be a process of its own: such a one takes some 11 frames of memory. */
static void limit_threads(void)
{
    rlim_t threads = (rlim_t)sysconf(_SC_PHYS_PAGES) / 16;
    setrlimit(RLIMIT_NPROC, &(struct rlimit){threads, RLIM_INFINITY});
}

static int has_word(char **words, const char *word)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

int main(int argc, char **argv)
{
    if (getpid() != 1) {
        dprintf(STDERR_FILENO, "init: only the kernel starts init\n");
        return 1;
    }
    setenv("PATH", "/bin:/usr/bin:/", 1);
    setenv("HOME", "/", 1);

    size_t length;
    char *command = read_file("/etc/exec", &length);
    if (command)
        power_off(run_command(command, length));
    if (has_word(argv + 1, "tty=raw")) { /* tools/exec is at the other end, and no command has come through */
        dprintf(STDERR_FILENO, "init: /etc/exec: %s\n", strerror(errno));
        power_off(STATUS_NOT_EXECUTABLE);
    }

    if (has_word(argv + 1, "tour"))
        run((char *[]){"tour", "-i", NULL});
    limit_threads();
    do {
        run((char *[]){"sh", NULL});
        if (start_error == ENOMEM || start_error == EAGAIN)
            sleep(1); /* until somebody ends */
    } while (start_error == 0 || start_error == ENOMEM || start_error == EAGAIN);
    power_off(STATUS_NOT_FOUND);
    return 1;
}
