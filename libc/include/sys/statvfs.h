/* What a file system has (POSIX). */
#pragma once
#include <sys/types.h>

#define ST_RDONLY 1
#define ST_NOSUID 2

struct statvfs {
    unsigned long f_bsize, f_frsize;
    fsblkcnt_t f_blocks, f_bfree, f_bavail;
    fsfilcnt_t f_files, f_ffree, f_favail;
    unsigned long f_fsid, f_flag, f_namemax;
};

int statvfs(const char *__restrict path, struct statvfs *__restrict status);
int fstatvfs(int fd, struct statvfs *status);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define statvfs64  statvfs
#define fstatvfs64 fstatvfs
