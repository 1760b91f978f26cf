/*
 * Process groups and sessions (man 2 setpgid, man 2 setsid): whom a terminal, a shell and kill(-group) mean.
 */
#include "abi/errno.h"
#include "process/process.h"

bool process_is_meant(const struct process *process, int pid)
{
    if (pid > 0)
        return process->pid == (uint32_t)pid;
    return pid == -1 || process->group == (pid ? (uint32_t)-pid : process_current()->group);
}

uint32_t process_group_session_locked(uint32_t group)
{
    list_for_each_entry (const struct process, process, &process_list, all_link) {
        if (process->group == group)
            return process->session;
    }
    return 0;
}

int process_set_group(uint32_t pid, uint32_t group)
{
    struct process *self = process_current();
    int error = -ESRCH;
    if ((int32_t)group < 0)
        return -EINVAL;
    spin_lock(&process_lock);
    struct process *process = process_find_locked(pid);
    if (!process || (process != self && process->parent != self))
        goto out;
    if (group == 0)
        group = process->pid;
    error = -EPERM;
    if (process->session != self->session || process->session == process->pid)
        goto out;
    if (group != process->pid && process_group_session_locked(group) != process->session)
        goto out;
    process->group = group;
    error = 0;
out:
    spin_unlock(&process_lock);
    return error;
}

int process_new_session(void)
{
    struct process *process = process_current();
    int result = -EPERM;
    spin_lock(&process_lock);
    if (process->group != process->pid) {
        process->group = process->session = process->pid;
        result = (int)process->pid;
    }
    spin_unlock(&process_lock);
    return result;
}

int process_check_group(uint32_t group)
{
    const struct process *self = process_current();
    if (group == 0)
        return (int)self->group;
    spin_lock(&process_lock);
    uint32_t session = process_group_session_locked(group);
    spin_unlock(&process_lock);
    return !session ? -ESRCH : session == self->session ? (int)group : -EPERM;
}
