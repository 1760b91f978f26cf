/*
 * System calls on memory.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/mman.h"
#include "mm/space.h"
#include "mm/user.h"
#include "sys/files.h"
#include "sys/syscalls.h"

/* What a mapping shows: a file's memory, new shared memory, or nothing, for private memory. With a reference.
 */
static int mapped_object(struct file *file, int protection, int flags, size_t length,
                         struct vm_object **object)
{
    *object = NULL;
    if (flags & MAP_ANONYMOUS) {
        if (flags & MAP_SHARED)
            *object = vm_object_create(FRAME_SHARED, process_current()->pid,
                                       ALIGN_UP(length, PAGE_SIZE) >> PAGE_SHIFT);
        return flags & MAP_SHARED && !*object ? -ENOMEM : 0;
    }
    if (!file)
        return -EBADF;
    int access = file->flags & O_ACCMODE;
    if (access == O_WRONLY || (flags & MAP_SHARED && protection & PROT_WRITE && access != O_RDWR))
        return -EACCES;
    *object = file_object(file);
    if (!*object || file->inode->generator || ((*object)->device && flags & MAP_PRIVATE))
        return -ENODEV;
    vm_object_get(*object);
    return 0;
}

/* Anonymous memory and regular files, private or shared. */
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

    AUTO_FILE file = flags & MAP_ANONYMOUS ? NULL : file_of(fd);
    struct vm_object *object;
    long error = mapped_object(file, protection, flags, length, &object);
    if (error)
        return error;
    vaddr_t place = ALIGN_DOWN(address, PAGE_SIZE);
    unsigned area = sharing == MAP_SHARED ? AREA_SHARED : 0;
    if (area && file && (file->flags & O_ACCMODE) == O_RDONLY)
        area |= AREA_READ_ONLY;
    error = vm_space_map(thread_current()->space, &place, length, (unsigned)protection | area,
                         flags & MAP_FIXED, object, file ? page_offset : 0, file ? file_inode(file) : 0);
    vm_object_put(object);
    if (error == -EINVAL)
        error = -ENOMEM; /* a range that cannot be had at all */
    return error ? error : (long)place;
}

/* The old form: its six arguments lie in memory, and the offset is one of bytes. */
long sys_mmap(const unsigned long *arguments)
{
    unsigned long a[6];
    if (copy_from_user(a, arguments, sizeof(a)))
        return -EFAULT;
    if (a[5] & PAGE_MASK)
        return -EINVAL;
    return sys_mmap2(a[0], a[1], (int)a[2], (int)a[3], (int)a[4], a[5] >> PAGE_SHIFT);
}

long sys_mprotect(unsigned long address, size_t length, int protection)
{
    if (protection & ~(PROT_READ | PROT_WRITE | PROT_EXEC))
        return -EINVAL;
    return vm_space_protect(thread_current()->space, address, length, (unsigned)protection);
}

/* Shared memory and files are one and the same. */
long sys_msync(unsigned long address, size_t length, int flags)
{
    if (address & PAGE_MASK || flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
        (flags & MS_ASYNC && flags & MS_SYNC))
        return -EINVAL;
    return vm_space_covers(thread_current()->space, address, length) ? 0 : -ENOMEM;
}

/* MADV_DONTNEED is done; other advice only has to be right. */
long sys_madvise(unsigned long address, size_t length, int advice)
{
    if (address & PAGE_MASK || advice < MADV_NORMAL || advice > MADV_DONTNEED)
        return -EINVAL;
    if (!vm_space_covers(thread_current()->space, address, length))
        return -ENOMEM;
    if (advice == MADV_DONTNEED)
        vm_space_discard(thread_current()->space, address, length);
    return 0;
}

long sys_mremap(unsigned long address, size_t old_length, size_t length, int flags, unsigned long new_address)
{
    vaddr_t place = flags & MREMAP_FIXED ? new_address : 0;
    if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED) || (flags & MREMAP_FIXED && !(flags & MREMAP_MAYMOVE)))
        return -EINVAL;
    int error =
        vm_space_resize(thread_current()->space, address, old_length, length, flags & MREMAP_MAYMOVE, &place);
    return error ? error : (long)place;
}
