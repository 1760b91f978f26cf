/* What older programs ask of the system (<unistd.h>, <stdlib.h>, <sys/time.h>). */
#include "syscall.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

int eaccess(const char *path, int mode)
{
    return faccessat(AT_FDCWD, path, mode, AT_EACCESS);
}

int euidaccess(const char *path, int mode)
{
    return eaccess(path, mode);
}

char *getwd(char *to)
{
    return getcwd(to, PATH_MAX);
}

char *canonicalize_file_name(const char *path)
{
    return realpath(path, NULL);
}

int fchownat(int directory, const char *path, uid_t owner, gid_t group, int flags)
{
    return sys_result(sys_fchownat(directory, path, owner, group, flags));
}

/* A number made of the name. */
long gethostid(void)
{
    struct utsname name;
    unsigned long id = 5381;
    uname(&name);
    for (const char *at = name.nodename; *at; at++)
        id = id * 33 + (unsigned char)*at;
    return (long)id;
}

int getdomainname(char *name, size_t size)
{
    return strlcpy(name, "(none)", size) < size ? 0 : sys_result(-EINVAL);
}

int sethostname(const char *name, size_t size)
{
    return sys_result(-EPERM);
}

int chroot(const char *path)
{
    return sys_result(-EPERM);
}

int syncfs(int fd)
{
    return fsync(fd);
}

void closefrom(int first)
{
    DIR *directory = opendir("/proc/self/fd");
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        int fd = atoi(entry->d_name);
        if (fd >= first && fd != dirfd(directory) && entry->d_name[0] != '.')
            close(fd);
    }
    if (directory)
        closedir(directory);
}

/* Asks at the terminal, without showing what is typed. */
char *getpass(const char *prompt)
{
    static char line[128];
    struct termios before, silent;
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC), is_terminal = fd >= 0;
    if (!is_terminal)
        fd = STDIN_FILENO;
    int silenced = tcgetattr(fd, &before) == 0;
    if (silenced) {
        silent = before;
        silent.c_lflag &= ~(unsigned)(ECHO | ISIG);
        tcsetattr(fd, TCSAFLUSH, &silent);
    }
    dprintf(is_terminal ? fd : STDERR_FILENO, "%s", prompt);
    ssize_t length = read(fd, line, sizeof(line) - 1);
    if (silenced) {
        tcsetattr(fd, TCSAFLUSH, &before);
        dprintf(is_terminal ? fd : STDERR_FILENO, "\n");
    }
    if (is_terminal)
        close(fd);
    if (length < 0)
        return NULL;
    line[length] = 0;
    line[strcspn(line, "\n")] = 0;
    return line;
}

/* Nothing is counted: Linux's file is read, and says 0 here. */
int getloadavg(double loads[], int count)
{
    double found[3];
    FILE *file = fopen("/proc/loadavg", "r");
    int read = file ? fscanf(file, "%lf %lf %lf", &found[0], &found[1], &found[2]) : -1;
    if (file)
        fclose(file);
    if (read > count)
        read = count;
    for (int i = 0; i < read; i++)
        loads[i] = found[i];
    return read > 0 ? read : -1;
}

static int set_times(int directory, const char *path, const struct timeval times[2], int flags)
{
    struct timespec fine[2];
    for (int i = 0; times && i < 2; i++)
        TIMEVAL_TO_TIMESPEC(&times[i], &fine[i]);
    return path ? utimensat(directory, path, times ? fine : NULL, flags)
                : futimens(directory, times ? fine : NULL);
}

int futimes(int fd, const struct timeval times[2])
{
    return set_times(fd, NULL, times, 0);
}

int lutimes(const char *path, const struct timeval times[2])
{
    return set_times(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

int futimesat(int directory, const char *path, const struct timeval times[2])
{
    return set_times(directory, path, times, 0);
}
