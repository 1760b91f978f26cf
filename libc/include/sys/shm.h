/* Shared memory of System V. Where the kernel has none, the functions fail with ENOSYS. */
#pragma once
#include <sys/ipc.h>

#define SHM_RDONLY 010000
#define SHM_RND    020000
#define SHMLBA     4096

typedef unsigned long shmatt_t;
struct shmid_ds {
    struct ipc_perm shm_perm;
    size_t shm_segsz;
    unsigned long shm_atime, __atime_high;
    unsigned long shm_dtime, __dtime_high;
    unsigned long shm_ctime, __ctime_high;
    pid_t shm_cpid;
    pid_t shm_lpid;
    shmatt_t shm_nattch;
    unsigned long __room[2];
};

int shmget(key_t key, size_t size, int flags);
void *shmat(int id, const void *address, int flags);
int shmdt(const void *address);
int shmctl(int id, int command, struct shmid_ds *buffer);
