/*
 * System calls on open files: reading, writing, descriptors.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "abi/uio.h"
#include "fs/lock.h"
#include "fs/pipe.h"
#include "mm/user.h"
#include "process/signal.h"
#include "sys/files.h"
#include "sys/syscalls.h"

static int64_t offset_64(unsigned long low, unsigned long high)
{
    return (int64_t)((uint64_t)high << 32 | low);
}

/* Reads or writes, at the file's own offset or at *at. */
static ssize_t transfer(struct file *file, bool write, void *buffer, size_t count, const int64_t *at)
{
    count = MIN(count, COUNT_MAX);
    if (!write)
        return file_read(file, buffer, count, at);
    ssize_t result = file_write(file, buffer, count, at);
    if (result == -EPIPE)
        signal_raise(SIGPIPE);
    return result;
}

long sys_read(int fd, void *buffer, size_t count)
{
    AUTO_FILE file = file_of(fd);
    return file ? transfer(file, false, buffer, count, NULL) : -EBADF;
}

long sys_write(int fd, const void *buffer, size_t count)
{
    AUTO_FILE file = file_of(fd);
    return file ? transfer(file, true, (void *)buffer, count, NULL) : -EBADF;
}

long transfer_at(int fd, bool write, void *buffer, size_t count, unsigned long offset_low,
                 unsigned long offset_high)
{
    AUTO_FILE file = file_of(fd);
    int64_t at = offset_64(offset_low, offset_high);
    return file ? transfer(file, write, buffer, count, &at) : -EBADF;
}

/* Piece by piece, up to one that is not transferred as a whole. */
long transfer_vector(int fd, bool write, const struct iovec *vector, int count)
{
    AUTO_FILE file = file_of(fd);
    if (!file)
        return -EBADF;
    long total = count < 0 || count > IOV_MAX ? -EINVAL : 0;
    for (int i = 0; i < count && total >= 0; i++) {
        struct iovec piece;
        long result = copy_from_user(&piece, &vector[i], sizeof(piece));
        piece.iov_len = MIN(piece.iov_len, COUNT_MAX - (size_t)total);
        if (!result && piece.iov_len > 0)
            result = transfer(file, write, piece.iov_base, piece.iov_len, NULL);
        if (result < 0 && total == 0)
            total = result;
        if (result < 0)
            break;
        total += result;
        if ((size_t)result < piece.iov_len)
            break;
    }
    return total;
}

long sys_lseek(int fd, long offset, int whence)
{
    AUTO_FILE file = file_of(fd);
    int64_t result = file ? file_seek(file, offset, whence) : -EBADF;
    return result > INT32_MAX ? -EOVERFLOW : (long)result;
}

long sys__llseek(int fd, unsigned long offset_high, unsigned long offset_low, long long *user_result,
                 int whence)
{
    AUTO_FILE file = file_of(fd);
    int64_t result = file ? file_seek(file, offset_64(offset_low, offset_high), whence) : -EBADF;
    return result < 0 ? (long)result : copy_to_user(user_result, &result, sizeof(result));
}

long resize_file(int base, const char *path, int at_flags, unsigned long size_low, unsigned long size_high)
{
    AUTO_FILE file = NULL;
    int error = user_open(base, path, O_WRONLY | O_NONBLOCK, 0, at_flags, &file);
    if (error == -ENXIO || (!error && (file->flags & O_ACCMODE) == O_RDONLY)) /* a pipe that nobody reads */
        error = -EINVAL;
    return error ? error : fs_resize(file, offset_64(size_low, size_high));
}

/* Memory is promised freely, so all that this does is make the file longer. */
long sys_fallocate(int fd, int mode, unsigned long offset_low, unsigned long offset_high,
                   unsigned long size_low, unsigned long size_high)
{
    int64_t offset = offset_64(offset_low, offset_high), size = offset_64(size_low, size_high);
    AUTO_FILE file = file_of(fd);
    if (!file || (file->flags & O_ACCMODE) == O_RDONLY)
        return -EBADF;
    if (mode)
        return -EOPNOTSUPP;
    if (offset < 0 || size <= 0)
        return -EINVAL;
    if (offset > INT64_MAX - size)
        return -EFBIG;
    return (uint64_t)(offset + size) > file_size(file) ? fs_resize(file, offset + size) : 0;
}

/* --- Descriptors --- */

long sys_dup3(int fd, int new_fd, int flags)
{
    if (fd == new_fd || flags & ~O_CLOEXEC)
        return -EINVAL;
    return files_dup2(process_current()->files, fd, new_fd, flags & O_CLOEXEC);
}

/* Locks with offsets of 64 bits, or of 32. */
static long lock_ranges(struct file *file, int fd, int command, void *user_lock)
{
    struct files *files = process_current()->files;
    struct flock64 lock;
    struct flock32 narrow;
    bool wide = command >= F_GETLK64;
    if (copy_from_user(wide ? (void *)&lock : &narrow, user_lock, wide ? sizeof(lock) : sizeof(narrow)))
        return -EFAULT;
    if (!wide) {
        lock = (struct flock64){narrow.l_type, narrow.l_whence, narrow.l_start, narrow.l_len, narrow.l_pid};
        command += F_GETLK64 - F_GETLK32;
    }
    int error = lock_command(file, files, process_current()->pid, command, &lock);
    AUTO_FILE now = file_of(fd);
    if (now != file) /* another thread has closed it meanwhile */
        lock_drop(file, files);
    if (error || command != F_GETLK64)
        return error;
    narrow = (struct flock32){lock.l_type, lock.l_whence, (long)lock.l_start, (long)lock.l_len, lock.l_pid};
    return copy_to_user(user_lock, wide ? (void *)&lock : &narrow, wide ? sizeof(lock) : sizeof(narrow));
}

long sys_flock(int fd, int operation)
{
    AUTO_FILE file = file_of(fd);
    int what = operation & ~LOCK_NB;
    struct flock64 all = {.l_type = what == LOCK_UN                      ? F_UNLCK
                                    : what == LOCK_SH || what == LOCK_EX ? what - 1
                                                                         : -1};
    return file ? lock_command(file, file, 0, operation & LOCK_NB ? F_SETLK64 : F_SETLKW64, &all) : -EBADF;
}

long sys_fcntl64(int fd, int command, unsigned long argument)
{
    struct files *files = process_current()->files;
    AUTO_FILE file = file_of(fd);
    if (!file)
        return -EBADF;
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        if (argument >= files->limit)
            return -EINVAL;
        return files_install(files, file_get(file), argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD:
        return files_flags(files, fd);
    case F_SETFD:
        return files_set_flags(files, fd, (int)argument);
    case F_GETFL:
        return file->flags | (file->contents ? O_LARGEFILE : 0);
    case F_SETFL:
        file_set_flags(file, (int)argument);
        return 0;
    default:
        return (command >= F_GETLK64 && command <= F_SETLKW64) ||
                       (command >= F_GETLK32 && command <= F_SETLKW32)
                   ? lock_ranges(file, fd, command, (void *)argument)
                   : -EINVAL;
    }
}

int install_pair(struct file *ends[2], int *user_fds, bool close_on_exec)
{
    struct files *files = process_current()->files;
    int numbers[2];
    for (int i = 0; i < 2; i++)
        numbers[i] = files_install(files, ends[i], 0, close_on_exec);
    int error = MIN(MIN(numbers[0], numbers[1]), 0);
    if (!error)
        error = copy_to_user(user_fds, numbers, sizeof(numbers));
    for (int i = 0; i < 2; i++)
        if (error && numbers[i] >= 0)
            files_close(files, numbers[i]);
    return error;
}

long sys_pipe2(int *fds, int flags)
{
    struct file *ends[2];
    if (flags & ~(O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    int error = pipe_create(false, flags, ends);
    return error ? error : install_pair(ends, fds, flags & O_CLOEXEC);
}
