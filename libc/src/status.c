/* What files are (<sys/stat.h>). The kernel tells it with 64-bit numbers; here sizes have 32. */
#include "syscall.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

struct kernel_stat {
    uint64_t device;
    uint32_t room, short_inode;
    uint32_t mode, links, user, group;
    uint64_t special_device;
    uint32_t room2;
    int64_t size;
    uint32_t block_size;
    uint64_t blocks;
    struct timespec accessed, modified, changed;
    uint64_t inode;
} __attribute__((packed, aligned(4)));

static int convert(long result, const struct kernel_stat *from, struct stat *to)
{
    if (result == 0 && from->size > LONG_MAX)
        result = -EOVERFLOW;
    if (result != 0)
        return sys_result(result);
    *to = (struct stat){.st_dev = from->device,
                        .st_ino = (ino_t)from->inode,
                        .st_mode = from->mode,
                        .st_nlink = from->links,
                        .st_uid = from->user,
                        .st_gid = from->group,
                        .st_rdev = from->special_device,
                        .st_size = (off_t)from->size,
                        .st_blksize = (blksize_t)from->block_size,
                        .st_blocks = (blkcnt_t)from->blocks,
                        .st_atim = from->accessed,
                        .st_mtim = from->modified,
                        .st_ctim = from->changed};
    return 0;
}

int stat(const char *restrict path, struct stat *restrict status)
{
    struct kernel_stat raw;
    return convert(sys_stat64(path, &raw), &raw, status);
}

int lstat(const char *restrict path, struct stat *restrict status)
{
    struct kernel_stat raw;
    return convert(sys_lstat64(path, &raw), &raw, status);
}

int fstat(int fd, struct stat *status)
{
    struct kernel_stat raw;
    return convert(sys_fstat64(fd, &raw), &raw, status);
}

int fstatat(int directory, const char *restrict path, struct stat *restrict status, int flags)
{
    struct kernel_stat raw;
    return convert(sys_fstatat64(directory, path, &raw, flags), &raw, status);
}

int chmod(const char *path, mode_t mode)
{
    return sys_result(sys_chmod(path, mode));
}

int fchmod(int fd, mode_t mode)
{
    return sys_result(sys_fchmod(fd, mode));
}

mode_t umask(mode_t mask)
{
    return (mode_t)sys_umask(mask);
}

int mkdir(const char *path, mode_t mode)
{
    return sys_result(sys_mkdir(path, mode));
}

int mkdirat(int directory, const char *path, mode_t mode)
{
    return sys_result(sys_mkdirat(directory, path, mode));
}

int mknod(const char *path, mode_t mode, dev_t device)
{
    return sys_result(sys_mknodat(AT_FDCWD, path, mode, device));
}

int mknodat(int directory, const char *path, mode_t mode, dev_t device)
{
    return sys_result(sys_mknodat(directory, path, mode, device));
}

int mkfifoat(int directory, const char *path, mode_t mode)
{
    return mknodat(directory, path, S_IFIFO | (mode & 07777), 0);
}

int lchmod(const char *path, mode_t mode)
{
    return fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW);
}

int mkfifo(const char *path, mode_t mode)
{
    return mknod(path, S_IFIFO | (mode & 07777), 0);
}

int fchmodat(int directory, const char *path, mode_t mode, int flags)
{
    if (flags & ~AT_SYMLINK_NOFOLLOW)
        return sys_result(-EINVAL);
    return sys_result(flags ? -EOPNOTSUPP : sys_fchmodat(directory, path, mode));
}
