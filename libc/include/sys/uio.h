/* Reading to and writing from several places at once (POSIX). */
#pragma once
#include <abi/uio.h>
#include <sys/types.h>

ssize_t readv(int fd, const struct iovec *vector, int count);
ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset);
ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset);
ssize_t writev(int fd, const struct iovec *vector, int count);
