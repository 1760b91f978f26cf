/*
 * System V's shared memory (<sys/shm.h>): the object's file has one page about it, and then the memory. How
 * often it is attached is counted where the kernel says what each process has mapped, so that it is right
 * whatever way a process ended.
 */
#include "syscall.h"
#include "sysv.h"
#include "thread.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/user.h>
#include <unistd.h>

struct memory {
    struct sysv sysv;
    size_t size;
    time_t attached, detached, changed;
    pid_t creator, last;
};

/* What this process has attached. `list_lock` guards the list. */
struct attached {
    struct attached *next;
    char *address;
    struct memory *memory;
};

static int list_lock;
static struct attached *list;

static size_t rounded(size_t size)
{
    return (size + PAGE_SIZE - 1) & -(size_t)PAGE_SIZE;
}

static int fill(void *object, size_t size)
{
    struct memory *memory = object;
    if (size == 0)
        return EINVAL;
    memory->size = size;
    memory->changed = time(NULL);
    memory->creator = getpid();
    return 0;
}

int shmget(key_t key, size_t size, int flags)
{
    void *object;
    if (size > INT32_MAX - 2 * PAGE_SIZE)
        return sys_result(-EINVAL);
    int error = __sysv_get(SYSV_SHM, key, flags, PAGE_SIZE + rounded(size), fill, size, &object);
    struct memory *memory = object;
    if (!error && size > memory->size)
        error = EINVAL;
    return error ? sys_result(-error) : memory->sysv.id;
}

static int map(const struct memory *memory, char *address, int flags, char **result)
{
    char path[SHARED_PATH];
    int protection = flags & SHM_RDONLY ? PROT_READ : PROT_READ | PROT_WRITE;
    if (flags & SHM_RND)
        address -= (uintptr_t)address % SHMLBA;
    if ((uintptr_t)address % SHMLBA)
        return EINVAL;
    __sysv_path(SYSV_SHM, memory->sysv.id, path);
    int fd = (int)sys_open(path, (flags & SHM_RDONLY ? O_RDONLY : O_RDWR) | O_CLOEXEC, 0);
    if (fd < 0)
        return -fd;
    char *got = mmap(address, rounded(memory->size), protection, MAP_SHARED, fd, PAGE_SIZE);
    int error = got == MAP_FAILED ? errno : 0;
    sys_close(fd);
    if (!error && address && got != address) {
        munmap(got, rounded(memory->size));
        error = EINVAL; /* there is something already */
    }
    *result = got;
    return error;
}

void *shmat(int id, const void *address, int flags)
{
    char *result = (char *)-1;
    struct memory *memory = __sysv_lock(SYSV_SHM, id);
    if (!memory)
        return result;
    struct attached *entry = malloc(sizeof(*entry));
    int error = entry ? map(memory, (char *)address, flags, &result) : ENOMEM;
    if (!error) {
        memory->attached = time(NULL);
        memory->last = getpid();
    }
    __shared_unlock(&memory->sysv.shared);
    if (error) {
        free(entry);
        return (void *)sys_result(-error);
    }
    lock_take(&list_lock);
    *entry = (struct attached){list, result, memory};
    list = entry;
    lock_drop(&list_lock);
    return result;
}

int shmdt(const void *address)
{
    lock_take(&list_lock);
    struct attached **link = &list, *entry;
    while ((entry = *link) && entry->address != address)
        link = &entry->next;
    if (entry)
        *link = entry->next;
    lock_drop(&list_lock);
    if (!entry)
        return sys_result(-EINVAL);
    struct memory *memory = entry->memory;
    munmap(entry->address, rounded(memory->size));
    __shared_lock(&memory->sysv.shared);
    memory->detached = time(NULL);
    memory->last = getpid();
    __shared_unlock(&memory->sysv.shared);
    free(entry);
    return 0;
}

/* Lines of a list of mappings that show the object's memory, which begins at page 1 of its file. */
static unsigned count_in(const char *path, int id)
{
    char line[256];
    unsigned long offset, inode;
    unsigned count = 0;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof(line), file))
        count += sscanf(line, "%*s %*s %lx %*s %lu", &offset, &inode) == 2 && offset == PAGE_SIZE &&
                 (inode & 0x7fffffff) == (unsigned long)id;
    if (file)
        fclose(file);
    return count;
}

static unsigned count_attached(int id)
{
    char path[280];
    unsigned count = 0;
    DIR *directory = opendir("/proc");
    struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(path, sizeof(path), "/proc/%s/maps", entry->d_name);
        count += count_in(path, id);
    }
    if (directory)
        closedir(directory);
    return count;
}

int shmctl(int id, int command, struct shmid_ds *buffer)
{
    struct memory *memory = __sysv_lock(SYSV_SHM, id);
    int error = 0;
    if (!memory)
        return -1;
    switch (command) {
    case IPC_RMID:
        __sysv_remove(SYSV_SHM, &memory->sysv);
        return 0;
    case IPC_STAT:
        *buffer = (struct shmid_ds){.shm_perm = memory->sysv.perm,
                                    .shm_segsz = memory->size,
                                    .shm_atime = memory->attached,
                                    .shm_dtime = memory->detached,
                                    .shm_ctime = memory->changed,
                                    .shm_cpid = memory->creator,
                                    .shm_lpid = memory->last,
                                    .shm_nattch = count_attached(id)};
        break;
    case IPC_SET:
        __sysv_set(&memory->sysv, &buffer->shm_perm);
        memory->changed = time(NULL);
        break;
    case SHM_LOCK: /* no page ever leaves */
    case SHM_UNLOCK:
        break;
    default:
        error = EINVAL;
    }
    __shared_unlock(&memory->sysv.shared);
    return sys_result(-error);
}
