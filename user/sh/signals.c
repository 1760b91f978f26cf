/* See signals.h. A handler only notes its signal; the trap runs between two commands. */
#include "signals.h"
#include "execute.h"
#include "jobs.h"
#include "message.h"
#include "state.h"
#include "text.h"
#include "variables.h"
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRAPS     32 /* signals 1 to 31; 0 is EXIT */
#define EXIT_TRAP 0

static const char *const names[TRAPS] = {
    [EXIT_TRAP] = "EXIT", [SIGHUP] = "HUP",   [SIGINT] = "INT",   [SIGQUIT] = "QUIT",
    [SIGABRT] = "ABRT",   [SIGALRM] = "ALRM", [SIGTERM] = "TERM", [SIGUSR1] = "USR1",
    [SIGUSR2] = "USR2",   [SIGPIPE] = "PIPE", [SIGCHLD] = "CHLD", [SIGCONT] = "CONT",
    [SIGTSTP] = "TSTP",   [SIGTTIN] = "TTIN", [SIGTTOU] = "TTOU", [SIGWINCH] = "WINCH"};

static char *actions[TRAPS];
static volatile sig_atomic_t pending[TRAPS], interrupted;
static int guarded;

static const int guarded_signals[] = {SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};
#define GUARDED_SIGNALS (sizeof guarded_signals / sizeof *guarded_signals)

/* No SA_RESTART: who waits for a line or a child looks again. */
static void set_handler(int signal, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigaction(signal, &action, NULL);
}

static void note(int signal)
{
    pending[signal] = 1;
}

static void note_interrupt(int signal)
{
    interrupted = 1;
}

void signals_guard(void)
{
    guarded = 1;
    for (unsigned i = 0; i < GUARDED_SIGNALS; i++)
        set_handler(guarded_signals[i], SIG_IGN);
    set_handler(SIGINT, note_interrupt);
}

/* What a signal does when no trap is set. */
static void set_default(int signal)
{
    set_handler(signal, SIG_DFL);
    if (guarded && signal == SIGINT)
        set_handler(signal, note_interrupt);
    for (unsigned i = 0; guarded && i < GUARDED_SIGNALS; i++)
        if (guarded_signals[i] == signal)
            set_handler(signal, SIG_IGN);
}

void signals_restore(void)
{
    int was_guarded = guarded;
    guarded = 0;
    for (int i = 0; i < TRAPS; i++) {
        int is_ignored = actions[i] && !*actions[i];
        if (actions[i] && i != EXIT_TRAP && !is_ignored)
            set_default(i);
        if (!is_ignored) {
            free(actions[i]);
            actions[i] = NULL;
        }
        pending[i] = 0;
    }
    if (!was_guarded)
        return;
    if (!actions[SIGINT])
        set_default(SIGINT);
    for (unsigned i = 0; i < GUARDED_SIGNALS; i++)
        if (!actions[guarded_signals[i]])
            set_default(guarded_signals[i]);
}

void signals_ignore_keys(void)
{
    set_handler(SIGINT, SIG_IGN);
    set_handler(SIGQUIT, SIG_IGN);
}

int signals_interrupted(void)
{
    int was = interrupted;
    interrupted = 0;
    return was;
}

int traps_pending(void)
{
    for (int i = 1; i < TRAPS; i++)
        if (pending[i])
            return i;
    return 0;
}

void traps_run(void)
{
    int signal;
    while ((signal = traps_pending())) {
        pending[signal] = 0;
        if (!actions[signal])
            continue;
        int status = shell.status;
        char *action = copy(actions[signal]); /* it may set another one */
        execute_text(action);
        free(action);
        shell.status = status;
    }
}

void shell_exit(int status)
{
    char *action = actions[EXIT_TRAP];
    actions[EXIT_TRAP] = NULL;
    shell.status = status;
    if (action)
        execute_text(action);
    fflush(stdout);
    jobs_leave_terminal();
    exit(status);
}

static int signal_of(const char *text)
{
    if (isdigit((unsigned char)*text)) {
        int number = atoi(text);
        return number < TRAPS ? number : -1;
    }
    if (strncmp(text, "SIG", 3) == 0)
        text += 3;
    for (int i = 0; i < TRAPS; i++)
        if (names[i] && strcmp(names[i], text) == 0)
            return i;
    return -1;
}

static void set_trap(int signal, const char *action)
{
    free(actions[signal]);
    actions[signal] = action ? copy(action) : NULL;
    if (signal == EXIT_TRAP)
        return;
    if (!action)
        set_default(signal);
    else
        set_handler(signal, *action ? note : SIG_IGN);
}

static void print_traps(void)
{
    for (int i = 0; i < TRAPS; i++) {
        if (!actions[i])
            continue;
        fputs("trap -- ", stdout);
        print_quoted(actions[i]);
        printf(names[i] ? " %s\n" : " %s%d\n", names[i] ? names[i] : "", i);
    }
}

/* trap [action] [signal...]: `-`, or only a number, takes the trap away; an empty action ignores the signal.
 */
int builtin_trap(char **words)
{
    char **word = words + 1;
    if (*word && strcmp(*word, "--") == 0)
        word++;
    if (!*word)
        print_traps();
    const char *action = NULL;
    if (*word && !isdigit((unsigned char)**word)) {
        action = strcmp(*word, "-") == 0 ? NULL : *word;
        word++;
    }
    int status = 0;
    for (; *word; word++) {
        int signal = signal_of(*word);
        if (signal < 0 || signal == SIGKILL || signal == SIGSTOP) {
            complain("trap", *word);
            status = 1;
        } else {
            set_trap(signal, action);
        }
    }
    return status;
}
