/*
 * System calls on files.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "abi/uio.h"
#include "fs/files.h"
#include "fs/path.h"
#include "fs/pipe.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "process/process.h"
#include "process/signal.h"
#include "sys/syscalls.h"

#define PATH_MAX 4096

/* Bytes in one transfer, so that the result is no error; as Linux has it. */
#define COUNT_MAX 0x7ffff000u

static struct file *find(int fd)
{
    return files_find(process_current()->files, fd);
}

long sys_read(int fd, void *buffer, size_t count)
{
    struct file *file = find(fd);
    if (!file)
        return -EBADF;
    long result = file_read(file, buffer, MIN(count, COUNT_MAX));
    file_put(file);
    return result;
}

static long write_one(struct file *file, const void *buffer, size_t count)
{
    long result = file_write(file, buffer, MIN(count, COUNT_MAX));
    if (result == -EPIPE)
        signal_raise(SIGPIPE);
    return result;
}

long sys_write(int fd, const void *buffer, size_t count)
{
    struct file *file = find(fd);
    if (!file)
        return -EBADF;
    long result = write_one(file, buffer, count);
    file_put(file);
    return result;
}

long sys_writev(int fd, const struct iovec *vector, int count)
{
    struct file *file = find(fd);
    if (!file)
        return -EBADF;
    long total = count < 0 || count > IOV_MAX ? -EINVAL : 0;
    for (int i = 0; i < count && total >= 0; i++) {
        struct iovec piece;
        long result = copy_from_user(&piece, &vector[i], sizeof(piece));
        piece.iov_len = MIN(piece.iov_len, COUNT_MAX - (size_t)total);
        if (!result && piece.iov_len > 0)
            result = write_one(file, piece.iov_base, piece.iov_len);
        if (result < 0 && total == 0)
            total = result;
        if (result < 0)
            break;
        total += result;
        if ((size_t)result < piece.iov_len)
            break;
    }
    file_put(file);
    return total;
}

long sys_pread64(int fd, void *buffer, size_t count, unsigned long offset_low, unsigned long offset_high)
{
    if ((long)offset_high < 0)
        return -EINVAL;
    struct file *file = find(fd);
    if (!file)
        return -EBADF;
    long result = file_read_at(file, buffer, MIN(count, COUNT_MAX), (uint64_t)offset_high << 32 | offset_low);
    file_put(file);
    return result;
}

long sys_lseek(int fd, long offset, int whence)
{
    struct file *file = find(fd);
    if (!file)
        return -EBADF;
    int64_t result = file_seek(file, offset, whence);
    file_put(file);
    return result > INT32_MAX ? -EOVERFLOW : (long)result;
}

long sys_open(const char *path, int flags, unsigned mode)
{
    struct file *file;
    char *name = heap_alloc(PATH_MAX);
    if (!name)
        return -ENOMEM;
    long result = copy_string_from_user(name, path, PATH_MAX);
    if (result >= 0)
        result = fs_open(name, flags, &file);
    if (result >= 0) {
        result = files_install(process_current()->files, file, 0, flags & O_CLOEXEC);
        if (result < 0)
            file_put(file);
    }
    heap_free(name);
    return result;
}

long sys_close(int fd)
{
    return files_close(process_current()->files, fd);
}

long sys_dup(int fd)
{
    struct file *file = find(fd);
    if (!file)
        return -EBADF;
    long result = files_install(process_current()->files, file, 0, false);
    if (result < 0)
        file_put(file);
    return result;
}

long sys_dup2(int fd, int new_fd)
{
    return files_dup2(process_current()->files, fd, new_fd, false);
}

long sys_pipe(int *fds)
{
    struct files *files = process_current()->files;
    struct file *ends[2];
    int numbers[2] = {-1, -1};
    int error = pipe_create(0, &ends[0], &ends[1]);
    if (error)
        return error;
    for (int i = 0; i < 2; i++) {
        if (!error)
            numbers[i] = files_install(files, ends[i], 0, false);
        if (!error && numbers[i] < 0)
            error = numbers[i];
        if (error)
            file_put(ends[i]);
    }
    if (!error)
        error = copy_to_user(fds, numbers, sizeof(numbers));
    for (int i = 0; i < 2; i++)
        if (error && numbers[i] >= 0)
            files_close(files, numbers[i]);
    return error;
}

long sys_ioctl(int fd, unsigned request, unsigned long argument)
{
    struct file *file = find(fd);
    if (!file)
        return -EBADF;
    long result = file_ioctl(file, request, argument);
    file_put(file);
    return result;
}

long sys_getdents64(int fd, void *buffer, size_t count)
{
    struct file *file = find(fd);
    if (!file)
        return -EBADF;
    long result = file_getdents(file, buffer, count);
    file_put(file);
    return result;
}
