/*
 * System calls that tell or change what files say of themselves. All belongs to user 0, who may do
 * everything.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "abi/time.h"
#include "dev/rtc.h"
#include "mm/frame.h"
#include "mm/user.h"
#include "sys/files.h"
#include "sys/syscalls.h"
#include "sys/time.h"

/* What the file that a path leads to says of itself. */
static int status_of(int base, const char *path, int flags, struct file_status *status)
{
    AUTO_FILE file = NULL;
    int error = user_open(base, path, O_PATH, 0, flags, &file);
    if (!error)
        *status = file_status(file);
    return error;
}

/* Only the time of the last change is known. */
long sys_fstatat64(int base, const char *path, void *user_to, int flags)
{
    struct file_status status;
    int error = status_of(base, path, flags, &status);
    if (error)
        return error;
    struct linux_stat64 stat = {.st_dev = status.device,
                                .st_ino_low = status.inode,
                                .st_mode = status.mode,
                                .st_nlink = status.links,
                                .st_rdev = S_ISCHR(status.mode) ? status.inode : 0,
                                .st_size = status.size,
                                .st_blksize = PAGE_SIZE,
                                .st_blocks = status.blocks,
                                .st_atime_seconds = status.modified,
                                .st_mtime_seconds = status.modified,
                                .st_ctime_seconds = status.modified,
                                .st_ino = status.inode};
    return copy_to_user(user_to, &stat, sizeof(stat));
}

long sys_statx(int base, const char *path, int flags, unsigned mask, void *user_to)
{
    struct file_status status;
    int error = status_of(base, path, flags, &status);
    if (error)
        return error;
    struct statx_timestamp time = {.tv_sec = status.modified};
    struct statx result = {.stx_mask = STATX_BASIC_STATS,
                           .stx_blksize = PAGE_SIZE,
                           .stx_nlink = status.links,
                           .stx_mode = (uint16_t)status.mode,
                           .stx_ino = status.inode,
                           .stx_size = status.size,
                           .stx_blocks = status.blocks,
                           .stx_atime = time,
                           .stx_ctime = time,
                           .stx_mtime = time,
                           .stx_rdev_minor = S_ISCHR(status.mode) ? status.inode : 0,
                           .stx_dev_minor = status.device};
    return copy_to_user(user_to, &result, sizeof(result));
}

/* AT_EACCESS changes nothing: there is one user. */
long sys_faccessat2(int base, const char *path, int mode, int flags)
{
    struct file_status status;
    if (mode & ~(R_OK | W_OK | X_OK) || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    int error = status_of(base, path, flags, &status);
    if (error)
        return error;
    return mode & X_OK && !S_ISDIR(status.mode) && !(status.mode & 0111) ? -EACCES : 0;
}

long sys_fchmodat2(int base, const char *path, unsigned mode, int flags)
{
    AUTO_FILE file = NULL;
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    int error = user_open(base, path, O_PATH, 0, flags, &file);
    return error ? error : fs_change(file, &mode, NULL);
}

/* Of the two times the second, of the last change, counts. */
long sys_utimensat(int base, const char *path, const struct timespec *user_times, int flags)
{
    struct timespec time = {.tv_nsec = UTIME_NOW};
    AUTO_FILE file = NULL;
    int error = user_open(base, path, O_PATH, 0, path ? flags : AT_EMPTY_PATH, &file);
    if (!error && user_times)
        error = time_fetch(user_times, 1, &time);
    if (error || time.tv_nsec == UTIME_OMIT)
        return error;
    uint32_t modified = time.tv_nsec == UTIME_NOW ? rtc_now() : (uint32_t)time.tv_sec;
    return fs_change(file, NULL, &modified);
}

long tell_file_system(int base, const char *path, int at_flags, size_t size, void *user_to)
{
    struct linux_statfs64 result = {.f_type = RAMFS_MAGIC,
                                    .f_bsize = PAGE_SIZE,
                                    .f_blocks = frame_total(),
                                    .f_bfree = frame_count(FRAME_FREE),
                                    .f_bavail = frame_count(FRAME_FREE),
                                    .f_namelen = FILE_NAME_MAX,
                                    .f_frsize = PAGE_SIZE};
    AUTO_FILE file = NULL;
    int error = user_open(base, path, O_PATH, 0, at_flags, &file);
    if (!error && size != sizeof(result))
        error = -EINVAL;
    return error ? error : copy_to_user(user_to, &result, size);
}
