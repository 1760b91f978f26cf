/*
 * System calls on paths.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "sys/files.h"
#include "sys/syscalls.h"

int user_path_get(struct user_path *path, int base, const char *user_path)
{
    *path = (struct user_path){.text = heap_alloc(PATH_MAX)};
    if (!path->text)
        return -ENOMEM;
    int length = copy_string_from_user(path->text, user_path, PATH_MAX);
    if (length < 0)
        return length;
    return *path->text == '/' ? 0 : files_base(process_current()->files, base, &path->base);
}

void user_path_put(struct user_path *path)
{
    heap_free(path->text);
    auto_file_put(&path->base);
}

int user_open(int base, const char *user_path, int flags, uint32_t mode, int at_flags, struct file **file)
{
    if (!user_path && at_flags & AT_EMPTY_PATH)
        return (*file = file_of(base)) ? 0 : -EBADF;
    AUTO_PATH path = {0};
    int error = user_path_get(&path, base, user_path);
    if (error)
        return error;
    if (!*path.text && at_flags & AT_EMPTY_PATH && path.base) {
        *file = path.base;
        path.base = NULL;
        return 0;
    }
    return fs_open(path.base, path.text, flags | (at_flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0), mode,
                   file);
}

static uint32_t masked(uint32_t mode)
{
    return mode & 07777 & ~process_current()->files->umask;
}

long sys_openat(int base, const char *path, int flags, unsigned mode)
{
    struct file *file;
    int error = user_open(base, path, flags, masked(mode), 0, &file);
    return error ? error : files_install(process_current()->files, file, 0, flags & O_CLOEXEC);
}

/* --- Names --- */

long sys_mkdirat(int base, const char *user_path, unsigned mode)
{
    AUTO_PATH path = {0};
    int error = user_path_get(&path, base, user_path);
    return error ? error : fs_make(path.base, path.text, S_IFDIR | (masked(mode) & 01777), NULL);
}

long sys_mknodat(int base, const char *user_path, unsigned mode, unsigned device)
{
    AUTO_PATH path = {0};
    unsigned type = mode & S_IFMT ? mode & S_IFMT : S_IFREG;
    if (type != S_IFREG && type != S_IFIFO)
        return -EPERM;
    int error = user_path_get(&path, base, user_path);
    return error ? error : fs_make(path.base, path.text, type | masked(mode), NULL);
}

long sys_symlinkat(const char *user_target, int base, const char *user_path)
{
    AUTO_PATH target = {0}, path = {0};
    int error = user_path_get(&target, AT_FDCWD, user_target);
    if (!error)
        error = *target.text ? user_path_get(&path, base, user_path) : -ENOENT;
    return error ? error : fs_make(path.base, path.text, S_IFLNK | 0777, target.text);
}

long sys_linkat(int old_base, const char *old_path, int base, const char *user_path, int flags)
{
    AUTO_FILE file = NULL;
    AUTO_PATH path = {0};
    int follow = flags & AT_SYMLINK_FOLLOW ? 0 : O_NOFOLLOW;
    if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    int error = user_open(old_base, old_path, O_PATH | follow, 0, flags, &file);
    if (!error)
        error = user_path_get(&path, base, user_path);
    return error ? error : fs_link(file, path.base, path.text);
}

long sys_unlinkat(int base, const char *user_path, int flags)
{
    AUTO_PATH path = {0};
    if (flags & ~AT_REMOVEDIR)
        return -EINVAL;
    int error = user_path_get(&path, base, user_path);
    return error ? error : fs_remove(path.base, path.text, flags & AT_REMOVEDIR);
}

long sys_renameat2(int old_base, const char *user_old, int base, const char *user_path, unsigned flags)
{
    AUTO_PATH old = {0}, path = {0};
    if (flags & ~RENAME_NOREPLACE)
        return -EINVAL;
    int error = user_path_get(&old, old_base, user_old);
    if (!error)
        error = user_path_get(&path, base, user_path);
    return error ? error : fs_rename(old.base, old.text, path.base, path.text, flags & RENAME_NOREPLACE);
}

long sys_readlinkat(int base, const char *path, char *user_to, int size)
{
    AUTO_FILE file = NULL;
    if (size <= 0)
        return -EINVAL;
    long result = user_open(base, path, O_PATH | O_NOFOLLOW, 0, AT_EMPTY_PATH, &file);
    AUTO_PATH target = {.text = heap_alloc(PATH_MAX)};
    if (!result && !target.text)
        result = -ENOMEM;
    if (!result)
        result = fs_read_link(file, target.text, PATH_MAX);
    if (result <= 0)
        return result;
    result = MIN(result, size);
    return copy_to_user(user_to, target.text, (size_t)result) ? -EFAULT : result;
}

/* --- The current directory --- */

long change_directory(int base, const char *path, int at_flags)
{
    AUTO_FILE file = NULL;
    int error = user_open(base, path, O_PATH | O_DIRECTORY, 0, at_flags, &file);
    return error ? error : files_set_directory(process_current()->files, file);
}

long sys_getcwd(char *user_to, size_t size)
{
    AUTO_PATH path = {.text = heap_alloc(PATH_MAX)};
    if (!path.text)
        return -ENOMEM;
    files_base(process_current()->files, AT_FDCWD, &path.base);
    string_copy(path.text, "/", PATH_MAX);
    int length = path.base ? fs_path(path.base, path.text, PATH_MAX) : 1;
    if (length < 0)
        return length;
    if ((size_t)length >= size)
        return -ERANGE;
    return copy_to_user(user_to, path.text, (size_t)length + 1) ? -EFAULT : length + 1;
}
