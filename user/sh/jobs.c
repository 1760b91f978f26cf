/*
 * See jobs.h. The list begins with the job that was started or stopped last: `%+`. A process is known to have
 * ended only when it was waited for, in collect(); until then its number belongs to it.
 */
#include "jobs.h"
#include "execute.h"
#include "message.h"
#include "signals.h"
#include "state.h"
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define STATUS_SIGNAL    128 /* and the signal's number */
#define STATUS_NOT_FOUND 127
#define MAX_ENDED        64 /* so many are remembered for `wait` */

enum state { RUNNING, STOPPED, ENDED };

struct process {
    pid_t pid;
    enum state state;
    int status; /* as wait() gave it */
};

struct job {
    struct job *next;
    int number;
    int in_background;
    int changed; /* since it was told of */
    pid_t group; /* the first process; under job control, its group */
    char *text;
    size_t count;
    struct process *processes;
    struct termios settings; /* the terminal's when it was stopped, */
    int has_settings;        /* if it had the terminal */
};

static struct job *jobs;
static int terminal = -1; /* -1: no job control by a terminal */
static pid_t shell_group, group_before;
static struct termios shell_settings;

/* ---- The terminal -------------------------------------------------------------------------------- */

int jobs_take_terminal(int fd)
{
    group_before = getpgrp();
    pid_t foreground;
    while ((foreground = tcgetpgrp(fd)) != group_before) {
        if (foreground < 0)
            return 0;
        kill(-group_before, SIGTTIN); /* until somebody brings us to the foreground */
    }
    signals_guard();
    setpgid(0, 0); /* fails for who leads a session, and so a group, already */
    shell_group = getpgrp();
    if (tcsetpgrp(fd, shell_group) < 0 || tcgetattr(fd, &shell_settings) < 0)
        return 0;
    terminal = fd;
    return 1;
}

void jobs_leave_terminal(void)
{
    if (terminal >= 0 && !shell.is_subshell)
        tcsetpgrp(terminal, group_before);
}

void jobs_reset_terminal(void)
{
    if (terminal >= 0)
        tcsetattr(terminal, TCSADRAIN, &shell_settings);
}

/* ---- The list ------------------------------------------------------------------------------------ */

static int is_state(const struct job *job, enum state state)
{
    for (size_t i = 0; i < job->count; i++)
        if (job->processes[i].state == state)
            return 1;
    return 0;
}

static int is_running(const struct job *job)
{
    return is_state(job, RUNNING);
}

static int is_stopped(const struct job *job)
{
    return !is_running(job) && is_state(job, STOPPED);
}

static int has_ended(const struct job *job)
{
    return !is_running(job) && !is_stopped(job);
}

static struct job **place_of(const struct job *job)
{
    struct job **place = &jobs;
    while (*place != job)
        place = &(*place)->next;
    return place;
}

static void forget(struct job *job)
{
    *place_of(job) = job->next;
    free(job->processes);
    free(job->text);
    free(job);
}

/* Makes the job `%+`. */
static void make_current(struct job *job)
{
    *place_of(job) = job->next;
    job->next = jobs;
    jobs = job;
}

void jobs_forget(void)
{
    while (jobs)
        forget(jobs);
    terminal = -1;
}

/* Of the jobs that have ended and were not waited for, the oldest are forgotten. */
static void forget_oldest(void)
{
    struct job *oldest = NULL;
    size_t count = 0;
    for (struct job *job = jobs; job; job = job->next)
        if (has_ended(job)) {
            oldest = job;
            count++;
        }
    if (count > MAX_ENDED)
        forget(oldest);
}

struct job *job_create(const char *text, int in_background)
{
    int number = 1;
    forget_oldest();
    for (struct job *job = jobs; job; job = job->next)
        if (job->number >= number)
            number = job->number + 1;
    struct job *job = allocate(sizeof *job);
    *job = (struct job){
        .next = jobs, .number = number, .in_background = in_background, .text = copy(text ? text : "")};
    jobs = job;
    return job;
}

int jobs_any_stopped(void)
{
    for (struct job *job = jobs; job; job = job->next)
        if (is_stopped(job))
            return 1;
    return 0;
}

/* ---- Processes ----------------------------------------------------------------------------------- */

static void add_process(struct job *job, pid_t pid)
{
    struct process *larger = allocate((job->count + 1) * sizeof *larger);
    if (job->count > 0)
        memcpy(larger, job->processes, job->count * sizeof *larger);
    free(job->processes);
    job->processes = larger;
    job->processes[job->count++] = (struct process){.pid = pid, .state = RUNNING};
}

/* What a new process of the job does first. */
static void begin_process(const struct job *job)
{
    int in_background = job->in_background;
    if (shell.job_control) {
        setpgid(0, job->group);
        if (!in_background && terminal >= 0)
            tcsetpgrp(terminal, getpgrp()); /* SIGTTOU is still ignored */
    }
    signals_restore();
    if (in_background && !shell.job_control)
        signals_ignore_keys();
    jobs_forget();
    shell.is_subshell = 1;
    shell.interactive = shell.job_control = 0;
}

pid_t job_fork(struct job *job)
{
    sigset_t all, before;
    fflush(stdout);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all,
                &before); /* what comes for the child waits until it has left our handlers */
    pid_t pid = fork();
    if (pid == 0)
        begin_process(job);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (pid <= 0)
        return pid;
    if (job->group == 0)
        job->group = pid;
    if (shell.job_control) { /* parent and child both do it: neither knows who runs first */
        setpgid(pid, job->group);
        if (!job->in_background && terminal >= 0)
            tcsetpgrp(terminal, job->group);
    }
    add_process(job, pid);
    return pid;
}

static struct job *job_of(pid_t pid, struct process **process)
{
    for (struct job *job = jobs; job; job = job->next)
        for (size_t i = 0; i < job->count; i++)
            if (job->processes[i].pid == pid && job->processes[i].state != ENDED) {
                *process = &job->processes[i];
                return job;
            }
    return NULL;
}

/* Learns of one process that has changed. False if there is none, or a signal came. */
static int collect(int options)
{
    int status;
    struct process *process;
    pid_t pid = waitpid(-1, &status, options | (shell.job_control ? WUNTRACED | WCONTINUED : 0));
    if (pid <= 0)
        return 0;
    struct job *job = job_of(pid, &process);
    if (!job)
        return 1;
    process->status = status;
    process->state = WIFCONTINUED(status) ? RUNNING : WIFSTOPPED(status) ? STOPPED : ENDED;
    job->changed = !is_running(job);
    if (is_stopped(job))
        make_current(job);
    return 1;
}

/* A process's status as $? has it. */
static int exit_status(const struct process *process)
{
    int status = process->status;
    if (process->state == STOPPED)
        return STATUS_SIGNAL + WSTOPSIG(status);
    return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static int job_status(const struct job *job)
{
    return exit_status(&job->processes[job->count - 1]);
}

/* ---- What is said of them ------------------------------------------------------------------------ */

static const char *state_text(const struct job *job, char *buffer, size_t size)
{
    int status = job->processes[job->count - 1].status;
    if (is_running(job))
        return "Running";
    if (is_stopped(job))
        return "Stopped";
    if (WIFSIGNALED(status))
        return strsignal(WTERMSIG(status));
    if (WEXITSTATUS(status) == 0)
        return "Done";
    snprintf(buffer, size, "Done(%d)", WEXITSTATUS(status));
    return buffer;
}

/* [number] + state text, as POSIX has it for `jobs`. */
static void print_job(int fd, struct job *job, int with_process)
{
    char buffer[16], process[16] = "";
    char mark = job == jobs ? '+' : job == jobs->next ? '-' : ' ';
    if (with_process)
        snprintf(process, sizeof process, "%d ", job->group);
    dprintf(fd, "[%d] %c %s%-12s %s%s\n", job->number, mark, process, state_text(job, buffer, sizeof buffer),
            job->text, job->in_background && is_running(job) ? " &" : "");
    job->changed = 0;
}

/* Says which of a foreground job's processes a signal ended. */
static void report_signals(const struct job *job)
{
    int is_interrupted = 0;
    for (size_t i = 0; i < job->count; i++) {
        int status = job->processes[i].status;
        if (job->processes[i].state != ENDED || !WIFSIGNALED(status))
            continue;
        if (WTERMSIG(status) == SIGINT && shell.interactive)
            is_interrupted = 1;
        else if (WTERMSIG(status) != SIGPIPE)
            dprintf(STDERR_FILENO, "%ssh: process %d: %s\n",
                    WTERMSIG(status) == SIGQUIT && shell.interactive ? "\n" : "", /* behind ^\ */
                    job->processes[i].pid, strsignal(WTERMSIG(status)));
    }
    if (is_interrupted) { /* who typed ^C knows; and means the rest of the line too */
        dprintf(STDERR_FILENO, "\n");
        execute_interrupt();
    }
}

void jobs_notify(void)
{
    while (collect(WNOHANG))
        ;
    for (struct job *job = jobs, *next; job; job = next) {
        next = job->next;
        if (job->changed)
            print_job(STDERR_FILENO, job, 0);
        if (has_ended(job))
            forget(job);
    }
}

/* ---- Foreground and background ------------------------------------------------------------------- */

/* The terminal is the shell's again. */
static void regain_terminal(struct job *job)
{
    if (terminal < 0)
        return;
    tcsetpgrp(terminal, shell_group);
    job->has_settings = is_stopped(job) && tcgetattr(terminal, &job->settings) == 0;
    jobs_reset_terminal();
}

int job_wait(struct job *job)
{
    if (shell.job_control && job->group && signals_interrupted())
        kill(-job->group, SIGINT); /* ^C came before the job had the terminal */
    while (is_running(job) && (collect(0) || errno == EINTR))
        ;
    if (job->count == 0) {
        forget(job);
        return STATUS_NOT_FOUND - 1;
    }
    if (shell.job_control)
        regain_terminal(job);
    int status = job_status(job);
    if (is_stopped(job)) {
        job->in_background = 1;
        dprintf(STDERR_FILENO, "\n");
        print_job(STDERR_FILENO, job, 0);
        execute_interrupt();
        return status;
    }
    report_signals(job);
    forget(job);
    return status;
}

void job_leave(struct job *job)
{
    if (job->count == 0) {
        forget(job);
        return;
    }
    shell.background = job->processes[job->count - 1].pid;
    if (shell.interactive)
        dprintf(STDERR_FILENO, "[%d] %d\n", job->number, shell.background);
}

/* Has a job that may be stopped go on. */
static void go_on(struct job *job, int in_background)
{
    job->in_background = in_background;
    for (size_t i = 0; i < job->count; i++)
        if (job->processes[i].state == STOPPED)
            job->processes[i].state = RUNNING;
    make_current(job);
    if (!in_background && terminal >= 0) {
        tcsetpgrp(terminal, job->group);
        if (job->has_settings)
            tcsetattr(terminal, TCSADRAIN, &job->settings);
    }
    kill(-job->group, SIGCONT);
}

/* ---- The builtins -------------------------------------------------------------------------------- */

/* The job that `%1`, `%+`, `%-`, `%text` or `%?text` names; without a name the one that was last. */
static struct job *find_job(const char *name)
{
    while (collect(WNOHANG))
        ;
    if (!name || strcmp(name, "%") == 0 || strcmp(name, "%%") == 0 || strcmp(name, "%+") == 0)
        return jobs;
    if (strcmp(name, "%-") == 0)
        return jobs && jobs->next ? jobs->next : jobs;
    const char *what = name + (*name == '%');
    for (struct job *job = jobs; job; job = job->next)
        if (isdigit((unsigned char)*what) ? job->number == atoi(what)
            : *what == '?'                ? strstr(job->text, what + 1) != NULL
                                          : strncmp(job->text, what, strlen(what)) == 0)
            return job;
    return NULL;
}

static struct job *find_or_complain(const char *builtin, const char *name)
{
    struct job *job = find_job(name);
    if (!job)
        complain(name ? name : builtin, "no such job");
    return job;
}

/* jobs [-l | -p] [job...]: the jobs; with the number of the first process, or only that. */
int builtin_jobs(char **words)
{
    int option = words[1] && words[1][0] == '-' ? words[1][1] : 0, status = 0;
    char **names = words + 1 + (option != 0);
    if (option && option != 'l' && option != 'p') {
        complain("usage", "jobs [-l | -p] [job...]");
        return 2;
    }
    while (collect(WNOHANG))
        ;
    struct job *only = NULL;
    do {
        if (*names && !(only = find_or_complain("jobs", *names))) {
            status = 1;
            continue;
        }
        for (struct job *job = jobs; job; job = job->next) {
            if (only && only != job)
                continue;
            if (option == 'p')
                dprintf(STDOUT_FILENO, "%d\n", job->group);
            else
                print_job(STDOUT_FILENO, job, option == 'l');
        }
    } while (*names && *++names);
    for (struct job *job = jobs, *next; job; job = next) {
        next = job->next;
        if (has_ended(job) && !job->changed && option != 'p')
            forget(job);
    }
    return status;
}

static int has_job_control(const char *builtin)
{
    if (!shell.job_control)
        complain(builtin, "there is no job control here");
    return shell.job_control;
}

int builtin_fg(char **words)
{
    struct job *job = has_job_control("fg") ? find_or_complain("fg", words[1]) : NULL;
    if (!job)
        return 1;
    dprintf(STDOUT_FILENO, "%s\n", job->text);
    go_on(job, 0);
    return job_wait(job);
}

int builtin_bg(char **words)
{
    if (!has_job_control("bg"))
        return 1;
    int status = 0;
    char **name = words + 1;
    do {
        struct job *job = find_or_complain("bg", *name);
        if (job) {
            go_on(job, 1);
            dprintf(STDOUT_FILENO, "[%d] %s &\n", job->number, job->text);
        } else {
            status = 1;
        }
    } while (*name && *++name);
    return status;
}

/* Waits until the job doesn't run any longer; a trap's signal ends the waiting. Returns the signal, or 0. */
static int wait_for(struct job *job)
{
    while (is_running(job)) {
        if (traps_pending())
            return traps_pending();
        if (!collect(0) && errno != EINTR)
            break;
        if (signals_interrupted()) {
            execute_interrupt();
            return SIGINT;
        }
    }
    return 0;
}

/* The job that has this process; a process is named by its number. */
static struct job *job_with(const char *pid)
{
    for (struct job *job = jobs; job; job = job->next)
        for (size_t i = 0; i < job->count; i++)
            if (job->processes[i].pid == atoi(pid))
                return job;
    return NULL;
}

static int wait_for_one(const char *name)
{
    struct job *job = *name == '%' ? find_job(name) : job_with(name);
    if (!job)
        return STATUS_NOT_FOUND;
    int signal = wait_for(job);
    if (signal)
        return STATUS_SIGNAL + signal;
    int status = job_status(job);
    if (has_ended(job))
        forget(job);
    return status;
}

/* wait [pid | job...]: waits for all, or for these; the status is the last one's. */
int builtin_wait(char **words)
{
    int status = 0;
    for (char **name = words + 1; *name; name++)
        status = wait_for_one(*name);
    if (words[1])
        return status;
    for (struct job *job = jobs, *next; job; job = next) {
        next = job->next;
        int signal = wait_for(job);
        if (signal)
            return STATUS_SIGNAL + signal;
        if (has_ended(job) && !shell.interactive)
            forget(job);
    }
    return 0;
}

/* kill: the program of this name, which sees a job's process group where a job is named. */
int builtin_kill(char **words)
{
    struct words arguments = {0};
    int has_dashes = 0;
    for (char **word = words; *word; word++) {
        if (**word != '%') {
            words_add(&arguments, copy(*word));
            has_dashes |= strcmp(*word, "--") == 0;
            continue;
        }
        struct job *job = find_or_complain("kill", *word);
        if (!job) {
            words_free(&arguments);
            return 1;
        }
        if (!has_dashes)
            words_add(&arguments, copy("--"));
        has_dashes = 1;
        char number[16];
        snprintf(number, sizeof number, "%d", shell.job_control ? -job->group : job->group);
        words_add(&arguments, copy(number));
    }
    int status = execute_program(arguments.items);
    words_free(&arguments);
    if (status == 0 && words[1][0] == '%' && is_stopped(find_job(words[1])))
        go_on(find_job(words[1]), 1); /* SIGTERM waits until then */
    return status;
}
