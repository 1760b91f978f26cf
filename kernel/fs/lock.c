/*
 * Advisory locks.
 *
 * locks_lock guards the list of all, which is in no order. Invariant: an owner's ranges in one file do not
 * overlap. An owner has the file open, so the inode stays.
 */
#include "fs/lock.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "lib/list.h"
#include "mm/heap.h"
#include "thread/wait.h"

struct lock {
    struct list link;
    const struct inode *inode;
    const void *owner;
    bool whole; /* flock's kind */
    short type;
    uint32_t pid;
    int64_t first, last;
};

static struct spinlock locks_lock = SPINLOCK_INITIALIZER(RANK_FILE);
static struct list locks = LIST_INITIALIZER(locks);
static struct wait_queue changed = WAIT_QUEUE_INITIALIZER(changed);

static bool overlap(const struct lock *a, const struct lock *b)
{
    return a->inode == b->inode && a->whole == b->whole && a->first <= b->last && b->first <= a->last;
}

/* A lock of another owner that excludes this one, or NULL. */
static struct lock *find_conflict(const struct lock *wanted)
{
    list_for_each_entry (struct lock, lock, &locks, link)
        if (lock->owner != wanted->owner && overlap(lock, wanted) &&
            (lock->type == F_WRLCK || wanted->type == F_WRLCK))
            return lock;
    return NULL;
}

/* Puts a copy of `lock`, with another beginning, into the list. */
static int add(const struct lock *lock, int64_t first)
{
    struct lock *copy = heap_alloc(sizeof(*copy));
    if (!copy)
        return -ENOMEM;
    *copy = *lock;
    copy->first = first;
    list_push_back(&locks, &copy->link);
    return 0;
}

/* Takes the range out of what its owner has. */
static int cut_out(const struct lock *wanted)
{
    list_for_each_entry_safe (struct lock, lock, &locks, link) {
        bool before = lock->first < wanted->first;
        bool behind = lock->last > wanted->last;
        if (lock->owner != wanted->owner || !overlap(lock, wanted))
            continue;
        if (behind && add(lock, wanted->last + 1))
            return -ENOMEM;
        if (before) {
            lock->last = wanted->first - 1;
        } else {
            list_remove(&lock->link);
            heap_free(lock);
        }
    }
    return 0;
}

static int set(const struct lock *wanted, bool wait)
{
    int error = 0;
    while (!error && wanted->type != F_UNLCK && find_conflict(wanted))
        error = wait ? wait_sleep(&changed, &locks_lock, DEADLINE_NEVER, true) : -EAGAIN;
    if (!error)
        error = cut_out(wanted);
    if (!error && wanted->type != F_UNLCK)
        error = add(wanted, wanted->first);
    wait_wake_all(&changed);
    return error;
}

int lock_command(struct file *file, const void *owner, uint32_t pid, int command, struct flock64 *lock)
{
    int64_t places[] = {[SEEK_SET] = 0, [SEEK_CUR] = (int64_t)file->offset, [SEEK_END] = file_size(file)};
    if (!file->inode || (unsigned)lock->l_type > F_UNLCK || (unsigned)lock->l_whence > SEEK_END)
        return -EINVAL;
    int64_t first = places[lock->l_whence] + lock->l_start, end = first + lock->l_len;
    struct lock *found = NULL, wanted = {.inode = file->inode,
                                         .owner = owner,
                                         .whole = owner == file,
                                         .type = lock->l_type,
                                         .pid = pid,
                                         .first = MIN(first, end),
                                         .last = lock->l_len ? MAX(first, end) - 1 : INT64_MAX};
    if (wanted.first < 0)
        return -EINVAL;
    if (!wanted.whole && command != F_GETLK64 &&
        (file->flags & O_ACCMODE) == (lock->l_type == F_RDLCK   ? O_WRONLY
                                      : lock->l_type == F_WRLCK ? O_RDONLY
                                                                : -1))
        return -EBADF;
    int error = 0;
    spin_lock(&locks_lock);
    if (command != F_GETLK64)
        error = set(&wanted, command == F_SETLKW64);
    else if ((found = find_conflict(&wanted)))
        *lock =
            (struct flock64){found->type, SEEK_SET, found->first,
                             found->last == INT64_MAX ? 0 : found->last - found->first + 1, (int)found->pid};
    else
        lock->l_type = F_UNLCK;
    spin_unlock(&locks_lock);
    return error;
}

void lock_drop(struct file *file, const void *owner)
{
    if (!list_empty(&locks))
        lock_command(file, owner, 0, F_SETLK64, &(struct flock64){.l_type = F_UNLCK});
}
