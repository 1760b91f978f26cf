/* Reading directories (<dirent.h>). A DIR is for one thread at a time, as POSIX says. */
#include "syscall.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct __directory {
    int fd;
    long next, end; /* what is left of the buffer */
    struct dirent entry;
    char buffer[2048] __attribute__((aligned(8)));
};

DIR *fdopendir(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return NULL;
    if (!S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        return NULL;
    }
    DIR *directory = calloc(1, sizeof(*directory));
    if (directory)
        directory->fd = fd;
    return directory;
}

DIR *opendir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    DIR *directory = fdopendir(fd);
    if (!directory)
        close(fd);
    return directory;
}

struct dirent *readdir(DIR *directory)
{
    if (directory->next >= directory->end) {
        directory->next = 0;
        directory->end =
            sys_result(sys_getdents64(directory->fd, directory->buffer, sizeof(directory->buffer)));
        if (directory->end <= 0)
            return NULL;
    }
    struct linux_dirent64 *record = (void *)(directory->buffer + directory->next);
    directory->next += record->d_reclen;
    directory->entry.d_ino = (ino_t)record->d_ino;
    directory->entry.d_off = (off_t)record->d_off;
    directory->entry.d_reclen = record->d_reclen;
    directory->entry.d_type = record->d_type;
    strlcpy(directory->entry.d_name, record->d_name, sizeof(directory->entry.d_name));
    return &directory->entry;
}

void rewinddir(DIR *directory)
{
    lseek(directory->fd, 0, SEEK_SET);
    directory->next = directory->end = 0;
}

int dirfd(DIR *directory)
{
    return directory->fd;
}

int closedir(DIR *directory)
{
    int fd = directory->fd;
    free(directory);
    return close(fd);
}

/* d_off of the entry read last is the place of the next. */
long telldir(DIR *directory)
{
    return directory->next == 0 && directory->end == 0 ? lseek(directory->fd, 0, SEEK_CUR)
                                                       : directory->entry.d_off;
}

void seekdir(DIR *directory, long position)
{
    lseek(directory->fd, position, SEEK_SET);
    directory->next = directory->end = 0;
}
