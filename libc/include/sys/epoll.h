/* Waiting for many files (man 7 epoll). */
#pragma once
#include <abi/epoll.h>
#include <signal.h>

int epoll_create(int size);
int epoll_create1(int flags);
int epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event);
int epoll_wait(int epoll_fd, struct epoll_event *events, int limit, int timeout);
int epoll_pwait(int epoll_fd, struct epoll_event *events, int limit, int timeout, const sigset_t *mask);
