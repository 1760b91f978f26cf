/*
 * Jobs: the processes of each pipeline that was started. Under job control each job is a process group of its
 * own, and the terminal belongs to one group at a time: to the job in the foreground, or to the shell.
 */
#pragma once

#include "text.h"
#include <sys/types.h>

struct job;

/* Job control on the terminal `fd`. Waits until the shell has the foreground. False if it can't be had. */
int jobs_take_terminal(int fd);
/* Gives the terminal back to who had it before the shell. */
void jobs_leave_terminal(void);
/* The terminal as it should be while a line is typed; a program that was killed can't have done it. */
void jobs_reset_terminal(void);

/* A new job, as yet without processes. `text` is what was typed. */
struct job *job_create(const char *text, int in_background);
/* Starts a process of the job: as fork(). */
pid_t job_fork(struct job *job);
/* Waits for a foreground job to end or stop; returns its status. A job that has ended is forgotten. */
int job_wait(struct job *job);
/* Leaves a job to itself: says its number to who types. A job without processes is forgotten. */
void job_leave(struct job *job);

/* Tells of the jobs that have ended or stopped since the last time. */
void jobs_notify(void);
/* In a new process, none of the jobs is its own. */
void jobs_forget(void);

/* Whether some job is stopped, so that the shell should not end without a word. */
int jobs_any_stopped(void);

/* The builtins. */
int builtin_jobs(char **words);
int builtin_fg(char **words);
int builtin_bg(char **words);
int builtin_wait(char **words);
int builtin_kill(char **words);
