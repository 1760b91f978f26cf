/* Semaphores of System V. Where the kernel has none, the functions fail with ENOSYS. */
#pragma once
#include <sys/ipc.h>

#define SEM_UNDO 0x1000
#define GETPID   11
#define GETVAL   12
#define GETALL   13
#define GETNCNT  14
#define GETZCNT  15
#define SETVAL   16
#define SETALL   17

struct sembuf {
    unsigned short sem_num;
    short sem_op;
    short sem_flg;
};

struct semid_ds {
    struct ipc_perm sem_perm;
    unsigned long sem_otime, __otime_high;
    unsigned long sem_ctime, __ctime_high;
    unsigned long sem_nsems;
    unsigned long __room[2];
};

int semget(key_t key, int count, int flags);
int semop(int id, struct sembuf *operations, size_t count);
int semctl(int id, int number, int command, ...);
