/* Bytes and strings (ISO C 7.24, POSIX). */
#pragma once
#include <alloca.h>
#include <stddef.h>
#include <strings.h>

void *memcpy(void *__restrict to, const void *__restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *mempcpy(void *__restrict to, const void *__restrict from, size_t count);
void *memccpy(void *__restrict to, const void *__restrict from, int byte, size_t count);
void *memset(void *to, int byte, size_t count);
int memcmp(const void *a, const void *b, size_t count);
void *memchr(const void *where, int byte, size_t count);
void *rawmemchr(const void *where, int byte);
void explicit_bzero(void *to, size_t count);
void *memrchr(const void *where, int byte, size_t count);
void *memmem(const void *where, size_t length, const void *what, size_t what_length);

size_t strlen(const char *text);
size_t strnlen(const char *text, size_t limit);
char *strcpy(char *__restrict to, const char *__restrict from);
char *stpcpy(char *__restrict to, const char *__restrict from);
char *strncpy(char *__restrict to, const char *__restrict from, size_t count);
char *stpncpy(char *__restrict to, const char *__restrict from, size_t count);
char *strcat(char *__restrict to, const char *__restrict from);
char *strncat(char *__restrict to, const char *__restrict from, size_t count);
size_t strlcpy(char *__restrict to, const char *__restrict from, size_t size);
size_t strlcat(char *__restrict to, const char *__restrict from, size_t size);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t count);
int strcoll(const char *a, const char *b);
size_t strxfrm(char *__restrict to, const char *__restrict from, size_t size);
char *strchr(const char *text, int c);
char *strchrnul(const char *text, int c);
char *strrchr(const char *text, int c);
size_t strspn(const char *text, const char *accept);
size_t strcspn(const char *text, const char *reject);
char *strpbrk(const char *text, const char *accept);
char *strstr(const char *text, const char *what);
char *strcasestr(const char *text, const char *what);
char *strtok(char *__restrict text, const char *__restrict delimiters);
char *strtok_r(char *__restrict text, const char *__restrict delimiters, char **__restrict state);
char *strsep(char **__restrict text, const char *__restrict delimiters);
char *strdup(const char *text);
#define strdupa(text) (strcpy(alloca(strlen(text) + 1), text))
#define strndupa(text, limit)                                          \
    ({                                                                 \
        const char *__text = (text);                                   \
        size_t __length = strnlen(__text, (limit));                    \
        char *__copy = memcpy(alloca(__length + 1), __text, __length); \
        __copy[__length] = 0;                                          \
        __copy;                                                        \
    })
char *strndup(const char *text, size_t limit);

char *strerror(int error);
int strerror_r(int error, char *text, size_t size); /* POSIX's, not GNU's */
char *strsignal(int signal);
int strverscmp(const char *a, const char *b);
#if defined(_GNU_SOURCE) && !defined(basename)
char *basename(const char *path) __asm__("__gnu_basename"); /* <libgen.h> has POSIX's */
#endif
