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

ssize_t random_to_user(void *user_to, size_t size)
{
    for (size_t done = 0; done < size; done += sizeof(uint64_t)) {
        uint64_t bytes = random_next();
        if (copy_to_user((char *)user_to + done, &bytes, MIN(size - done, sizeof(bytes))))
            return -EFAULT;
    }
    return size;
}

static ssize_t random_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    return random_to_user(user_to, size);
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

static const struct file_ops null_ops = {.read = null_read, .write = null_write, .size = file_no_size};
static const struct file_ops zero_ops = {.read = zero_read, .write = null_write, .size = file_no_size};
static const struct file_ops full_ops = {.read = zero_read, .write = full_write, .size = file_no_size};
static const struct file_ops random_ops = {.read = random_read, .write = null_write, .size = file_no_size};

void devices_init(void)
{
    static const struct {
        const char *path;
        struct inode inode;
    } devices[] = {
        {"/dev/console", {.ops = &tty_ops}},    {"/dev/tty", {.ops = &tty_ops}},
        {"/dev/null", {.ops = &null_ops}},      {"/dev/zero", {.ops = &zero_ops}},
        {"/dev/full", {.ops = &full_ops}},      {"/dev/random", {.ops = &random_ops}},
        {"/dev/urandom", {.ops = &random_ops}}, {"/dev/kthread", {.open = kthread_open}},
        {"/dev/fb0", {.open = screen_open}},
    };
    fs_make(NULL, "/dev", S_IFDIR | 0755, NULL);
    fs_make(NULL, "/dev/shm", S_IFDIR | 01777, NULL); /* POSIX shared memory: files there, mapped */
    fs_make(NULL, "/tmp", S_IFDIR | 01777, NULL);
    for (unsigned i = 0; i < ARRAY_SIZE(devices); i++)
        fs_mount(devices[i].path, S_IFCHR | 0666, &devices[i].inode);
    fs_make(NULL, "/dev/fd", S_IFLNK | 0777, "/proc/self/fd");
    fs_make(NULL, "/dev/stdin", S_IFLNK | 0777, "/proc/self/fd/0");
    fs_make(NULL, "/dev/stdout", S_IFLNK | 0777, "/proc/self/fd/1");
    fs_make(NULL, "/dev/stderr", S_IFLNK | 0777, "/proc/self/fd/2");
}
