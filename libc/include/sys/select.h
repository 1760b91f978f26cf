/* Waiting for open files, as sets (POSIX). */
#pragma once
#include <abi/sigset.h>
#include <sys/types.h>

#define FD_SETSIZE 1024
#define NFDBITS    32
typedef long fd_mask;
typedef struct {
    unsigned long fds_bits[FD_SETSIZE / NFDBITS];
} fd_set;

#define __FD_WORD(fd, set) ((set)->fds_bits[(unsigned)(fd) / NFDBITS])
#define __FD_BIT(fd)       (1ul << (unsigned)(fd) % NFDBITS)
#define FD_ZERO(set)       __builtin_memset(set, 0, sizeof(fd_set))
#define FD_SET(fd, set)    ((void)(__FD_WORD(fd, set) |= __FD_BIT(fd)))
#define FD_CLR(fd, set)    ((void)(__FD_WORD(fd, set) &= ~__FD_BIT(fd)))
#define FD_ISSET(fd, set)  ((__FD_WORD(fd, set) & __FD_BIT(fd)) != 0)

int select(int count, fd_set *__restrict readable, fd_set *__restrict writable, fd_set *__restrict except,
           struct timeval *__restrict timeout);
int pselect(int count, fd_set *__restrict readable, fd_set *__restrict writable, fd_set *__restrict except,
            const struct timespec *__restrict timeout, const sigset_t *__restrict mask);
