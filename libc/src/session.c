/* Process groups and sessions (<unistd.h>). */
#include "syscall.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef TIOCGPGRP
#define TIOCGPGRP 0x540f
#define TIOCSPGRP 0x5410
#endif

pid_t getpgid(pid_t pid)
{
    return sys_result(sys_getpgid(pid));
}

pid_t getpgrp(void)
{
    return getpgid(0);
}

int setpgid(pid_t pid, pid_t group)
{
    return sys_result(sys_setpgid(pid, group));
}

int setpgrp(void)
{
    return setpgid(0, 0);
}

pid_t setsid(void)
{
    return sys_result(sys_setsid());
}

pid_t getsid(pid_t pid)
{
    return sys_result(sys_getsid(pid));
}

pid_t tcgetpgrp(int fd)
{
    pid_t group;
    return ioctl(fd, TIOCGPGRP, &group) == 0 ? group : -1;
}

int tcsetpgrp(int fd, pid_t group)
{
    return ioctl(fd, TIOCSPGRP, &group);
}

int daemon(int no_chdir, int no_close)
{
    pid_t pid = fork();
    if (pid < 0)
        return -1;
    if (pid > 0)
        _exit(0);
    if (setsid() < 0 || (!no_chdir && chdir("/") != 0))
        return -1;
    int fd = no_close ? -1 : open("/dev/null", O_RDWR);
    for (int i = 0; fd >= 0 && i < 3; i++)
        dup2(fd, i);
    if (fd > 2)
        close(fd);
    return 0;
}
