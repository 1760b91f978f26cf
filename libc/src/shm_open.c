/* Shared memory by name: files in /dev/shm (<sys/mman.h>). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int make_path(const char *name, char *path)
{
    while (*name == '/')
        name++;
    if (!*name || strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        errno = EINVAL;
    else if (strlen(name) > NAME_MAX)
        errno = ENAMETOOLONG;
    else
        return sprintf(path, "/dev/shm/%s", name) > 0 ? 0 : -1;
    return -1;
}

int shm_open(const char *name, int flags, mode_t mode)
{
    char path[NAME_MAX + 16];
    return make_path(name, path) == 0 ? open(path, flags | O_NOFOLLOW | O_CLOEXEC, mode) : -1;
}

int shm_unlink(const char *name)
{
    char path[NAME_MAX + 16];
    if (make_path(name, path) == 0)
        return unlink(path);
    if (errno == EINVAL)
        errno = ENOENT;
    return -1;
}
