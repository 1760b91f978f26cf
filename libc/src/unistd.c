/* Thin wrappers: the kernel's call, and errno (<unistd.h>, <fcntl.h>, <sys/uio.h>, <sys/ioctl.h>). */
#include "syscall.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t read(int fd, void *buffer, size_t count)
{
    return sys_result(sys_cancel(SYS_read, fd, buffer, count, 0));
}

ssize_t write(int fd, const void *buffer, size_t count)
{
    return sys_result(sys_cancel(SYS_write, fd, buffer, count, 0));
}

ssize_t writev(int fd, const struct iovec *vector, int count)
{
    return sys_result(sys_cancel(SYS_writev, fd, vector, count, 0));
}

ssize_t pread(int fd, void *buffer, size_t count, off_t offset)
{
    return sys_result(
        __cancel_call(SYS_pread64, fd, (long)buffer, (long)count, offset, offset < 0 ? -1 : 0, 0));
}

ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset)
{
    return sys_result(
        __cancel_call(SYS_pwrite64, fd, (long)buffer, (long)count, offset, offset < 0 ? -1 : 0, 0));
}

ssize_t readv(int fd, const struct iovec *vector, int count)
{
    return sys_result(sys_cancel(SYS_readv, fd, vector, count, 0));
}

off_t lseek(int fd, off_t offset, int whence)
{
    return sys_result(sys_lseek(fd, offset, whence));
}

int open(const char *path, int flags, ...)
{
    unsigned mode = 0;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, unsigned);
        va_end(arguments);
    }
    return sys_result(sys_cancel(SYS_open, path, flags, mode, 0));
}

int openat(int directory, const char *path, int flags, ...)
{
    unsigned mode = 0;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, unsigned);
        va_end(arguments);
    }
    return sys_result(sys_cancel(295, directory, path, flags, mode));
}

int fcntl(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    unsigned long argument = va_arg(arguments, unsigned long);
    va_end(arguments);
    if (command < F_GETLK || command > F_SETLKW)
        return sys_result(sys_cancel(SYS_fcntl64, fd, command, argument, 0));
    /* The kernel's locks have offsets of 64 bits. */
    struct flock *lock = (struct flock *)argument;
    struct flock64 wide = {lock->l_type, lock->l_whence, lock->l_start, lock->l_len, lock->l_pid};
    long result = sys_cancel(SYS_fcntl64, fd, command + F_GETLK64 - F_GETLK, &wide, 0);
    if (result == 0 && command == F_GETLK)
        *lock =
            (struct flock){wide.l_type, wide.l_whence, (off_t)wide.l_start, (off_t)wide.l_len, wide.l_pid};
    return sys_result(result);
}

int creat(const char *path, mode_t mode)
{
    return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int close(int fd)
{
    return sys_result(sys_cancel(SYS_close, fd, 0, 0, 0));
}

int pipe(int fds[2])
{
    return sys_result(sys_pipe(fds));
}

int dup(int fd)
{
    return sys_result(sys_dup(fd));
}

int dup2(int fd, int new_fd)
{
    return sys_result(sys_dup2(fd, new_fd));
}

int dup3(int fd, int new_fd, int flags)
{
    return sys_result(sys_dup3(fd, new_fd, flags));
}

int pipe2(int fds[2], int flags)
{
    return sys_result(sys_pipe2(fds, flags));
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    unsigned long argument = va_arg(arguments, unsigned long);
    va_end(arguments);
    return sys_result(sys_ioctl(fd, request, argument));
}

int isatty(int fd)
{
    struct termios settings;
    return ioctl(fd, TCGETS, &settings) == 0;
}

long syscall(long number, ...)
{
    va_list arguments;
    long a[6];
    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(arguments, long);
    va_end(arguments);
    return sys_result(syscall6(number, a[0], a[1], a[2], a[3], a[4], a[5]));
}

/* One piece after the other; what the first that is short has done counts. */
static ssize_t each_piece(ssize_t (*one)(int, void *, size_t, off_t), int fd, const struct iovec *vector,
                          int count, off_t offset)
{
    ssize_t total = 0;
    if (count < 0)
        return sys_result(-EINVAL);
    for (int i = 0; i < count; i++) {
        ssize_t done = one(fd, vector[i].iov_base, vector[i].iov_len, offset + total);
        if (done < 0)
            return total ? total : -1;
        total += done;
        if ((size_t)done < vector[i].iov_len)
            break;
    }
    return total;
}

ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset)
{
    return each_piece(pread, fd, vector, count, offset);
}

ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset)
{
    return each_piece((ssize_t(*)(int, void *, size_t, off_t))pwrite, fd, vector, count, offset);
}
