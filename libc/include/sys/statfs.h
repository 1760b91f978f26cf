/* What a file system has, as Linux tells it (man 2 statfs). <sys/statvfs.h> is POSIX's. */
#pragma once
#include <sys/statvfs.h>

typedef struct {
    int __val[2];
} fsid_t;

struct statfs {
    unsigned long f_type, f_bsize;
    fsblkcnt_t f_blocks, f_bfree, f_bavail;
    fsfilcnt_t f_files, f_ffree;
    fsid_t f_fsid;
    unsigned long f_namelen, f_frsize, f_flags;
};

int statfs(const char *path, struct statfs *status);
int fstatfs(int fd, struct statfs *status);
