/* Names of files, and where the process stands among them (<unistd.h>, <stdio.h>). */
#include "syscall.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int access(const char *path, int mode)
{
    return sys_result(sys_access(path, mode));
}

int faccessat(int directory, const char *path, int mode, int flags)
{
    if (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW))
        return sys_result(-EINVAL);
    return sys_result(sys_faccessat(directory, path, mode));
}

int chdir(const char *path)
{
    return sys_result(sys_chdir(path));
}

int fchdir(int fd)
{
    return sys_result(sys_fchdir(fd));
}

/* Without a buffer, one is allocated: of `size` bytes, or as many as it takes. */
char *getcwd(char *buffer, size_t size)
{
    char path[PATH_MAX];
    if (buffer && size == 0) {
        errno = EINVAL;
        return NULL;
    }
    long length = sys_result(sys_getcwd(path, sizeof(path)));
    if (length < 0)
        return NULL;
    if (size && size < (size_t)length) {
        errno = ERANGE;
        return NULL;
    }
    if (!buffer)
        buffer = malloc(size ? size : (size_t)length);
    return buffer ? memcpy(buffer, path, (size_t)length) : NULL;
}

char *get_current_dir_name(void)
{
    return getcwd(NULL, 0);
}

int unlink(const char *path)
{
    return sys_result(sys_unlink(path));
}

int unlinkat(int directory, const char *path, int flags)
{
    return sys_result(sys_unlinkat(directory, path, flags));
}

int rmdir(const char *path)
{
    return sys_result(sys_rmdir(path));
}

int remove(const char *path)
{
    long result = sys_unlink(path);
    return sys_result(result == -EISDIR ? sys_rmdir(path) : result);
}

int rename(const char *old, const char *path)
{
    return sys_result(sys_rename(old, path));
}

int link(const char *old, const char *path)
{
    return sys_result(sys_link(old, path));
}

int symlink(const char *target, const char *path)
{
    return sys_result(sys_symlink(target, path));
}

ssize_t readlink(const char *restrict path, char *restrict to, size_t size)
{
    return sys_result(sys_readlink(path, to, size));
}

int chown(const char *path, uid_t owner, gid_t group)
{
    return sys_result(sys_chown32(path, owner, group));
}

int fchown(int fd, uid_t owner, gid_t group)
{
    return sys_result(sys_fchown32(fd, owner, group));
}

int truncate(const char *path, off_t length)
{
    return sys_result(sys_truncate(path, length));
}

int ftruncate(int fd, off_t length)
{
    return sys_result(sys_ftruncate(fd, length));
}

int fsync(int fd)
{
    return sys_result(sys_cancel(SYS_fsync, fd, 0, 0, 0));
}

int fdatasync(int fd)
{
    return sys_result(sys_cancel(SYS_fdatasync, fd, 0, 0, 0));
}

void sync(void)
{
    sys_sync();
}

long fpathconf(int fd, int name)
{
    switch (name) {
    case _PC_LINK_MAX:
        return 127;
    case _PC_NAME_MAX:
        return NAME_MAX;
    case _PC_PATH_MAX:
        return PATH_MAX;
    case _PC_PIPE_BUF:
        return PIPE_BUF;
    case _PC_VDISABLE:
        return _POSIX_VDISABLE;
    }
    return sys_result(-EINVAL);
}

long pathconf(const char *path, int name)
{
    return fpathconf(-1, name);
}

size_t confstr(int name, char *to, size_t size)
{
    static const char path[] = "/bin:/usr/bin";
    if (name != _CS_PATH) {
        errno = EINVAL;
        return 0;
    }
    if (size)
        strlcpy(to, path, size);
    return sizeof(path);
}

int linkat(int old_directory, const char *old, int directory, const char *path, int flags)
{
    return sys_result(sys_linkat(old_directory, old, directory, path, flags));
}

int symlinkat(const char *target, int directory, const char *path)
{
    return sys_result(sys_symlinkat(target, directory, path));
}

ssize_t readlinkat(int directory, const char *restrict path, char *restrict to, size_t size)
{
    return sys_result(sys_readlinkat(directory, path, to, (int)size));
}

int lchown(const char *path, uid_t owner, gid_t group)
{
    return chown(path, owner, group);
}
