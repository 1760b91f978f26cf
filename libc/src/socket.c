/* Sockets (<sys/socket.h>): the kernel's calls from number 359 on. */
#include "syscall.h"
#include <sys/socket.h>

int socket(int domain, int type, int protocol)
{
    return sys_result(CALL3(359, domain, type, protocol));
}

int socketpair(int domain, int type, int protocol, int fds[2])
{
    return sys_result(CALL4(360, domain, type, protocol, fds));
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
    return sys_result(CALL3(361, fd, address, length));
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    return sys_result(sys_cancel(362, fd, address, length, 0));
}

int listen(int fd, int backlog)
{
    return sys_result(CALL2(363, fd, backlog));
}

int accept(int fd, struct sockaddr *restrict address, socklen_t *restrict length)
{
    return sys_result(sys_cancel(364, fd, address, length, 0));
}

int getsockopt(int fd, int level, int option, void *restrict value, socklen_t *restrict length)
{
    return sys_result(CALL5(365, fd, level, option, value, length));
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
    return sys_result(CALL5(366, fd, level, option, value, length));
}

ssize_t sendto(int fd, const void *from, size_t count, int flags, const struct sockaddr *address,
               socklen_t length)
{
    return sys_result(__cancel_call(369, fd, (long)from, (long)count, flags, (long)address, (long)length));
}

ssize_t send(int fd, const void *from, size_t count, int flags)
{
    return sendto(fd, from, count, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return sys_result(sys_cancel(370, fd, message, flags, 0));
}

ssize_t recvfrom(int fd, void *restrict to, size_t count, int flags, struct sockaddr *restrict address,
                 socklen_t *restrict length)
{
    return sys_result(__cancel_call(371, fd, (long)to, (long)count, flags, (long)address, (long)length));
}

ssize_t recv(int fd, void *to, size_t count, int flags)
{
    return recvfrom(fd, to, count, flags, NULL, NULL);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    return sys_result(sys_cancel(372, fd, message, flags, 0));
}

int shutdown(int fd, int how)
{
    return sys_result(CALL2(373, fd, how));
}
