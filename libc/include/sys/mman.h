/* Mapping memory (POSIX). mmap returns MAP_FAILED when it fails. */
#pragma once
#include <abi/mman.h>
#include <sys/types.h>

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);
int munmap(void *address, size_t length);
int mprotect(void *address, size_t length, int protection);
