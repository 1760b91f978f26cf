/* runs on Linux */
/* <sys/wait.h>: statuses, options, waitid, groups, and their error returns. */
#include "libc_test.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

static pid_t child_exits(int status)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(status);
    return pid;
}

static pid_t child_sleeps(void)
{
    pid_t pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    return pid;
}

static void statuses(void)
{
    int status = -1;
    errno = 0;
    ok(wait(&status) == -1 && errno == ECHILD, "no children: ECHILD");
    pid_t pid = child_exits(300);
    ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == (300 & 0xff),
       "an exit code's low byte");
    ok(waitpid(pid, &status, 0) == -1 && errno == ECHILD, "it is waited for once");
    pid = child_sleeps();
    ok(waitpid(pid, &status, WNOHANG) == 0, "WNOHANG: 0 while it runs");
    kill(pid, SIGSTOP);
    ok(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP,
       "WUNTRACED");
    kill(pid, SIGCONT);
    ok(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status), "WCONTINUED");
    kill(pid, SIGKILL);
    ok(waitpid(-1, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
       "ended by a signal");
    ok(waitpid(pid, NULL, 0x4000) == -1 && errno == EINVAL, "unknown options: EINVAL");
    pid = child_exits(0);
    ok(waitpid(0, NULL, 0) == pid, "waitpid(0): any of the own group");
    struct rusage usage;
    pid = child_exits(9);
    ok(wait4(pid, &status, 0, &usage) == pid && WEXITSTATUS(status) == 9 && usage.ru_utime.tv_sec == 0,
       "wait4");
    pid = child_exits(0);
    ok(wait3(&status, 0, NULL) == pid, "wait3");
}

static void ids(void)
{
    siginfo_t info = {0};
    pid_t pid = child_exits(5);
    ok(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0 && info.si_pid == pid && info.si_status == 5 &&
           info.si_code == CLD_EXITED && info.si_signo == SIGCHLD,
       "waitid");
    ok(waitid(P_ALL, 0, &info, WEXITED) == 0 && info.si_pid == pid, "WNOWAIT left it to be waited for");
    pid = child_sleeps();
    info.si_pid = 1;
    ok(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG) == 0 && info.si_pid == 0, "WNOHANG: pid 0");
    kill(pid, SIGTERM);
    ok(waitid(P_PID, (id_t)pid, &info, WEXITED) == 0 && info.si_code == CLD_KILLED &&
           info.si_status == SIGTERM,
       "killed");
    ok(waitid(P_PID, (id_t)pid, &info, WEXITED) == -1 && errno == ECHILD, "waitid: ECHILD");
    ok(waitid(P_ALL, 0, &info, 0) == -1 && errno == EINVAL, "waiting for nothing: EINVAL");
}

static volatile int ended;

static void on_child(int signal)
{
    ended++;
}

static void child_signal(void)
{
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, &old);
    signal(SIGCHLD, on_child);
    pid_t pid = child_exits(0);
    sigsuspend(&old);
    ok(ended == 1 && waitpid(pid, NULL, WNOHANG) == pid, "SIGCHLD when a child ends");
    sigprocmask(SIG_SETMASK, &old, NULL);
    signal(SIGCHLD, SIG_IGN);
    pid = child_exits(0);
    ok(wait(NULL) == -1 && errno == ECHILD, "SIGCHLD ignored: children are not kept");
    signal(SIGCHLD, SIG_DFL);
}

static void groups(void)
{
    pid_t pid = child_sleeps(), group = getpgrp();
    ok(setpgid(pid, pid) == 0 && getpgid(pid) == pid && getpgid(0) == group, "setpgid, getpgid");
    ok(kill(-pid, SIGKILL) == 0 && waitpid(-pid, NULL, 0) == pid, "kill and waitpid of a group");
    ok(setpgid(0, -5) == -1 && errno == EINVAL && getpgid(0x3fffffff) == -1 && errno == ESRCH,
       "EINVAL, ESRCH");
    int status;
    pid = fork();
    if (pid == 0)
        _exit(!(setsid() == getpid() && getsid(0) == getpid() && getpgrp() == getpid() && setsid() == -1 &&
                errno == EPERM));
    waitpid(pid, &status, 0);
    ok(status == 0, "setsid, getsid");
}

static void tests(void)
{
    statuses();
    ids();
    child_signal();
    groups();
}

int main(void)
{
    return libc_run(tests);
}
