/* Opening files (POSIX). */
#pragma once
#include <abi/fcntl.h>
#include <sys/types.h>

int open(const char *path, int flags, ...);
int creat(const char *path, mode_t mode);
