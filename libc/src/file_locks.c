/* Locks on files (<unistd.h>, <sys/file.h>), and hints that may be ignored (<fcntl.h>). */
#include "syscall.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int flock(int fd, int operation)
{
    return sys_result(sys_flock(fd, operation));
}

int lockf(int fd, int command, off_t length)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_len = length};
    switch (command) {
    case F_ULOCK:
        lock.l_type = F_UNLCK;
        return fcntl(fd, F_SETLK, &lock);
    case F_LOCK:
        return fcntl(fd, F_SETLKW, &lock);
    case F_TLOCK:
        return fcntl(fd, F_SETLK, &lock);
    case F_TEST:
        if (fcntl(fd, F_GETLK, &lock) != 0)
            return -1;
        return lock.l_type == F_UNLCK || lock.l_pid == getpid() ? 0 : sys_result(-EACCES);
    }
    return sys_result(-EINVAL);
}

int posix_fadvise(int fd, off_t offset, off_t length, int advice)
{
    return (unsigned)advice > POSIX_FADV_NOREUSE || length < 0 ? EINVAL : 0;
}

int posix_fallocate(int fd, off_t offset, off_t length)
{
    int64_t start = offset, size = length;
    return -(int)sys_fallocate(fd, 0, (unsigned long)start, (unsigned long)(start >> 32), (unsigned long)size,
                               (unsigned long)(size >> 32));
}
