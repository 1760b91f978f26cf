/* epoll (man 7 epoll). The events are those of poll (abi/poll.h), and some more. */
#pragma once

#include <stdint.h>

#define EPOLL_CLOEXEC 02000000

#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLL_CTL_MOD 3

#define EPOLLIN      0x0001u
#define EPOLLPRI     0x0002u
#define EPOLLOUT     0x0004u
#define EPOLLERR     0x0008u
#define EPOLLHUP     0x0010u
#define EPOLLRDNORM  0x0040u
#define EPOLLRDBAND  0x0080u
#define EPOLLWRNORM  0x0100u
#define EPOLLWRBAND  0x0200u
#define EPOLLRDHUP   0x2000u
#define EPOLLONESHOT (1u << 30)
#define EPOLLET      (1u << 31)

typedef union epoll_data {
    void *ptr;
    int fd;
    uint32_t u32;
    uint64_t u64;
} epoll_data_t;

struct epoll_event {
    uint32_t events;
    epoll_data_t data;
};
