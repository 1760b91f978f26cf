/*
 * System calls that tell about the system, and about what was used of it.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/prctl.h"
#include "abi/resource.h"
#include "abi/sysinfo.h"
#include "abi/times.h"
#include "abi/utsname.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/space.h"
#include "mm/user.h"
#include "process/process.h"
#include "sys/files.h"
#include "sys/syscalls.h"
#include "sys/time.h"
#include "x86/timer.h"

long sys_uname(void *name)
{
    /* The release is that of the Linux whose interface this is: libraries refuse to run on older ones. */
    static const struct utsname names = {"Weft", "weft", "5.10.0", "#1 SMP", "i686", "(none)"};
    return copy_to_user(name, &names, sizeof(names));
}

long sys_sysinfo(void *info)
{
    struct sysinfo told = {.uptime = (long)divide_64(timer_now_ns(), NS_PER_SECOND, NULL),
                           .totalram = (frame_total() - frame_count(FRAME_RESERVED)) << PAGE_SHIFT,
                           .freeram = frame_count(FRAME_FREE) << PAGE_SHIFT,
                           .procs = (unsigned short)process_count(),
                           .mem_unit = 1};
    return copy_to_user(info, &told, sizeof(told));
}

long sys_getresuid32(unsigned *real, unsigned *effective, unsigned *saved)
{
    unsigned root = 0;
    int error = copy_to_user(real, &root, sizeof(root)) ?: copy_to_user(effective, &root, sizeof(root));
    return error ?: copy_to_user(saved, &root, sizeof(root));
}

/* There is no other user or group to become, or to give a file to; -1 leaves it as it is. */
long sys_setresuid32(unsigned real, unsigned effective, unsigned saved)
{
    return real + 1 <= 1 && effective + 1 <= 1 && saved + 1 <= 1 ? 0 : -EINVAL;
}

long sys_fchownat(int base, const char *path, unsigned owner, unsigned group, int flags)
{
    AUTO_FILE file = NULL;
    int error = user_open(base, path, O_PATH, 0, flags, &file);
    return error ? error : sys_setresuid32(owner, group, 0);
}

/* Of the many options, the thread's name; and who does not want to be dumped, is not. */
long sys_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)
{
    struct thread *thread = thread_current();
    char name[THREAD_NAME_SIZE] = {0};
    int length;
    switch (option) {
    case PR_SET_NAME:
        length = copy_string_from_user(name, (const char *)a, sizeof(name));
        if (length == -EFAULT)
            return -EFAULT;
        name[sizeof(name) - 1] = '\0';
        spin_lock(&process_lock);
        string_copy(thread->name, name, sizeof(thread->name));
        spin_unlock(&process_lock);
        return 0;
    case PR_GET_NAME:
        string_copy(name, thread->name, sizeof(name));
        return copy_to_user((void *)a, name, sizeof(name));
    case PR_SET_DUMPABLE:
        return a <= 1 ? 0 : -EINVAL;
    default:
        return -EINVAL;
    }
}

/* Cycles of the running process's threads, and of its children that have been waited for. */
static void used_cycles(uint64_t *own, uint64_t *children)
{
    spin_lock(&process_lock);
    *own = process_cycles(process_current());
    *children = process_current()->child_cycles;
    spin_unlock(&process_lock);
}

/* Of the resources used the time is known, all of it called user time, and how often the thread was switched.
 */
long sys_getrusage(int who, void *usage)
{
    const struct thread *thread = thread_current();
    struct rusage used = {0};
    uint64_t own, children;
    used_cycles(&own, &children);
    if (who == RUSAGE_THREAD)
        own = thread_cycles(thread);
    else if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN)
        return -EINVAL;
    used.ru_utime = time_val(timer_cycles_to_ns(who == RUSAGE_CHILDREN ? children : own));
    if (who != RUSAGE_CHILDREN) {
        used.ru_nivcsw = (long)thread->preemptions;
        used.ru_nvcsw = (long)(thread->turns - thread->preemptions);
        used.ru_minflt = (long)thread->space->faults;
    }
    return copy_to_user(usage, &used, sizeof(used));
}

long sys_times(void *times)
{
    uint64_t own, children;
    used_cycles(&own, &children);
    struct tms told = {.tms_utime = (long)timer_ns_to_hundredths(timer_cycles_to_ns(own)),
                       .tms_cutime = (long)timer_ns_to_hundredths(timer_cycles_to_ns(children))};
    if (times && copy_to_user(times, &told, sizeof(told)))
        return -EFAULT;
    return (long)timer_ns_to_hundredths(timer_now_ns());
}
