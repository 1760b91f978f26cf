/*
 * Copies to and from user memory. The access itself may fault: vm_fault() brings the page, or the fix-up of
 * x86/user_copy.c ends the copy.
 */
#include "mm/user.h"

#include "abi/errno.h"
#include "lib/string.h"

int copy_from_user(void *to, const void *user_from, size_t size)
{
    if (!user_range_ok(user_from, size) || user_copy_raw(to, user_from, size))
        return -EFAULT;
    return 0;
}

int copy_to_user(void *user_to, const void *from, size_t size)
{
    if (!user_range_ok(user_to, size) || user_copy_raw(user_to, from, size))
        return -EFAULT;
    return 0;
}

int copy_string_from_user(char *to, const char *user_from, size_t size)
{
    size_t length = 0;
    while (length < size) {
        /* Never past the end of a page: the string may end on the last one that is mapped. */
        size_t piece = MIN(size - length, PAGE_SIZE - ((vaddr_t)(user_from + length) & PAGE_MASK));
        if (copy_from_user(to + length, user_from + length, piece))
            return -EFAULT;
        const char *end = memchr(to + length, '\0', piece);
        if (end)
            return end - to;
        length += piece;
    }
    return -ENAMETOOLONG;
}
