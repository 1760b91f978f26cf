/*
 * posix_spawn (<spawn.h>): vfork, so that the child can tell in a variable why it failed. Between
 * vfork and exec it uses its parent's memory, and so only calls that change nothing there but errno, and
 * no cancellation point: a cancellation is the parent's.
 */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct __spawn_action {
    struct __spawn_action *next;
    enum { ACTION_CLOSE, ACTION_DUP2, ACTION_OPEN, ACTION_CHDIR } kind;
    int fd, new_fd, flags;
    mode_t mode;
    char path[];
};

struct order {
    const char *path;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *argv, *const *envp;
    int (*exec)(const char *, char *const *, char *const *);
    sigset_t mask; /* the caller's */
};

static int act(const struct __spawn_action *action)
{
    int fd;
    switch (action->kind) {
    case ACTION_CLOSE:
        sys_close(action->fd);
        return 0;
    case ACTION_DUP2:
        if (action->fd == action->new_fd) {
            int flags = fcntl(action->fd, F_GETFD);
            return flags < 0 ? -1 : fcntl(action->fd, F_SETFD, flags & ~FD_CLOEXEC);
        }
        return dup2(action->fd, action->new_fd);
    case ACTION_CHDIR:
        return chdir(action->path);
    case ACTION_OPEN:
        fd = sys_result(sys_open(action->path, action->flags, action->mode));
        if (fd < 0 || fd == action->fd)
            return fd;
        if (dup2(fd, action->fd) < 0)
            return -1;
        return sys_result(sys_close(fd));
    }
    return -1;
}

/* Signals that the parent handles are back at their defaults: the child has no such functions. */
static void reset_signals(const sigset_t *also)
{
    struct sigaction action, none = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal <= SIGNALS; signal++) {
        if (signal == SIGKILL || signal == SIGSTOP || __sigaction(signal, NULL, &action) != 0)
            continue;
        if ((action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN) ||
            (also && sigismember(also, signal) && action.sa_handler != SIG_DFL))
            __sigaction(signal, &none, NULL);
    }
}

/* Returns only if it fails; errno says why. */
static void child(const struct order *order)
{
    const posix_spawnattr_t *attributes = order->attributes;
    int flags = attributes ? attributes->__flags : 0;
    reset_signals(flags & POSIX_SPAWN_SETSIGDEF ? &attributes->__default : NULL);
    if (flags & POSIX_SPAWN_SETSID && setsid() < 0)
        return;
    if (flags & POSIX_SPAWN_SETPGROUP && setpgid(0, attributes->__group) != 0)
        return;
    if (order->actions)
        for (const struct __spawn_action *action = order->actions->__first; action; action = action->next)
            if (act(action) < 0)
                return;
    sigprocmask(SIG_SETMASK, flags & POSIX_SPAWN_SETSIGMASK ? &attributes->__mask : &order->mask, NULL);
    order->exec(order->path, order->argv, order->envp ? order->envp : environ);
}

static int spawn(pid_t *pid, struct order *order)
{
    volatile int error = 0;
    int before = errno;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &order->mask); /* no handler runs in the child */
    pid_t made = vfork();
    if (made == 0) {
        child(order);
        error = errno;
        _exit(127);
    }
    if (made < 0)
        error = errno;
    else if (error)
        sys_wait4(made, NULL, 0, NULL);
    sigprocmask(SIG_SETMASK, &order->mask, NULL);
    errno = before;
    if (!error && pid)
        *pid = made;
    return error;
}

int posix_spawn(pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *restrict attributes, char *const argv[], char *const envp[])
{
    struct order order = {path, actions, attributes, argv, envp, execve, {{0}}};
    return spawn(pid, &order);
}

int posix_spawnp(pid_t *restrict pid, const char *restrict file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *restrict attributes, char *const argv[], char *const envp[])
{
    struct order order = {file, actions, attributes, argv, envp, execvpe, {{0}}};
    return spawn(pid, &order);
}

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
    actions->__first = NULL;
    actions->__end = &actions->__first;
    return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    struct __spawn_action *action = actions->__first, *next;
    for (; action; action = next) {
        next = action->next;
        free(action);
    }
    return posix_spawn_file_actions_init(actions);
}

/* Appends a copy of the action, with the path. */
static int add(posix_spawn_file_actions_t *actions, const struct __spawn_action *action, const char *path)
{
    if (action->fd < 0 || action->new_fd < 0)
        return EBADF;
    struct __spawn_action *copy = malloc(sizeof(*copy) + strlen(path) + 1);
    if (!copy)
        return ENOMEM;
    *copy = *action;
    strcpy(copy->path, path);
    *(actions->__first ? actions->__end : &actions->__first) = copy;
    actions->__end = &copy->next;
    return 0;
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
    return add(actions, &(struct __spawn_action){.kind = ACTION_CLOSE, .fd = fd}, "");
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int new_fd)
{
    return add(actions, &(struct __spawn_action){.kind = ACTION_DUP2, .fd = fd, .new_fd = new_fd}, "");
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int fd,
                                     const char *restrict path, int flags, mode_t mode)
{
    struct __spawn_action action = {.kind = ACTION_OPEN, .fd = fd, .flags = flags, .mode = mode};
    return add(actions, &action, path);
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions,
                                         const char *restrict path)
{
    return add(actions, &(struct __spawn_action){.kind = ACTION_CHDIR}, path);
}

int posix_spawnattr_init(posix_spawnattr_t *attributes)
{
    *attributes = (posix_spawnattr_t){0};
    return 0;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attributes)
{
    return 0;
}

int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags)
{
    if (flags &
        ~(POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
          POSIX_SPAWN_SETSCHEDPARAM | POSIX_SPAWN_SETSCHEDULER | POSIX_SPAWN_SETSID))
        return EINVAL;
    attributes->__flags = flags;
    return 0;
}

/* The others only store and return a value. */
#define VALUE(name, field, type)                                                                      \
    int posix_spawnattr_get##name(const posix_spawnattr_t *restrict attributes, type *restrict value) \
    {                                                                                                 \
        *value = attributes->field;                                                                   \
        return 0;                                                                                     \
    }
#define SET_VALUE(name, field, type)                                         \
    int posix_spawnattr_set##name(posix_spawnattr_t *attributes, type value) \
    {                                                                        \
        attributes->field = value;                                           \
        return 0;                                                            \
    }
#define SET_OBJECT(name, field, type)                                                                 \
    int posix_spawnattr_set##name(posix_spawnattr_t *restrict attributes, const type *restrict value) \
    {                                                                                                 \
        attributes->field = *value;                                                                   \
        return 0;                                                                                     \
    }
VALUE(flags, __flags, short)
VALUE(pgroup, __group, pid_t)
SET_VALUE(pgroup, __group, pid_t)
VALUE(sigdefault, __default, sigset_t)
SET_OBJECT(sigdefault, __default, sigset_t)
VALUE(sigmask, __mask, sigset_t)
SET_OBJECT(sigmask, __mask, sigset_t)
VALUE(schedpolicy, __policy, int)
SET_VALUE(schedpolicy, __policy, int)
VALUE(schedparam, __parameters, struct sched_param)
SET_OBJECT(schedparam, __parameters, struct sched_param)
