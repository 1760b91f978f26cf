/* File names that fit a pattern (POSIX). */
#pragma once
#include <stddef.h>

#define GLOB_ERR      0x01
#define GLOB_MARK     0x02
#define GLOB_NOSORT   0x04
#define GLOB_DOOFFS   0x08
#define GLOB_NOCHECK  0x10
#define GLOB_APPEND   0x20
#define GLOB_NOESCAPE 0x40

#define GLOB_NOSPACE 1
#define GLOB_ABORTED 2
#define GLOB_NOMATCH 3

typedef struct {
    size_t gl_pathc;
    char **gl_pathv;
    size_t gl_offs;
} glob_t;

int glob(const char *__restrict pattern, int flags, int (*failed)(const char *path, int error),
         glob_t *__restrict found);
void globfree(glob_t *found);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define glob64     glob
#define glob64_t   glob_t
#define globfree64 globfree
