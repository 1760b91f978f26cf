/* Memory from the kernel (<sys/mman.h>, brk). The end of the heap is asked for each time: no state here. */
#include "syscall.h"
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    if (offset & 0xfff) {
        errno = EINVAL;
        return MAP_FAILED;
    }
    return (void *)sys_result(
        sys_mmap2((unsigned long)address, length, protection, flags, fd, (unsigned long)offset >> 12));
}

int munmap(void *address, size_t length)
{
    return sys_result(sys_munmap((unsigned long)address, length));
}

int mprotect(void *address, size_t length, int protection)
{
    return sys_result(sys_mprotect((unsigned long)address, length, protection));
}

int brk(void *end)
{
    if ((unsigned long)sys_brk((unsigned long)end) == (unsigned long)end)
        return 0;
    errno = ENOMEM;
    return -1;
}

void *sbrk(intptr_t increment)
{
    unsigned long end = (unsigned long)sys_brk(0);
    if (increment != 0 && brk((char *)end + increment) != 0)
        return (void *)-1;
    return (void *)end;
}
