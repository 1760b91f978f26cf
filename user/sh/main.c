/*
 * sh [-efmux] [-c LINES [name [argument...]] | FILE [argument...]]: the shell, a subset of what POSIX says of
 * sh. Without lines or a file it reads standard input; if that is a terminal, it edits lines and controls
 * jobs.
 *
 *     text.h       text that grows, lists of words      expand.h     words become fields: $x "$@" $(...) *.c
 *     lexer.h      from lines to tokens                 arithmetic.h $((...))
 *     parser.h     from tokens to a tree                redirect.h   < > >> 2>&1 << END
 *     execute.h    carries the tree out                 jobs.h       jobs, process groups, the terminal
 *     builtins.h   what the shell does itself           signals.h    ^C and `trap`
 *     variables.h  $x, and $1 ...                       edit.h       a line is typed; complete.h: Tab
 *
 * Not offered: aliases, `getopts`, `times`, `hash`, $LINENO, ~name, `set -o`, and in $(...) a `case` whose
 * patterns have no ( before them.
 */
#include "edit.h"
#include "execute.h"
#include "expand.h"
#include "jobs.h"
#include "message.h"
#include "redirect.h"
#include "signals.h"
#include "state.h"
#include "variables.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define STATUS_USAGE     2
#define STATUS_NOT_FOUND 127

extern char **environ;

/* What the command line asks for. */
struct request {
    int has_text; /* -c */
    int is_interactive;
    char **rest; /* what follows the options */
};

static int take_options(char **words, struct request *request)
{
    for (; *words && strchr("-+", **words) && (*words)[1]; words++) {
        if (strcmp(*words, "--") == 0) {
            words++;
            break;
        }
        for (const char *letter = *words + 1; *letter; letter++)
            if (*letter == 'c' && **words == '-')
                request->has_text = 1;
            else if (*letter == 'i' && **words == '-')
                request->is_interactive = 1;
            else if (!option_set(*letter, **words == '-'))
                return 0;
    }
    request->rest = words;
    return !request->has_text || *words;
}

static void set_variables(void)
{
    char number[16], here[512];
    variables_init(environ);
    variable_set("IFS", " \t\n"); /* whoever started us has no say in this */
    snprintf(number, sizeof number, "%d", getppid());
    variable_set("PPID", number);
    if (getcwd(here, sizeof here))
        variable_set("PWD", here);
    if (!variable_get("PATH"))
        variable_set("PATH", "/bin:/usr/bin");
    if (!variable_get("PS1"))
        variable_set("PS1", "weft$ ");
    if (!variable_get("PS2"))
        variable_set("PS2", "> ");
}

/* A line that somebody types. */
static int next_typed(struct source *source, struct text *to, int more)
{
    if (!more) {
        jobs_notify();
        jobs_reset_terminal();
    }
    signals_interrupted(); /* what was typed while a program ran was meant for that */
    char *prompt = expand_text(variable_get(more ? "PS2" : "PS1") ?: "$ ");
    int is_there = edit_line(source->fd, prompt ? prompt : "$ ", more, to);
    free(prompt);
    return is_there;
}

/* Interactive is a shell that reads lines that somebody types: a terminal that is set to edit lines. */
static int is_typed(int fd)
{
    struct termios settings;
    return tcgetattr(fd, &settings) == 0 && (settings.c_lflag & ICANON);
}

static int run_typed(void)
{
    struct source source = {.next_line = next_typed, .fd = keep_fd(dup(STDIN_FILENO))};
    shell.interactive = 1;
    if (jobs_take_terminal(source.fd))
        shell.job_control = 1;
    else
        signals_guard();
    dprintf(STDERR_FILENO, "`help` says what there is, `poweroff` switches the machine off.\n");
    execute_source(&source);
    if (jobs_any_stopped())
        complain("exit", "there were stopped jobs");
    return shell.status;
}

static int run_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        complain(path, strerror(errno));
        return STATUS_NOT_FOUND;
    }
    struct source source = source_of_file(keep_fd(fd));
    return execute_source(&source);
}

int main(int argc, char **argv)
{
    struct request request = {0};
    shell.pid = getpid();
    shell_name = argv[0];
    if (!take_options(argv + 1, &request)) {
        complain("usage", "sh [-efmux] [-c LINES [name [argument...]] | FILE [argument...]]");
        return STATUS_USAGE;
    }
    set_variables();
    char **rest = request.rest;
    const char *first = *rest;
    if (request.has_text && rest[1])
        rest++;
    if (*rest && (!request.has_text || *rest != first)) /* a file's name, or what follows the text, is $0 */
        shell_name = *rest;
    words_copy(&parameters, *rest ? rest + 1 : NULL);

    struct source input = source_of_file(STDIN_FILENO);
    if (request.has_text)
        shell_exit(execute_text(first));
    if (first)
        shell_exit(run_file(first));
    if (request.is_interactive || is_typed(STDIN_FILENO))
        shell_exit(run_typed());
    shell_exit(execute_source(&input));
}
