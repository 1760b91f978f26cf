/* Sockets, as far as Weft has them: pairs of streams (man 2 socketpair, man 2 socketcall). */
#pragma once

#define AF_UNIX       1
#define SOCK_STREAM   1
#define SOCK_NONBLOCK 00004000
#define SOCK_CLOEXEC  02000000
#define SHUT_RD       0
#define SHUT_WR       1
#define SHUT_RDWR     2
#define MSG_DONTWAIT  0x40
#define MSG_NOSIGNAL  0x4000

/* The calls of socketcall. */
#define SOCKETCALL_SOCKETPAIR 8
#define SOCKETCALL_SEND       9
#define SOCKETCALL_RECV       10
#define SOCKETCALL_SENDTO     11
#define SOCKETCALL_RECVFROM   12
#define SOCKETCALL_SHUTDOWN   13
