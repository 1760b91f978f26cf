/* Mapping memory (POSIX). mmap returns MAP_FAILED when it fails. */
#pragma once
#include <abi/mman.h>
#include <sys/types.h>

#ifndef MS_ASYNC
#define MS_ASYNC      1
#define MS_INVALIDATE 2
#define MS_SYNC       4
#endif
#define MCL_CURRENT 1
#define MCL_FUTURE  2
#ifndef MREMAP_MAYMOVE
#define MREMAP_MAYMOVE 1
#endif
#ifndef MREMAP_FIXED
#define MREMAP_FIXED 2
#endif
#ifndef MADV_NORMAL
#define MADV_NORMAL     0
#define MADV_RANDOM     1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED   3
#endif
#ifndef MADV_DONTNEED
#define MADV_DONTNEED 4
#endif
#define MADV_FREE             8
#define MADV_HUGEPAGE         14
#define MADV_NOHUGEPAGE       15
#define MADV_DONTFORK         10
#define MAP_FILE              0
#define MAP_TYPE              0x0f
#define MAP_DENYWRITE         0x0800
#define MAP_EXECUTABLE        0x1000
#define MAP_LOCKED            0x2000
#define MAP_NONBLOCK          0x10000
#define MAP_HUGETLB           0x40000
#define PROT_GROWSDOWN        0x01000000
#define POSIX_MADV_NORMAL     0
#define POSIX_MADV_RANDOM     1
#define POSIX_MADV_SEQUENTIAL 2
#define POSIX_MADV_WILLNEED   3
#define POSIX_MADV_DONTNEED   4

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);
int munmap(void *address, size_t length);
int mprotect(void *address, size_t length, int protection);
int msync(void *address, size_t length, int flags);
int madvise(void *address, size_t length, int advice);
int posix_madvise(void *address, size_t length, int advice);
void *mremap(void *old, size_t old_size, size_t size, int flags, ...);
int mlock(const void *address, size_t length);
int munlock(const void *address, size_t length);
int mlockall(int flags);
int munlockall(void);
int shm_open(const char *name, int flags, mode_t mode);
int shm_unlink(const char *name);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define mmap64 mmap
