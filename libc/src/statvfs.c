/* What a file system has (<sys/statvfs.h>, <sys/statfs.h>). */
#include "syscall.h"
#include <abi/stat.h>
#include <sys/statfs.h>

static int convert(long result, const struct linux_statfs64 *raw, struct statvfs *status)
{
    if (sys_result(result) < 0)
        return -1;
    *status = (struct statvfs){.f_bsize = raw->f_bsize,
                               .f_frsize = raw->f_frsize ? raw->f_frsize : raw->f_bsize,
                               .f_blocks = raw->f_blocks,
                               .f_bfree = raw->f_bfree,
                               .f_bavail = raw->f_bavail,
                               .f_files = raw->f_files,
                               .f_ffree = raw->f_ffree,
                               .f_favail = raw->f_ffree,
                               .f_fsid = raw->f_fsid[0],
                               .f_flag = raw->f_flags & (ST_RDONLY | ST_NOSUID),
                               .f_namemax = raw->f_namelen};
    return 0;
}

int statvfs(const char *restrict path, struct statvfs *restrict status)
{
    struct linux_statfs64 raw;
    return convert(sys_statfs64(path, sizeof raw, &raw), &raw, status);
}

int fstatvfs(int fd, struct statvfs *status)
{
    struct linux_statfs64 raw;
    return convert(sys_fstatfs64(fd, sizeof raw, &raw), &raw, status);
}

static int convert_all(long result, const struct linux_statfs64 *raw, struct statfs *status)
{
    if (sys_result(result) < 0)
        return -1;
    *status = (struct statfs){.f_type = raw->f_type,
                              .f_bsize = raw->f_bsize,
                              .f_blocks = raw->f_blocks,
                              .f_bfree = raw->f_bfree,
                              .f_bavail = raw->f_bavail,
                              .f_files = raw->f_files,
                              .f_ffree = raw->f_ffree,
                              .f_fsid = {{(int)raw->f_fsid[0], (int)raw->f_fsid[1]}},
                              .f_namelen = raw->f_namelen,
                              .f_frsize = raw->f_frsize,
                              .f_flags = raw->f_flags};
    return 0;
}

int statfs(const char *path, struct statfs *status)
{
    struct linux_statfs64 raw;
    return convert_all(sys_statfs64(path, sizeof raw, &raw), &raw, status);
}

int fstatfs(int fd, struct statfs *status)
{
    struct linux_statfs64 raw;
    return convert_all(sys_fstatfs64(fd, sizeof raw, &raw), &raw, status);
}
