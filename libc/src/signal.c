/* Sending signals (<signal.h>). */
#include "syscall.h"
#include <signal.h>
#include <unistd.h>

int kill(pid_t pid, int signal)
{
    return sys_result(sys_kill(pid, signal));
}

int raise(int signal)
{
    return kill(getpid(), signal);
}
