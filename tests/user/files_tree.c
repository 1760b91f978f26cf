/* The tree of files: making, naming, removing, stating; runs on Linux, where it works in /tmp too. */
#include "tap.h"

#include <abi/stat.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>

#define CALL(...)  syscall(SYS_##__VA_ARGS__)
#define HERE       (-100) /* AT_FDCWD */
#define NOFOLLOW   0x100
#define REMOVEDIR  0x200
#define EMPTY_PATH 0x1000

static int fails(long result, int error)
{
    if (result == -1 && errno != error)
        printf("# error %d, not %d\n", errno, error);
    return result == -1 && errno == error;
}

static struct linux_stat64 status_of(const char *path, int flags)
{
    struct linux_stat64 status;
    memset(&status, 0, sizeof status);
    if (CALL(fstatat64, HERE, path, &status, flags) < 0)
        status.st_mode = 0;
    return status;
}

static void make(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ok(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), "a file is made");
    close(fd);
}

static int holds(const char *path, const char *text)
{
    char buffer[64] = "";
    int fd = open(path, O_RDONLY);
    ssize_t length = read(fd, buffer, sizeof buffer - 1);
    close(fd);
    return fd >= 0 && length == (ssize_t)strlen(text) && memcmp(buffer, text, length) == 0;
}

static void test_make(void)
{
    ok(CALL(mkdir, "d", 0755) == 0 && fails(CALL(mkdir, "d", 0755), EEXIST), "mkdir");
    ok(fails(CALL(mkdir, "none/d", 0755), ENOENT) && fails(CALL(mkdir, "", 0755), ENOENT) &&
           fails(CALL(mkdir, ".", 0755), EEXIST) && fails(CALL(mkdir, "/", 0755), EEXIST),
       "mkdir where it can't be");
    ok(CALL(mkdir, "d/e/", 0700) == 0 && status_of("d/e", 0).st_mode == (S_IFDIR | 0700),
       "mkdir with a slash");
    make("d/f", "hello");
    ok(holds("d/f", "hello"), "and holds what was written");
    ok(fails(CALL(mkdir, "d/f/x", 0755), ENOTDIR) && fails(CALL(mkdir, "d/f", 0755), EEXIST),
       "not below a file");
    ok(fails(open("d/f", O_CREAT | O_EXCL | O_RDWR, 0600), EEXIST), "O_EXCL");
    ok(fails(open("d", O_RDWR), EISDIR) && fails(open("d/new/", O_CREAT | O_RDWR, 0600), EISDIR),
       "directories are not written");
    int fd = open("d/f", O_RDWR | O_TRUNC);
    ok(fd >= 0 && status_of("d/f", 0).st_size == 0, "O_TRUNC");
    close(fd);
    ok(fails(open("d/f", O_RDONLY | 0200000), ENOTDIR), "O_DIRECTORY");
    ok(CALL(umask, 027) >= 0 && CALL(umask, 022) == 027, "umask");
}

static void test_status(void)
{
    struct linux_stat64 d = status_of("d", 0), e = status_of("d/e", 0), f = status_of("d/f", 0);
    ok(S_ISDIR(d.st_mode) && S_ISREG(f.st_mode) && f.st_ino != e.st_ino && d.st_dev == f.st_dev, "kinds");
    ok(d.st_nlink == 3 && e.st_nlink == 2 && f.st_nlink == 1, "links of directories");
    ok(f.st_mtime_seconds > 1600000000u && f.st_blksize == 4096, "time and block size");
    int fd = open("d/f", O_RDONLY);
    struct linux_stat64 status;
    ok(CALL(fstat64, fd, &status) == 0 && status.st_ino == f.st_ino, "fstat64");
    ok(CALL(fstatat64, fd, "", &status, EMPTY_PATH) == 0 && status.st_ino == f.st_ino, "AT_EMPTY_PATH");
    struct statx x;
    ok(CALL(statx, HERE, "d/f", 0, 0x7ff, &x) == 0 && x.stx_ino == f.st_ino && x.stx_mode == f.st_mode &&
           x.stx_mtime.tv_sec == f.st_mtime_seconds,
       "statx");
    close(fd);
    ok(fails(CALL(stat64, "d/none", &status), ENOENT) && fails(CALL(stat64, "d/f/", &status), ENOTDIR) &&
           fails(CALL(fstat64, 99, &status), EBADF) && fails(CALL(fstat64, HERE, &status), EBADF) &&
           fails(CALL(stat64, "d", 16), EFAULT),
       "errors of stat");
    int fds[2];
    pipe(fds);
    ok(CALL(fstat64, fds[0], &status) == 0 && S_ISFIFO(status.st_mode), "a pipe");
    close(fds[0]);
    close(fds[1]);
    ok(S_ISCHR(status_of("/dev/null", 0).st_mode), "a device");
    ok(CALL(chmod, "d/f", 0640) == 0 && (status_of("d/f", 0).st_mode & 07777) == 0640, "chmod");
    ok(CALL(access, "d/f", 4) == 0 && fails(CALL(access, "d/f", 1), EACCES) &&
           fails(CALL(access, "d/f", 8), EINVAL) && fails(CALL(access, "d/g", 0), ENOENT),
       "access");
    ok(CALL(faccessat2, HERE, "d/f", 4, NOFOLLOW) == 0 && CALL(faccessat2, fds[0], "", 0, EMPTY_PATH) == -1 &&
           fails(CALL(faccessat2, HERE, "d/f", 0, 1), EINVAL),
       "faccessat2");
    struct timespec times[2] = {{1000000000, 0}, {1100000000, 0}};
    ok(CALL(utimensat, HERE, "d/f", times, 0) == 0 && status_of("d/f", 0).st_mtime_seconds == 1100000000u,
       "utimensat");
}

static void test_links(void)
{
    char text[64] = "";
    struct linux_stat64 status;
    ok(CALL(symlink, "f", "d/s") == 0 && CALL(readlink, "d/s", text, 63) == 1 && text[0] == 'f', "symlink");
    ok(S_ISLNK(status_of("d/s", NOFOLLOW).st_mode) && S_ISREG(status_of("d/s", 0).st_mode) &&
           status_of("d/s", NOFOLLOW).st_size == 1,
       "followed or not");
    ok(fails(CALL(readlink, "d/f", text, 63), EINVAL) && fails(CALL(readlink, "d/s", text, 0), EINVAL) &&
           fails(CALL(symlink, "f", "d/s"), EEXIST) && fails(CALL(symlink, "", "d/t"), ENOENT),
       "errors of symlink and readlink");
    ok(fails(open("d/s", O_RDONLY | 0400000), ELOOP), "O_NOFOLLOW");
    ok(CALL(symlink, "../d/later", "d/dangling") == 0 && fails(CALL(stat64, "d/dangling", &status), ENOENT),
       "a link to nothing");
    make("d/dangling", "through");
    ok(holds("d/later", "through"), "a file is made at its other end");
    ok(CALL(symlink, "loop2", "d/loop1") == 0 && CALL(symlink, "loop1", "d/loop2") == 0 &&
           fails(open("d/loop1", O_RDONLY), ELOOP),
       "a loop");
    ok(CALL(link, "d/later", "d/hard") == 0 && status_of("d/hard", 0).st_nlink == 2 &&
           status_of("d/hard", 0).st_ino == status_of("d/later", 0).st_ino,
       "link");
    ok(fails(CALL(link, "d/later", "d/hard"), EEXIST) && fails(CALL(link, "d", "x"), EPERM) &&
           fails(CALL(link, "d/none", "x"), ENOENT),
       "errors of link");
    ok(CALL(unlink, "d/later") == 0 && holds("d/hard", "through") && status_of("d/hard", 0).st_nlink == 1,
       "one name less");
    CALL(unlink, "d/loop1");
    CALL(unlink, "d/loop2");
    CALL(unlink, "d/dangling");
}

static void test_rename(void)
{
    make("d/a", "a");
    make("d/b", "b");
    ok(CALL(rename, "d/a", "d/b") == 0 && holds("d/b", "a") && fails(CALL(access, "d/a", 0), ENOENT),
       "rename replaces");
    ok(CALL(rename, "d/b", "d/b") == 0 && holds("d/b", "a"), "to itself");
    ok(CALL(mkdir, "d/g", 0755) == 0 && CALL(rename, "d/b", "d/g/b") == 0 && holds("d/g/b", "a"),
       "into another directory");
    ok(fails(CALL(rename, "d/e", "d/g"), ENOTEMPTY) && fails(CALL(rename, "d/f", "d/g"), EISDIR) &&
           fails(CALL(rename, "d/e", "d/f"), ENOTDIR) && fails(CALL(rename, "d", "d/e/x"), EINVAL) &&
           fails(CALL(rename, "d/none", "d/x"), ENOENT) && fails(CALL(rename, "d/.", "d/x"), EBUSY) &&
           fails(CALL(rename, "d/f", "d/x/"), ENOTDIR),
       "errors of rename");
    ok(CALL(rename, "d/g", "d/e") == 0 && holds("d/e/b", "a") && status_of("d", 0).st_nlink == 3,
       "a directory replaces an empty one");
    ok(fails(CALL(renameat2, HERE, "d/f", HERE, "d/hard", 1), EEXIST), "RENAME_NOREPLACE");
}

static void test_remove(void)
{
    char text[8];
    int fd = open("d/f", O_RDWR);
    write(fd, "kept", 4);
    ok(CALL(unlink, "d/f") == 0 && CALL(access, "d/f", 0) == -1, "unlink");
    struct linux_stat64 status;
    ok(CALL(fstat64, fd, &status) == 0 && status.st_nlink == 0 && pread(fd, text, 8, 0) == 4,
       "what is open stays");
    close(fd);
    ok(fails(CALL(rmdir, "d/e"), ENOTEMPTY) && fails(CALL(rmdir, "d/s"), ENOTDIR) &&
           fails(CALL(rmdir, "d/."), EINVAL) && fails(CALL(rmdir, "d/.."), ENOTEMPTY) &&
           fails(CALL(rmdir, "d/none"), ENOENT),
       "errors of rmdir");
    ok(fails(CALL(unlink, "d/e"), EISDIR) && fails(CALL(unlink, "d/none"), ENOENT) &&
           fails(CALL(unlinkat, HERE, "d/s", 1), EINVAL),
       "errors of unlink");
    ok(CALL(unlinkat, HERE, "d/e/b", 0) == 0 && CALL(unlinkat, HERE, "d/e", REMOVEDIR) == 0, "unlinkat");
    CALL(unlink, "d/s");
    CALL(unlink, "d/hard");
}

static void test_directory(void)
{
    char text[256];
    int top = open(".", O_RDONLY | 0200000), fd = open("d", O_RDONLY | 0200000);
    ok(CALL(mkdirat, fd, "sub", 0755) == 0 && CALL(chdir, "d/sub") == 0 && CALL(getcwd, text, 256) > 0 &&
           strcmp(text + strlen(text) - 6, "/d/sub") == 0,
       "chdir, getcwd");
    int file = CALL(openat, fd, "x", O_CREAT | O_RDWR, 0600);
    ok(file >= 0 && CALL(access, "../x", 0) == 0, "openat");
    ok(fails(CALL(openat, file, "x", O_RDONLY), ENOTDIR) && fails(CALL(openat, 99, "x", O_RDONLY), EBADF) &&
           CALL(openat, 99, "/dev/null", O_RDONLY) == 6,
       "errors of openat");
    close(6);
    ok(fails(CALL(getcwd, text, 3), ERANGE) && fails(CALL(chdir, "../x"), ENOTDIR) &&
           fails(CALL(chdir, "none"), ENOENT) && fails(CALL(fchdir, file), ENOTDIR),
       "errors of chdir");
    ok(CALL(rmdir, "../sub") == 0 && fails(open("new", O_CREAT | O_RDWR, 0600), ENOENT) &&
           fails(CALL(getcwd, text, 256), ENOENT),
       "a current directory that was removed");
    ok(CALL(fchdir, top) == 0 && CALL(access, "d/x", 0) == 0, "fchdir");
    close(file);
    close(fd);
    close(top);
    CALL(unlink, "d/x");
}

static void test_listing(void)
{
    char name[16], buffer[512];
    int made = 0, seen = 0, removed = 0;
    for (int i = 0; i < 60; i++) {
        snprintf(name, sizeof name, "d/n%d", i);
        made += close(open(name, O_CREAT | O_WRONLY, 0600)) == 0;
    }
    int fd = open("d", O_RDONLY | 0200000);
    long length;
    while ((length = CALL(getdents64, fd, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < length; at += *(unsigned short *)(buffer + at + 16)) {
            const char *entry = buffer + at + 19;
            if (entry[0] == '.')
                continue;
            seen += buffer[at + 18] == 8;
            snprintf(name, sizeof name, "d/%s", entry);
            removed += CALL(unlink, name) == 0;
        }
    }
    ok(made == 60 && seen == 60 && removed == 60, "a directory is listed while it is emptied");
    close(fd);
    ok(CALL(rmdir, "d") == 0, "and removed");
}

int main(void)
{
    char folder[] = "/tmp/files_XXXXXX";
    ok(mkdtemp(folder) && CALL(chdir, folder) == 0, "a folder of its own");
    for (int round = 0; round < 2; round++) {
        if (round == 1)
            begin_count();
        test_make();
        test_status();
        test_links();
        test_rename();
        test_remove();
        test_directory();
        test_listing();
    }
    end_count();
    ok(rmdir(folder) == 0, "which is empty again");
    return done_testing();
}
