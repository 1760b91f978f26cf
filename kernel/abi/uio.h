/* One piece of a writev or readv (man 2 readv). */
#pragma once
#include <stddef.h>

struct iovec {
    void *iov_base;
    size_t iov_len;
};

#define IOV_MAX 1024
