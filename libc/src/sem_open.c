/*
 * Named semaphores (<semaphore.h>): each is a file in /dev/shm that all its users map. A process has
 * one address for each: `list_lock` guards the list of what is open.
 */
#include "syscall.h"
#include "thread.h"
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct open_semaphore {
    struct open_semaphore *next;
    sem_t *semaphore;
    ino_t inode;
    unsigned users;
};

static int list_lock;
static struct open_semaphore *list;

/* "/name" as the path of its file; 0, or -1 and errno. */
static int make_path(const char *name, char *path)
{
    while (*name == '/')
        name++;
    if (!*name || strchr(name, '/'))
        errno = *name ? EINVAL : ENOENT;
    else if (strlen(name) > NAME_MAX - 4)
        errno = ENAMETOOLONG;
    else
        return sprintf(path, "/dev/shm/sem.%s", name) > 0 ? 0 : -1;
    return -1;
}

/* The file is written under another name and linked when it is whole, so that nobody maps half of it. */
static int create(const char *path, mode_t mode, unsigned value)
{
    char other[NAME_MAX + 32];
    sem_t semaphore;
    if (sem_init(&semaphore, 1, value) != 0)
        return -1;
    snprintf(other, sizeof(other), "/dev/shm/new.%d.%lx", getpid(), (unsigned long)pthread_self());
    int fd = open(other, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return -1;
    if (write(fd, &semaphore, sizeof(semaphore)) != sizeof(semaphore) || link(other, path) != 0) {
        sys_close(fd);
        fd = -1;
    }
    int error = errno;
    unlink(other);
    errno = error;
    return fd;
}

/* Maps the file, or finds where it is mapped already. Takes the descriptor. */
static sem_t *map(int fd)
{
    struct stat status;
    struct open_semaphore *entry = NULL;
    lock_take(&list_lock);
    if (fstat(fd, &status) == 0) {
        for (entry = list; entry && entry->inode != status.st_ino; entry = entry->next)
            ;
        if (entry) {
            entry->users++;
        } else if ((entry = malloc(sizeof(*entry)))) {
            void *at = mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
            if (at == MAP_FAILED) {
                free(entry);
                entry = NULL;
            } else {
                *entry = (struct open_semaphore){list, at, status.st_ino, 1};
                list = entry;
            }
        }
    }
    lock_drop(&list_lock);
    sys_close(fd);
    return entry ? entry->semaphore : SEM_FAILED;
}

sem_t *sem_open(const char *name, int flags, ...)
{
    char path[NAME_MAX + 32];
    mode_t mode = 0;
    unsigned value = 0;
    if (make_path(name, path) != 0)
        return SEM_FAILED;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        value = va_arg(arguments, unsigned);
        va_end(arguments);
        if (value > SEM_VALUE_MAX) {
            errno = EINVAL;
            return SEM_FAILED;
        }
    }
    for (;;) {
        int fd = -1;
        if ((flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL))
            fd = open(path, O_RDWR | O_CLOEXEC);
        if (fd < 0 && flags & O_CREAT && (errno == ENOENT || flags & O_EXCL)) {
            fd = create(path, mode, value);
            if (fd < 0 && errno == EEXIST && !(flags & O_EXCL))
                continue; /* somebody else made it meanwhile */
        }
        return fd < 0 ? SEM_FAILED : map(fd);
    }
}

int sem_close(sem_t *semaphore)
{
    lock_take(&list_lock);
    struct open_semaphore **link = &list, *entry;
    while ((entry = *link) && entry->semaphore != semaphore)
        link = &entry->next;
    if (entry && --entry->users == 0) {
        *link = entry->next;
        munmap(semaphore, sizeof(*semaphore));
        free(entry);
    }
    lock_drop(&list_lock);
    if (entry)
        return 0;
    errno = EINVAL;
    return -1;
}

int sem_unlink(const char *name)
{
    char path[NAME_MAX + 32];
    return make_path(name, path) == 0 ? unlink(path) : -1;
}
