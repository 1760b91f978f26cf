/*
 * Memory and strings, as ISO C names them (the compiler may call the first four on its own), and the
 * two that the kernel wants besides. (memcpy, memmove, memset: x86/memory.c; the rest: string.c.)
 */
#pragma once

#include "lib/types.h"

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *memory, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *memory, int byte, size_t size);
size_t strlen(const char *string);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
char *strchr(const char *string, int character);

/* Copies at most size - 1 characters of `from` and always ends `to` with a NUL. */
void string_copy(char *to, const char *from, size_t size);
