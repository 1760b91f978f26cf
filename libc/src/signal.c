/* Sending signals (<signal.h>). */
#include "syscall.h"
#include <errno.h>
#include <signal.h>
#include <unistd.h>

int kill(pid_t pid, int signal)
{
    return sys_result(sys_kill(pid, signal));
}

int killpg(pid_t group, int signal)
{
    if (group < 0 || group == 1)
        return sys_result(-EINVAL);
    return kill(-group, signal);
}

int tgkill(pid_t pid, pid_t tid, int signal)
{
    return sys_result(sys_tgkill(pid, tid, signal));
}

int raise(int signal)
{
    return tgkill(getpid(), gettid(), signal);
}

int sigqueue(pid_t pid, int signal, const union sigval value)
{
    siginfo_t info = {.si_signo = signal, .si_code = SI_QUEUE};
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value = value;
    return sys_result(sys_rt_sigqueueinfo(pid, signal, &info));
}
