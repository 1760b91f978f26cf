/* Memory from the kernel (<sys/mman.h>, brk). The end of the heap is asked for each time: no state here. */
#include "syscall.h"
#include <errno.h>
#include <stdarg.h>
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

int msync(void *address, size_t length, int flags)
{
    return sys_result(sys_cancel(SYS_msync, address, length, flags, 0));
}

int madvise(void *address, size_t length, int advice)
{
    return sys_result(sys_madvise((unsigned long)address, length, advice));
}

/* Advice may be ignored, and that of throwing pages away must be: POSIX wants their bytes kept. */
int posix_madvise(void *address, size_t length, int advice)
{
    if ((unsigned)advice > POSIX_MADV_DONTNEED)
        return EINVAL;
    return advice == POSIX_MADV_DONTNEED ? 0 : (int)-sys_madvise((unsigned long)address, length, advice);
}

void *mremap(void *old, size_t old_size, size_t size, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    void *address = flags & MREMAP_FIXED ? va_arg(arguments, void *) : NULL;
    va_end(arguments);
    return (void *)sys_result(sys_mremap((unsigned long)old, old_size, size, flags, (unsigned long)address));
}

int mlock(const void *address, size_t length)
{
    return sys_result(sys_mlock((unsigned long)address, length));
}

int munlock(const void *address, size_t length)
{
    return sys_result(sys_munlock((unsigned long)address, length));
}

/* No page that has come ever leaves. */
int mlockall(int flags)
{
    return flags == 0 || flags & ~(MCL_CURRENT | MCL_FUTURE) ? sys_result(-EINVAL) : 0;
}

int munlockall(void)
{
    return 0;
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
