/*
 * Asynchronous input and output (POSIX). Threads of the library's own do it: requests of one file in the
 * order in which they were made, those of several files side by side. A request stays where it is until it is
 * done.
 */
#pragma once
#include <fcntl.h>
#include <signal.h>
#include <sys/types.h>
#include <time.h>

struct aiocb {
    int aio_fildes;
    int aio_lio_opcode;
    int aio_reqprio;
    volatile void *aio_buf;
    size_t aio_nbytes;
    struct sigevent aio_sigevent;
    off_t aio_offset;
    int __error; /* EINPROGRESS until it is done */
    ssize_t __result;
    int __room[4];
};

#define AIO_CANCELED    0
#define AIO_NOTCANCELED 1
#define AIO_ALLDONE     2

#define LIO_READ  0
#define LIO_WRITE 1
#define LIO_NOP   2

#define LIO_WAIT   0
#define LIO_NOWAIT 1

int aio_read(struct aiocb *request);
int aio_write(struct aiocb *request);
int aio_fsync(int operation, struct aiocb *request);
int aio_error(const struct aiocb *request);
ssize_t aio_return(struct aiocb *request);
int aio_cancel(int fd, struct aiocb *request);
int aio_suspend(const struct aiocb *const list[], int count, const struct timespec *timeout);
int lio_listio(int mode, struct aiocb *const list[], int count, struct sigevent *__restrict event);

#define aiocb64       aiocb
#define aio_read64    aio_read
#define aio_write64   aio_write
#define aio_error64   aio_error
#define aio_return64  aio_return
#define aio_suspend64 aio_suspend
