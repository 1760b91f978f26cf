/* System V's objects: names and numbers (<sys/ipc.h>). */
#include "sysv.h"
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <unistd.h>

#define HEAD_SIZE PAGE_SIZE

/* The objects that this process has mapped; they stay so. `list_lock` guards the list. */
struct mapped {
    struct mapped *next;
    enum sysv_kind kind;
    struct sysv *object;
};

static int list_lock;
static struct mapped *list;
static const char *const names[] = {"shm", "sem", "msg"};

key_t ftok(const char *path, int id)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return -1;
    return (key_t)((status.st_ino & 0xffff) | (unsigned long)(status.st_dev & 0xff) << 16 |
                   (unsigned long)id << 24);
}

void __sysv_path(enum sysv_kind kind, int id, char path[SHARED_PATH])
{
    snprintf(path, SHARED_PATH, "/dev/shm/sysv.%s.%d", names[kind], id);
}

static void key_path(enum sysv_kind kind, key_t key, char path[SHARED_PATH])
{
    snprintf(path, SHARED_PATH, "/dev/shm/sysv.%s.key.%x", names[kind], (unsigned)key);
}

/* list_lock is held. What was removed meanwhile is forgotten, and its memory given back. */
static struct sysv *find_mapped(enum sysv_kind kind, int id)
{
    for (struct mapped *entry = list; entry; entry = entry->next)
        if (entry->kind == kind && entry->object->id == id && !entry->object->removed)
            return entry->object;
    return NULL;
}

static struct sysv *add_mapped(enum sysv_kind kind, struct sysv *object)
{
    struct mapped *entry = malloc(sizeof(*entry));
    if (entry) {
        *entry = (struct mapped){list, kind, object};
        list = entry;
    }
    return object;
}

/* Maps an object that another process made: the whole of it, but only the head of a piece of memory. */
static struct sysv *map(enum sysv_kind kind, const char *path)
{
    struct stat status;
    struct sysv *object = MAP_FAILED;
    int fd = (int)sys_open(path, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &status) == 0)
        object = mmap(NULL, kind == SYSV_SHM ? HEAD_SIZE : (size_t)status.st_size, PROT_READ | PROT_WRITE,
                      MAP_SHARED, fd, 0);
    sys_close(fd);
    return object == MAP_FAILED ? NULL : object;
}

static struct sysv *find(enum sysv_kind kind, int id)
{
    char path[SHARED_PATH];
    lock_take(&list_lock);
    struct sysv *object = find_mapped(kind, id);
    if (!object) {
        __sysv_path(kind, id, path);
        object = map(kind, path);
        if (object)
            add_mapped(kind, object);
    }
    lock_drop(&list_lock);
    return object;
}

/* Makes an object and gives it its number; its key follows. */
static int make(enum sysv_kind kind, key_t key, int flags, size_t size, int (*fill)(void *, size_t),
                size_t argument, struct sysv **made)
{
    char path[SHARED_PATH], final[SHARED_PATH], name[SHARED_PATH];
    struct stat status;
    int fd, error = 0;
    struct sysv *object = __shared_make(size, 0600, &fd, path);
    if (!object)
        return errno;
    fstat(fd, &status);
    sys_close(fd);
    object->id = (int)(status.st_ino & 0x7fffffff);
    object->perm = (struct ipc_perm){.__key = key,
                                     .uid = geteuid(),
                                     .gid = getegid(),
                                     .cuid = geteuid(),
                                     .cgid = getegid(),
                                     .mode = (mode_t)flags & 0777};
    __sysv_path(kind, object->id, final);
    key_path(kind, key, name);
    error = fill(object, argument);
    if (!error && rename(path, final) != 0)
        error = errno;
    if (!error && key != IPC_PRIVATE && symlink(final, name) != 0)
        error = errno;
    if (error) {
        sys_unlink(path);
        sys_unlink(final);
        munmap(object, size);
        return error;
    }
    lock_take(&list_lock);
    *made = add_mapped(kind, object);
    lock_drop(&list_lock);
    return 0;
}

int __sysv_get(enum sysv_kind kind, key_t key, int flags, size_t size, int (*fill)(void *, size_t),
               size_t argument, void **object)
{
    char name[SHARED_PATH], path[SHARED_PATH];
    key_path(kind, key, name);
    for (;;) {
        struct sysv *made = NULL;
        long length = key == IPC_PRIVATE ? -ENOENT : sys_readlink(name, path, sizeof(path) - 1);
        if (length > 0) {
            path[length] = '\0';
            if ((flags & (IPC_CREAT | IPC_EXCL)) == (IPC_CREAT | IPC_EXCL))
                return EEXIST;
            made = find(kind, atoi(path + sizeof("/dev/shm/sysv.xxx.") - 1));
            if (!made)
                continue; /* it was removed just now */
        } else if (key != IPC_PRIVATE && !(flags & IPC_CREAT)) {
            return ENOENT;
        } else {
            int error = make(kind, key, flags, size, fill, argument, &made);
            if (error == EEXIST && !(flags & IPC_EXCL))
                continue; /* somebody else made one just now */
            if (error)
                return error;
        }
        *object = made;
        return 0;
    }
}

void *__sysv_lock(enum sysv_kind kind, int id)
{
    struct sysv *object = find(kind, id);
    if (object) {
        __shared_lock(&object->shared);
        if (!object->removed)
            return object;
        __shared_unlock(&object->shared);
    }
    errno = EINVAL;
    return NULL;
}

void __sysv_remove(enum sysv_kind kind, struct sysv *object)
{
    char path[SHARED_PATH];
    object->removed = 1;
    key_path(kind, object->perm.__key, path);
    if (object->perm.__key != IPC_PRIVATE)
        sys_unlink(path);
    __sysv_path(kind, object->id, path);
    sys_unlink(path);
    __shared_wake(&object->shared);
    __shared_unlock(&object->shared);
}

void __sysv_set(struct sysv *object, const struct ipc_perm *perm)
{
    object->perm.uid = perm->uid;
    object->perm.gid = perm->gid;
    object->perm.mode = perm->mode & 0777;
}
