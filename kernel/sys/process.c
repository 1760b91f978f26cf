/*
 * System calls on processes and threads.
 */
#include "process/process.h"
#include "abi/errno.h"
#include "abi/reboot.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/user_desc.h"
#include "abi/wait.h"
#include "debug/log.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "process/exec.h"
#include "process/signal.h"
#include "sys/references.h"
#include "sys/syscalls.h"
#include "sys/time.h"
#include "thread/sched.h"
#include "x86/power.h"
#include "x86/timer.h"

#define PATH_MAX 4096

long sys_execve(const char *path, char *const *argv, char *const *envp)
{
    char *name = heap_alloc(PATH_MAX);
    struct exec_arguments *arguments = heap_alloc(sizeof(*arguments));
    long error = name && arguments ? 0 : -ENOMEM;
    if (!error)
        error = copy_string_from_user(name, path, PATH_MAX);
    for (bool is_script = false; error >= 0; is_script = true) {
        *arguments = (struct exec_arguments){0};
        exec_add_user_arguments(arguments, 0, argv, is_script && exec_add_interpreter(arguments, name));
        exec_add_user_arguments(arguments, 1, envp, 0);
        error = exec_program(name, arguments);
        exec_free_arguments(arguments);
        if (error != -ENOEXEC || is_script)
            break;
        error = 0; /* what is no program may be a script */
    }
    heap_free(arguments);
    heap_free(name);
    return error;
}

/* Of the resources used only the time is known: all of it is called user time. */
static int write_usage(void *user_usage, uint64_t cycles)
{
    struct rusage used = {.ru_utime = time_val(timer_cycles_to_ns(cycles))};
    return user_usage ? copy_to_user(user_usage, &used, sizeof(used)) : 0;
}

long sys_wait4(int pid, int *status, int options, void *usage)
{
    int child_status;
    uint64_t cycles;
    if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WALL | (int)__WCLONE))
        return -EINVAL;
    int child = process_wait(pid, options & (WNOHANG | WUNTRACED | WCONTINUED), &child_status, &cycles);
    if (child <= 0)
        return child;
    if (status && copy_to_user(status, &child_status, sizeof(child_status)))
        return -EFAULT;
    return write_usage(usage, cycles) ? -EFAULT : child;
}

long sys_waitid(int which, int id, siginfo_t *info, int options, void *usage)
{
    int status = 0, pid;
    uint64_t cycles = 0;
    if (options &
            ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD | __WALL | (int)__WCLONE) ||
        !(options & (WEXITED | WSTOPPED | WCONTINUED)))
        return -EINVAL;
    if (which == P_ALL)
        pid = -1;
    else if (which == P_PID && id > 0)
        pid = id;
    else if (which == P_PGID && id >= 0)
        pid = -id;
    else
        return -EINVAL;
    int kept = options & (WNOHANG | WNOWAIT | WSTOPPED | WCONTINUED);
    int child = process_wait(pid, kept | (options & WEXITED ? 0 : WNOEXIT), &status, &cycles);
    if (child < 0)
        return child;
    siginfo_t told = child ? signal_child_info((uint32_t)child, status) : (siginfo_t){0};
    if (info && copy_to_user(info, &told, sizeof(told)))
        return -EFAULT;
    return child ? write_usage(usage, cycles) : 0;
}

long sys_getppid(void)
{
    spin_lock(&process_lock);
    long pid = (long)process_current()->parent->pid;
    spin_unlock(&process_lock);
    return pid;
}

/* All threads have the policy SCHED_OTHER, and take turns. */
long sys_sched_getscheduler(int tid)
{
    AUTO_THREAD thread = thread_find((uint32_t)tid);
    return thread ? SCHED_OTHER : -ESRCH;
}

long sys_sched_getparam(int tid, int *priority)
{
    int none = 0;
    long error = sys_sched_getscheduler(tid);
    return error ? error : copy_to_user(priority, &none, sizeof(none));
}

long sys_sched_get_priority_max(int policy)
{
    static const int8_t most[] = {[SCHED_FIFO] = 99, [SCHED_RR] = 99, [4] = -EINVAL, [SCHED_IDLE] = 0};
    return (unsigned)policy < ARRAY_SIZE(most) ? most[policy] : -EINVAL;
}

/* As on Linux for a user who may not have more than others. */
long sys_sched_setscheduler(int tid, int policy, const int *user_priority)
{
    int priority, most = sys_sched_get_priority_max(policy);
    if (copy_from_user(&priority, user_priority, sizeof(priority)))
        return -EFAULT;
    if (priority < MIN(most, 1) || priority > most)
        return -EINVAL;
    long error = sys_sched_getscheduler(tid);
    return error || !most ? error : -EPERM;
}

long sys_sched_rr_get_interval(int tid, struct timespec *interval)
{
    long error = sys_sched_getscheduler(tid);
    return error ? error : time_to_user(interval, sched_quantum_us() * 1000ull);
}

long sys_sched_setaffinity(int tid, size_t size, const unsigned long *mask)
{
    uint32_t affinity = 0;
    if (copy_from_user(&affinity, mask, MIN(size, sizeof(affinity))))
        return -EFAULT;
    AUTO_THREAD thread = thread_find((uint32_t)tid);
    if (!thread)
        return -ESRCH;
    return thread->process == &kernel_process ? -EPERM : sched_set_affinity(thread, affinity);
}

/* Returns the size of the mask in the kernel, as the system call does on Linux. */
long sys_sched_getaffinity(int tid, size_t size, unsigned long *mask)
{
    if (size < sizeof(uint32_t) || size % sizeof(long))
        return -EINVAL;
    AUTO_THREAD thread = thread_find((uint32_t)tid);
    if (!thread)
        return -ESRCH;
    uint32_t affinity = sched_affinity(thread);
    return copy_to_user(mask, &affinity, sizeof(affinity)) ? -EFAULT : (long)sizeof(affinity);
}

long sys_getcpu(unsigned *cpu, unsigned *node, void *unused)
{
    uint32_t flags = interrupts_save();
    unsigned here = this_cpu()->id, zero = 0;
    interrupts_restore(flags);
    if (cpu && copy_to_user(cpu, &here, sizeof(here)))
        return -EFAULT;
    return node && copy_to_user(node, &zero, sizeof(zero)) ? -EFAULT : 0;
}

long sys_set_thread_area(struct user_desc *descriptor)
{
    struct user_desc wanted;
    if (copy_from_user(&wanted, descriptor, sizeof(wanted)))
        return -EFAULT;
    struct thread *thread = thread_current();
    int error = process_set_tls(thread, &wanted);
    if (error)
        return error;
    uint32_t flags = interrupts_save();
    unsigned entry = wanted.entry_number;
    this_cpu()->segments.gdt[entry] = thread->tls[entry - SEGMENT_TLS_FIRST];
    interrupts_restore(flags);
    return copy_to_user(&descriptor->entry_number, &entry, sizeof(entry));
}

/* The argument of a power-off, which Linux ignores, is logged as the status of what the machine was started
 * for. */
long sys_reboot(unsigned magic, unsigned magic2, unsigned command, unsigned long argument)
{
    if (magic != LINUX_REBOOT_MAGIC1 || magic2 != LINUX_REBOOT_MAGIC2)
        return -EINVAL;
    switch (command) {
    case LINUX_REBOOT_CMD_POWER_OFF:
        log_print("power off, status %lu\n", argument);
        power_off();
    case LINUX_REBOOT_CMD_HALT:
        log_print("halted\n");
        power_halt();
    case LINUX_REBOOT_CMD_RESTART:
        log_print("restart\n");
        power_restart();
    default:
        return -EINVAL;
    }
}
