/*
 * The devices that need no more than a few lines, and the place of all in /dev.
 *
 * Lock: random_lock guards the state of the generator.
 */
#include "fs/devices.h"

#include "abi/errno.h"
#include "abi/stat.h"
#include "fs/kthread.h"
#include "fs/path.h"
#include "fs/screen.h"
#include "fs/tty.h"
#include "mm/user.h"

static struct spinlock random_lock = SPINLOCK_INITIALIZER(RANK_FILE);

/* Marsaglia's xorshift, stirred by the time. */
static uint64_t random_next(void)
{
    static uint64_t state = 88172645463325252ull;
    spin_lock(&random_lock);
    state ^= cpu_cycles() << 1;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    uint64_t result = state;
    spin_unlock(&random_lock);
    return result;
}

int random_to_user(void *user_to, size_t size)
{
    for (size_t done = 0; done < size; done += sizeof(uint64_t)) {
        uint64_t bytes = random_next();
        if (copy_to_user((char *)user_to + done, &bytes, MIN(size - done, sizeof(bytes))))
            return -EFAULT;
    }
    return 0;
}

static ssize_t random_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    return random_to_user(user_to, size) ? -EFAULT : (ssize_t)size;
}

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

static ssize_t full_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    return -ENOSPC;
}

static uint64_t no_size(struct file *file)
{
    return 0;
}

static const struct file_ops null_ops = {.read = null_read, .write = null_write, .size = no_size};
static const struct file_ops zero_ops = {.read = zero_read, .write = null_write, .size = no_size};
static const struct file_ops full_ops = {.read = zero_read, .write = full_write, .size = no_size};
static const struct file_ops random_ops = {.read = random_read, .write = null_write, .size = no_size};

static int open_plain(const struct file_ops *ops, int flags, struct file **file)
{
    *file = file_create(ops, NULL, flags);
    return *file ? 0 : -ENOMEM;
}

static int null_open(const char *rest, int flags, struct file **file)
{
    return open_plain(&null_ops, flags, file);
}

static int zero_open(const char *rest, int flags, struct file **file)
{
    return open_plain(&zero_ops, flags, file);
}

static int full_open(const char *rest, int flags, struct file **file)
{
    return open_plain(&full_ops, flags, file);
}

static int random_open(const char *rest, int flags, struct file **file)
{
    return open_plain(&random_ops, flags, file);
}

void devices_init(void)
{
    static const struct {
        const char *path;
        open_function open;
    } devices[] = {
        {"/dev/console", tty_open},    {"/dev/tty", tty_open},         {"/dev/null", null_open},
        {"/dev/zero", zero_open},      {"/dev/full", full_open},       {"/dev/random", random_open},
        {"/dev/urandom", random_open}, {"/dev/kthread", kthread_open}, {"/dev/fb0", screen_open},
    };
    for (unsigned i = 0; i < ARRAY_SIZE(devices); i++)
        fs_mount(devices[i].path, S_IFCHR | 0666, devices[i].open);
    ramfs_make("/dev/shm", S_IFDIR | 01777); /* POSIX shared memory: files there, mapped */
    ramfs_make("/tmp", S_IFDIR | 01777);
    fs_make(NULL, "/dev/fd", S_IFLNK | 0777, "/proc/self/fd");
    fs_make(NULL, "/dev/stdin", S_IFLNK | 0777, "/proc/self/fd/0");
    fs_make(NULL, "/dev/stdout", S_IFLNK | 0777, "/proc/self/fd/1");
    fs_make(NULL, "/dev/stderr", S_IFLNK | 0777, "/proc/self/fd/2");
}
