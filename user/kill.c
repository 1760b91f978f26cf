/*
 * kill [-s NAME | -NAME | -NUMBER] pid...: sends a signal; TERM if none is given. Behind --, -5 is process
 * group 5. kill -l [number]: lists the signals' names, or tells one: of a signal, or of $? of a program that
 * it ended.
 */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATUS_SIGNAL 128 /* $? of a program that signal n ended is 128 + n */

static const char *const names[] = {
    [0] = "0",          [SIGHUP] = "HUP",       [SIGINT] = "INT",   [SIGQUIT] = "QUIT",
    [SIGILL] = "ILL",   [SIGTRAP] = "TRAP",     [SIGABRT] = "ABRT", [SIGBUS] = "BUS",
    [SIGFPE] = "FPE",   [SIGKILL] = "KILL",     [SIGUSR1] = "USR1", [SIGSEGV] = "SEGV",
    [SIGUSR2] = "USR2", [SIGPIPE] = "PIPE",     [SIGALRM] = "ALRM", [SIGTERM] = "TERM",
    [SIGCHLD] = "CHLD", [SIGCONT] = "CONT",     [SIGSTOP] = "STOP", [SIGTSTP] = "TSTP",
    [SIGTTIN] = "TTIN", [SIGTTOU] = "TTOU",     [SIGURG] = "URG",   [SIGXCPU] = "XCPU",
    [SIGXFSZ] = "XFSZ", [SIGVTALRM] = "VTALRM", [SIGPROF] = "PROF", [SIGWINCH] = "WINCH",
    [SIGPOLL] = "POLL", [SIGSYS] = "SYS",
};
#define NAMES (int)(sizeof names / sizeof *names)

/* The whole text as a number; false if it is none. */
static int number_of(const char *text, int *number)
{
    char *end;
    long value = strtol(text, &end, 10);
    *number = (int)value;
    return end != text && *end == '\0' && value > -1000000000 && value < 1000000000;
}

static int signal_of(const char *text)
{
    int number;
    if (isdigit((unsigned char)*text))
        return number_of(text, &number) ? number : -1;
    if (strncmp(text, "SIG", 3) == 0)
        text += 3;
    for (int i = 1; i < NAMES; i++)
        if (names[i] && strcmp(names[i], text) == 0)
            return i;
    return -1;
}

static int list(const char *wanted)
{
    int number = 0;
    if (wanted && number_of(wanted, &number) && number > STATUS_SIGNAL)
        number -= STATUS_SIGNAL;
    if (wanted && (number <= 0 || number >= NAMES || !names[number])) {
        fprintf(stderr, "kill: %s: no such signal\n", wanted);
        return 1;
    }
    for (int i = wanted ? number : 1; i < NAMES && (!wanted || i == number); i++)
        if (names[i])
            printf("%s\n", names[i]);
    return 0;
}

static int usage(void)
{
    fputs("usage: kill [-SIGNAL] pid...\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    char **word = argv + 1;
    int signal = SIGTERM, failed = 0;
    if (*word && strcmp(*word, "-l") == 0)
        return list(word[1]);
    if (*word && strcmp(*word, "-s") == 0 && word[1]) {
        signal = signal_of(word[1]);
        word += 2;
    } else if (*word && **word == '-' && strcmp(*word, "--") != 0) {
        signal = signal_of(*word + 1);
        word++;
    }
    if (*word && strcmp(*word, "--") == 0)
        word++;
    if (signal < 0 || !*word)
        return usage();
    for (; *word; word++) {
        int pid;
        errno = EINVAL;
        if (number_of(*word, &pid) && kill(pid, signal) == 0)
            continue;
        fprintf(stderr, "kill: %s: %s\n", *word, strerror(errno));
        failed = 1;
    }
    return failed;
}
