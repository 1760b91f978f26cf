/*
 * Accesses to user memory that may fault. A fault that mm/ cannot serve ends the instruction, by a fix-up.
 *
 * Copying and clearing go by words, then by bytes. A fault among the words goes on by bytes from where it
 * was, so that everything up to the bad page is done and the count of what is left is exact.
 */
#include "x86/user_copy.h"

#include "abi/errno.h"
#include "x86/fixup.h"

size_t user_copy_raw(void *to, const void *from, size_t size)
{
    size_t left = size / 4;
    asm volatile("1: rep movsl; 2: " FIXUP(1b, 2b) : "+D"(to), "+S"(from), "+c"(left) : : "memory");
    left = 4 * left + size % 4;
    asm volatile("1: rep movsb; 2: " FIXUP(1b, 2b) : "+D"(to), "+S"(from), "+c"(left) : : "memory");
    return left;
}

size_t user_clear_raw(void *to, size_t size)
{
    size_t left = size / 4;
    asm volatile("1: rep stosl; 2: " FIXUP(1b, 2b) : "+D"(to), "+c"(left) : "a"(0) : "memory");
    left = 4 * left + size % 4;
    asm volatile("1: rep stosb; 2: " FIXUP(1b, 2b) : "+D"(to), "+c"(left) : "a"(0) : "memory");
    return left;
}

int user_load_raw(uint32_t *value, const uint32_t *address)
{
    int error = -EFAULT;
    asm volatile("1: mov %2, %1; xor %0, %0; 2: " FIXUP(1b, 2b) : "+r"(error), "+r"(*value) : "m"(*address));
    return error;
}

int user_compare_exchange_raw(uint32_t *address, uint32_t *expected, uint32_t replacement)
{
    int error = -EFAULT;
    asm volatile("1: lock cmpxchg %3, %2; mov $0, %0; 2: " FIXUP(1b, 2b)
                 : "+r"(error), "+a"(*expected), "+m"(*address)
                 : "r"(replacement)
                 : "memory");
    return error;
}
