/* Flags of open, fcntl, and the calls that take a directory's descriptor (man 2 open, man 2 fcntl). */
#pragma once

#define O_ACCMODE   00000003
#define O_RDONLY    00000000
#define O_WRONLY    00000001
#define O_RDWR      00000002
#define O_CREAT     00000100
#define O_EXCL      00000200
#define O_NOCTTY    00000400
#define O_TRUNC     00001000
#define O_APPEND    00002000
#define O_NONBLOCK  00004000
#define O_LARGEFILE 00100000
#define O_DIRECTORY 00200000
#define O_NOFOLLOW  00400000
#define O_CLOEXEC   02000000
#define O_PATH      010000000

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

#define F_DUPFD         0
#define F_GETFD         1
#define F_SETFD         2
#define F_GETFL         3
#define F_SETFL         4
#define F_DUPFD_CLOEXEC 1030
#define FD_CLOEXEC      1

/* Locks (man 2 fcntl, man 2 flock). */
#define F_GETLK32  5 /* F_GETLK, F_SETLK, F_SETLKW of programs whose offsets have 32 bits */
#define F_SETLKW32 7
#define F_GETLK64  12
#define F_SETLK64  13
#define F_SETLKW64 14
#define F_RDLCK    0
#define F_WRLCK    1
#define F_UNLCK    2
#define LOCK_SH    1
#define LOCK_EX    2
#define LOCK_NB    4
#define LOCK_UN    8

struct flock64 {
    short l_type, l_whence;
    long long l_start, l_len;
    int l_pid;
};
struct flock32 {
    short l_type, l_whence;
    long l_start, l_len;
    int l_pid;
};

#define AT_FDCWD            (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR        0x200
#define AT_SYMLINK_FOLLOW   0x400
#define AT_EACCESS          0x200
#define AT_EMPTY_PATH       0x1000

#define RENAME_NOREPLACE 1

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
