/*
 * System calls on sockets: pairs of connected streams, and nothing else.
 */
#include "abi/socket.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "fs/pipe.h"
#include "mm/user.h"
#include "process/signal.h"
#include "sys/files.h"
#include "sys/syscalls.h"

long sys_socketpair(int family, int type, int protocol, int *fds)
{
    struct file *ends[2];
    if (family != AF_UNIX)
        return -EAFNOSUPPORT;
    if ((type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) != SOCK_STREAM)
        return -ESOCKTNOSUPPORT;
    if (protocol != 0 && protocol != AF_UNIX)
        return -EPROTONOSUPPORT;
    int error = pipe_create(true, type, ends);
    return error ? error : install_pair(ends, fds, type & SOCK_CLOEXEC);
}

long sys_sendto(int fd, const void *buffer, size_t size, int flags, const void *address, int address_size)
{
    AUTO_FILE file = file_of(fd);
    if (!file)
        return -EBADF;
    if (address)
        return -EISCONN;
    ssize_t result = socket_transfer(file, true, (void *)buffer, MIN(size, COUNT_MAX), flags);
    if (result == -EPIPE && !(flags & MSG_NOSIGNAL))
        signal_raise(SIGPIPE);
    return result;
}

/* The peer of a pair has no address. */
long sys_recvfrom(int fd, void *buffer, size_t size, int flags, void *address, int *address_size)
{
    AUTO_FILE file = file_of(fd);
    int none = 0;
    if (!file)
        return -EBADF;
    if (address && copy_to_user(address_size, &none, sizeof(none)))
        return -EFAULT;
    return socket_transfer(file, false, buffer, MIN(size, COUNT_MAX), flags);
}

/* All calls on sockets by one number, with their arguments in memory: made again with them in registers. */
long sys_socketcall(int call, const unsigned long *arguments)
{
    static const struct {
        uint16_t number;
        uint8_t arguments;
    } calls[] = {
        [SOCKETCALL_SOCKETPAIR] = {SYS_socketpair, 4}, [SOCKETCALL_SEND] = {SYS_sendto, 4},
        [SOCKETCALL_RECV] = {SYS_recvfrom, 4},         [SOCKETCALL_SENDTO] = {SYS_sendto, 6},
        [SOCKETCALL_RECVFROM] = {SYS_recvfrom, 6},     [SOCKETCALL_SHUTDOWN] = {SYS_shutdown, 2},
    };
    if ((unsigned)call >= ARRAY_SIZE(calls) || !calls[call].number)
        return -EINVAL;
    struct trap_frame frame = {.eax = calls[call].number};
    if (copy_from_user(&frame.ebx, arguments, calls[call].arguments * sizeof(frame.ebx)))
        return -EFAULT;
    syscall_dispatch(&frame);
    return (long)frame.eax;
}
