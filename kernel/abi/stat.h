/* What stat64, statx and statfs64 write (man 2 stat, man 2 statx, man 2 statfs), and the bits of modes. */
#pragma once
#include <stdint.h>

#define S_IFMT   0170000
#define S_IFSOCK 0140000
#define S_IFLNK  0120000
#define S_IFREG  0100000
#define S_IFBLK  0060000
#define S_IFDIR  0040000
#define S_IFCHR  0020000
#define S_IFIFO  0010000
#define S_ISUID  0004000
#define S_ISGID  0002000
#define S_ISVTX  0001000

#define S_ISDIR(mode)  (((mode)&S_IFMT) == S_IFDIR)
#define S_ISCHR(mode)  (((mode)&S_IFMT) == S_IFCHR)
#define S_ISBLK(mode)  (((mode)&S_IFMT) == S_IFBLK)
#define S_ISREG(mode)  (((mode)&S_IFMT) == S_IFREG)
#define S_ISFIFO(mode) (((mode)&S_IFMT) == S_IFIFO)
#define S_ISLNK(mode)  (((mode)&S_IFMT) == S_IFLNK)
#define S_ISSOCK(mode) (((mode)&S_IFMT) == S_IFSOCK)

struct linux_stat64 {
    uint64_t st_dev;
    uint32_t padding_dev;
    uint32_t st_ino_low;
    uint32_t st_mode;
    uint32_t st_nlink;
    uint32_t st_uid;
    uint32_t st_gid;
    uint64_t st_rdev;
    uint32_t padding_rdev;
    int64_t st_size;
    uint32_t st_blksize;
    uint64_t st_blocks; /* of 512 bytes */
    uint32_t st_atime_seconds;
    uint32_t st_atime_ns;
    uint32_t st_mtime_seconds;
    uint32_t st_mtime_ns;
    uint32_t st_ctime_seconds;
    uint32_t st_ctime_ns;
    uint64_t st_ino;
} __attribute__((packed, aligned(4)));

struct statx_timestamp {
    int64_t tv_sec;
    uint32_t tv_nsec;
    int32_t padding;
};

struct statx {
    uint32_t stx_mask;
    uint32_t stx_blksize;
    uint64_t stx_attributes;
    uint32_t stx_nlink;
    uint32_t stx_uid;
    uint32_t stx_gid;
    uint16_t stx_mode;
    uint16_t padding_mode;
    uint64_t stx_ino;
    uint64_t stx_size;
    uint64_t stx_blocks;
    uint64_t stx_attributes_mask;
    struct statx_timestamp stx_atime, stx_btime, stx_ctime, stx_mtime;
    uint32_t stx_rdev_major, stx_rdev_minor;
    uint32_t stx_dev_major, stx_dev_minor;
    uint64_t padding[14];
};

#define STATX_BASIC_STATS 0x7ff

#define UTIME_NOW  0x3fffffff /* man 2 utimensat */
#define UTIME_OMIT 0x3ffffffe

#define RAMFS_MAGIC 0x858458f6u /* man 2 statfs */

struct linux_statfs64 {
    uint32_t f_type;
    uint32_t f_bsize;
    uint64_t f_blocks;
    uint64_t f_bfree;
    uint64_t f_bavail;
    uint64_t f_files;
    uint64_t f_ffree;
    uint32_t f_fsid[2];
    uint32_t f_namelen;
    uint32_t f_frsize;
    uint32_t f_flags;
    uint32_t f_spare[4];
} __attribute__((packed, aligned(4)));
