/* System V's semaphores, shared memory and messages: the kernel's calls (<sys/sem.h> and its kin). */
#include "syscall.h"
#include <stdarg.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

key_t ftok(const char *path, int id)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return -1;
    return (key_t)((status.st_ino & 0xffff) | (unsigned long)(status.st_dev & 0xff) << 16 |
                   (unsigned long)id << 24);
}

int semget(key_t key, int count, int flags)
{
    return sys_result(CALL3(393, key, count, flags));
}

int semop(int id, struct sembuf *operations, size_t count)
{
    return sys_result(CALL4(420, id, operations, count, 0));
}

int semctl(int id, int number, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    long argument = va_arg(arguments, long); /* a union of a number and pointers */
    va_end(arguments);
    return sys_result(CALL4(394, id, number, command, argument));
}

int shmget(key_t key, size_t size, int flags)
{
    return sys_result(CALL3(395, key, size, flags));
}

int shmctl(int id, int command, struct shmid_ds *buffer)
{
    return sys_result(CALL3(396, id, command, buffer));
}

void *shmat(int id, const void *address, int flags)
{
    return (void *)sys_result(CALL3(397, id, address, flags));
}

int shmdt(const void *address)
{
    return sys_result(CALL1(398, address));
}

int msgget(key_t key, int flags)
{
    return sys_result(CALL2(399, key, flags));
}

int msgsnd(int id, const void *message, size_t size, int flags)
{
    return sys_result(sys_cancel(400, id, message, size, flags));
}

ssize_t msgrcv(int id, void *message, size_t size, long type, int flags)
{
    return sys_result(__cancel_call(401, id, (long)message, (long)size, type, flags, 0));
}

int msgctl(int id, int command, struct msqid_ds *buffer)
{
    return sys_result(CALL3(402, id, command, buffer));
}
