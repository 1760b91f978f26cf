/*
 * Limits of what a process may use (man 2 getrlimit). Enforced: RLIMIT_AS, RLIMIT_STACK, RLIMIT_NOFILE and
 * RLIMIT_NPROC, which counts all threads; the others are only kept.
 */
#include "abi/errno.h"
#include "fs/files.h"
#include "mm/user.h"
#include "process/process.h"
#include "sys/references.h"
#include "sys/syscalls.h"

struct limit64 {
    uint64_t soft, hard;
};

static uint32_t narrow(uint64_t limit)
{
    return limit > UINT32_MAX ? UINT32_MAX : (uint32_t)limit;
}

static uint64_t widen(uint32_t limit)
{
    return limit == UINT32_MAX ? UINT64_MAX : limit;
}

/* Reads a limit of the process, then sets it; either may be NULL. */
static int exchange(struct process *process, unsigned resource, const struct limit *wanted, struct limit *old)
{
    if (resource >= RLIM_NLIMITS || (wanted && wanted->soft > wanted->hard))
        return -EINVAL;
    if (wanted && resource == RLIMIT_NOFILE && wanted->hard > FILES_MAX)
        return -EPERM;
    spin_lock(&process_lock);
    if (old)
        *old = process->limits[resource];
    if (wanted)
        process->limits[resource] = *wanted;
    spin_unlock(&process_lock);
    if (wanted && process == process_current())
        process_apply_limits();
    return 0;
}

long sys_ugetrlimit(unsigned resource, void *limit)
{
    struct limit old;
    int error = exchange(process_current(), resource, NULL, &old);
    return error ? error : copy_to_user(limit, &old, sizeof(old));
}

long sys_setrlimit(unsigned resource, const void *limit)
{
    struct limit wanted;
    if (copy_from_user(&wanted, limit, sizeof(wanted)))
        return -EFAULT;
    return exchange(process_current(), resource, &wanted, NULL);
}

long sys_prlimit64(int pid, unsigned resource, const void *wanted, void *old)
{
    struct limit64 given = {0};
    struct limit before;
    if (wanted && copy_from_user(&given, wanted, sizeof(given)))
        return -EFAULT;
    struct limit narrowed = {narrow(given.soft), narrow(given.hard)};
    AUTO_PROCESS process = process_find((uint32_t)pid);
    if (!process)
        return -ESRCH;
    int error = exchange(process, resource, wanted ? &narrowed : NULL, &before);
    if (error || !old)
        return error;
    given = (struct limit64){widen(before.soft), widen(before.hard)};
    return copy_to_user(old, &given, sizeof(given));
}
