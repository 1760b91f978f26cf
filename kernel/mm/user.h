/*
 * Copies between the kernel and the running thread's user memory. Addresses are anything a user program may
 * have passed: they are checked here. No lock may be held that a page fault takes (RANK_SPACE and below).
 */
#pragma once

#include "lib/types.h"
#include "x86/paging.h"
#include "x86/user_copy.h"

static inline bool user_range_ok(const void *address, size_t size)
{
    return (vaddr_t)address < USER_END && size <= USER_END - (vaddr_t)address;
}

/* Each returns 0, or -EFAULT when any byte of the range can't be read or written. */
int copy_from_user(void *to, const void *user_from, size_t size);
int copy_to_user(void *user_to, const void *from, size_t size);

/*
 * Copies a NUL-terminated string into `to`. Returns its length, -EFAULT, or -ENAMETOOLONG when it does not
 * fit into `size` bytes with its NUL.
 */
int copy_string_from_user(char *to, const char *user_from, size_t size);
