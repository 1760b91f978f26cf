/* Opening files (POSIX). */
#pragma once
#include <abi/fcntl.h>
#include <sys/types.h>

#ifndef O_NDELAY
#define O_NDELAY O_NONBLOCK
#endif
#ifndef O_SYNC
#define O_SYNC 04010000
#endif
#ifndef O_DSYNC
#define O_DSYNC 00010000
#endif
#ifndef O_PATH
#define O_PATH 010000000
#endif
#ifndef F_DUPFD
#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#endif
#ifndef F_GETLK
#define F_GETLK  5
#define F_SETLK  6
#define F_SETLKW 7
#endif
#ifndef F_SETOWN
#define F_SETOWN 8
#define F_GETOWN 9
#endif
#ifndef F_DUPFD_CLOEXEC
#define F_DUPFD_CLOEXEC 1030
#endif
#ifndef FD_CLOEXEC
#define FD_CLOEXEC 1
#endif
#ifndef AT_FDCWD
#define AT_FDCWD (-100)
#endif
#ifndef AT_SYMLINK_NOFOLLOW
#define AT_SYMLINK_NOFOLLOW 0x100
#endif
#ifndef AT_REMOVEDIR
#define AT_REMOVEDIR 0x200
#endif
#ifndef AT_EACCESS
#define AT_EACCESS 0x200
#endif
#ifndef AT_SYMLINK_FOLLOW
#define AT_SYMLINK_FOLLOW 0x400
#endif
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif

#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2

struct flock {
    short l_type;
    short l_whence;
    off_t l_start;
    off_t l_len;
    pid_t l_pid;
};

int fcntl(int fd, int command, ...);
int openat(int directory, const char *path, int flags, ...);
int posix_fadvise(int fd, off_t offset, off_t length, int advice);
int posix_fallocate(int fd, off_t offset, off_t length);
#define POSIX_FADV_NORMAL     0
#define POSIX_FADV_RANDOM     1
#define POSIX_FADV_SEQUENTIAL 2
#define POSIX_FADV_WILLNEED   3
#define POSIX_FADV_DONTNEED   4
#define POSIX_FADV_NOREUSE    5
int open(const char *path, int flags, ...);
int creat(const char *path, mode_t mode);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define open64            open
#define openat64          openat
#define creat64           creat
#define posix_fadvise64   posix_fadvise
#define posix_fallocate64 posix_fallocate

#define O_RSYNC      O_SYNC
#define O_ASYNC      020000
#define O_DIRECT     040000
#define O_NOATIME    01000000
#define O_FSYNC      O_SYNC
#define FNDELAY      O_NDELAY
#define FNONBLOCK    O_NONBLOCK
#define FAPPEND      O_APPEND
#define FASYNC       O_ASYNC
#define F_SETSIG     10
#define F_GETSIG     11
#define F_GETPIPE_SZ 1032
#define F_SETPIPE_SZ 1031

/* Asked for here as well as in <unistd.h> and <sys/stat.h>. */
#ifndef F_LOCK
#define F_ULOCK 0
#define F_LOCK  1
#define F_TLOCK 2
#define F_TEST  3
#endif
int lockf(int fd, int command, off_t length);
#include <sys/stat.h>
