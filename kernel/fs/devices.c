/*
 * The devices that need no more than a few lines, and the place of all in /dev.
 */
#include "fs/devices.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "fs/kthread.h"
#include "fs/path.h"
#include "fs/tty.h"
#include "mm/user.h"

static ssize_t null_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    return 0;
}

static ssize_t null_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    return size;
}

static ssize_t zero_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    return user_clear_raw(user_to, size) ? -EFAULT : (ssize_t)size;
}

static const struct file_ops null_ops = {.read = null_read, .write = null_write};
static const struct file_ops zero_ops = {.read = zero_read, .write = null_write};

static int null_open(const char *rest, int flags, struct file **file)
{
    *file = file_create(&null_ops, NULL, flags);
    return *file ? 0 : -ENOMEM;
}

static int zero_open(const char *rest, int flags, struct file **file)
{
    *file = file_create(&zero_ops, NULL, flags);
    return *file ? 0 : -ENOMEM;
}

void devices_init(void)
{
    fs_mount("/dev/console", DT_CHR, tty_open);
    fs_mount("/dev/tty", DT_CHR, tty_open);
    fs_mount("/dev/null", DT_CHR, null_open);
    fs_mount("/dev/zero", DT_CHR, zero_open);
    fs_mount("/dev/kthread", DT_CHR, kthread_open);
}
