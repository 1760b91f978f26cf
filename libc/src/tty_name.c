/* The terminal's name (<unistd.h>). */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int ttyname_r(int fd, char *name, size_t size)
{
    char link[32];
    if (!isatty(fd))
        return errno;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, size);
    if (length < 0)
        return errno;
    if ((size_t)length == size)
        return ERANGE;
    name[length] = 0;
    return 0;
}

char *ttyname(int fd)
{
    static char name[64];
    int error = ttyname_r(fd, name, sizeof(name));
    if (!error)
        return name;
    errno = error;
    return NULL;
}

char *ctermid(char *name)
{
    static char own[16];
    return strcpy(name ? name : own, "/dev/tty");
}
