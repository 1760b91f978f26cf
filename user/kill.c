/* kill [-SIGNAL] pid...: sends a signal, given by number or name (-9, -KILL); TERM if none is given. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int number;
} signals[] = {
    {"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"ABRT", SIGABRT}, {"KILL", SIGKILL},
    {"SEGV", SIGSEGV}, {"PIPE", SIGPIPE}, {"ALRM", SIGALRM}, {"TERM", SIGTERM}, {"USR1", SIGUSR1},
    {"USR2", SIGUSR2}, {"CHLD", SIGCHLD}, {"CONT", SIGCONT}, {"STOP", SIGSTOP},
};

/* The whole text as a number, or -1. */
static int number_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    return end != text && *end == '\0' && number >= 0 && number < 1000000000 ? (int)number : -1;
}

static int signal_of(const char *text)
{
    if (strncmp(text, "SIG", 3) == 0)
        text += 3;
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
        if (strcmp(signals[i].name, text) == 0)
            return signals[i].number;
    return number_of(text);
}

int main(int argc, char **argv)
{
    int first = argc > 1 && argv[1][0] == '-' ? 2 : 1;
    int signal = first == 2 ? signal_of(argv[1] + 1) : SIGTERM;
    if (signal < 0 || first >= argc) {
        fputs("usage: kill [-SIGNAL] pid...\n", stderr);
        return 2;
    }
    int failed = 0;
    for (int i = first; i < argc; i++) {
        int pid = number_of(argv[i]);
        if (pid <= 0)
            errno = EINVAL;
        if (pid > 0 && kill(pid, signal) == 0)
            continue;
        fprintf(stderr, "kill: %s: %s\n", argv[i], strerror(errno));
        failed = 1;
    }
    return failed;
}
