/*
 * Process groups and sessions (man 2 setpgid, man 2 setsid): whom a terminal, a shell and kill(-group) mean.
 */
#include "abi/errno.h"
#include "process/process.h"

static struct process *find_locked(uint32_t pid)
{
    list_for_each_entry (struct process, process, &process_list, all_link) {
        if (process->pid == pid)
            return process;
    }
    return NULL;
}

/* Whether the session has a group of this number. */
static bool group_exists_locked(uint32_t group, uint32_t session)
{
    list_for_each_entry (const struct process, process, &process_list, all_link) {
        if (process->group == group && process->session == session)
            return true;
    }
    return false;
}

int process_set_group(uint32_t pid, uint32_t group)
{
    struct process *self = process_current();
    int error = -ESRCH;
    if ((int32_t)group < 0)
        return -EINVAL;
    spin_lock(&process_lock);
    struct process *process = pid ? find_locked(pid) : self;
    if (!process || (process != self && process->parent != self))
        goto out;
    if (group == 0)
        group = process->pid;
    error = -EPERM;
    if (process->session != self->session || process->session == process->pid)
        goto out;
    if (group != process->pid && !group_exists_locked(group, process->session))
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

int process_ids(uint32_t pid, uint32_t *group, uint32_t *session)
{
    spin_lock(&process_lock);
    const struct process *process = pid ? find_locked(pid) : process_current();
    if (process) {
        *group = process->group;
        *session = process->session;
    }
    spin_unlock(&process_lock);
    return process ? 0 : -ESRCH;
}

int process_check_group(uint32_t group)
{
    const struct process *self = process_current();
    int result = -ESRCH;
    spin_lock(&process_lock);
    list_for_each_entry (const struct process, process, &process_list, all_link) {
        if (process->group == (group ? group : self->group))
            result = process->session == self->session ? (int)process->group : -EPERM;
    }
    spin_unlock(&process_lock);
    return result;
}
