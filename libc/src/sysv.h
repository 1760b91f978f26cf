/*
 * What System V's three kinds of objects have in common (<sys/ipc.h>). An object is a file
 * /dev/shm/sysv.KIND.ID, ID being the number of its inode; a symbolic link /dev/shm/sysv.KIND.key.KEY to it
 * says that it has a key.
 */
#pragma once
#include "shared.h"
#include <sys/ipc.h>

enum sysv_kind { SYSV_SHM, SYSV_SEM, SYSV_MSG };

/* What every object's file begins with. */
struct sysv {
    struct shared shared;
    struct ipc_perm perm;
    int id;
    int removed;
};

/*
 * The object that key and flags mean, mapped, in *object; if it must be made, with `size` bytes, and
 * `fill(object, argument)` called before anybody else sees it. Returns 0 or an error number: ENOENT, EEXIST,
 * what `fill` returns, and so on. Not locked.
 */
int __sysv_get(enum sysv_kind kind, key_t key, int flags, size_t size, int (*fill)(void *, size_t),
               size_t argument, void **object);

/* The object of this number, mapped and locked; NULL and EINVAL in errno. */
void *__sysv_lock(enum sysv_kind kind, int id);

/* IPC_RMID: the names go; who waits is woken, and sees `removed`. The lock is held, and let go. */
void __sysv_remove(enum sysv_kind kind, struct sysv *object);

void __sysv_path(enum sysv_kind kind, int id, char path[SHARED_PATH]);

/* IPC_SET of an object's owner and mode. */
void __sysv_set(struct sysv *object, const struct ipc_perm *perm);
