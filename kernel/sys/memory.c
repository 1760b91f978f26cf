/*
 * System calls on memory.
 */
#include "abi/errno.h"
#include "abi/mman.h"
#include "mm/space.h"
#include "process/process.h"
#include "sys/syscalls.h"

long sys_brk(unsigned long address)
{
    return (long)vm_space_brk(thread_current()->space, address);
}

/* Anonymous memory only, private or shared. */
long sys_mmap2(unsigned long address, size_t length, int protection, int flags, int fd,
               unsigned long page_offset)
{
    int sharing = flags & (MAP_SHARED | MAP_PRIVATE);
    if (sharing != MAP_SHARED && sharing != MAP_PRIVATE)
        return -EINVAL;
    if (protection & ~(PROT_READ | PROT_WRITE | PROT_EXEC))
        return -EINVAL;
    if (length == 0 || (flags & MAP_FIXED && address & PAGE_MASK))
        return -EINVAL;
    if (length > USER_END)
        return -ENOMEM;
    if (!(flags & MAP_ANONYMOUS))
        return -ENODEV;

    struct vm_object *object = NULL;
    if (sharing == MAP_SHARED) {
        object =
            vm_object_create(FRAME_SHARED, process_current()->pid, ALIGN_UP(length, PAGE_SIZE) >> PAGE_SHIFT);
        if (!object)
            return -ENOMEM;
    }
    vaddr_t place = ALIGN_DOWN(address, PAGE_SIZE);
    long error =
        vm_space_map(thread_current()->space, &place, length,
                     (unsigned)protection | (object ? AREA_SHARED : 0), flags & MAP_FIXED, object, 0, 0);
    if (object)
        vm_object_put(object);
    if (error == -EINVAL)
        error = -ENOMEM; /* a range that cannot be had at all */
    return error ? error : (long)place;
}

long sys_munmap(unsigned long address, size_t length)
{
    return vm_space_unmap(thread_current()->space, address, length);
}

long sys_mprotect(unsigned long address, size_t length, int protection)
{
    if (protection & ~(PROT_READ | PROT_WRITE | PROT_EXEC))
        return -EINVAL;
    return vm_space_protect(thread_current()->space, address, length, (unsigned)protection);
}
