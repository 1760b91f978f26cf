/* Walking through a tree of files (POSIX). */
#pragma once
#include <sys/stat.h>

#define FTW_F   0 /* a file */
#define FTW_D   1 /* a directory */
#define FTW_DNR 2 /* a directory that can't be read */
#define FTW_NS  3 /* stat() failed */
#define FTW_SL  4 /* a symbolic link */
#define FTW_DP  5 /* a directory, after what is in it */
#define FTW_SLN 6 /* a symbolic link to nothing */

#define FTW_PHYS  1 /* don't follow symbolic links */
#define FTW_MOUNT 2
#define FTW_CHDIR 4
#define FTW_DEPTH 8 /* directories after what is in them */

struct FTW {
    int base;  /* where the name begins in the path */
    int level; /* how deep */
};

int ftw(const char *path, int (*visit)(const char *path, const struct stat *status, int type), int fds);
int nftw(const char *path,
         int (*visit)(const char *path, const struct stat *status, int type, struct FTW *where), int fds,
         int flags);

int ftw64(const char *path, int (*visit)(const char *path, const struct stat64 *status, int type),
          int fds) __asm__("ftw");
int nftw64(const char *path,
           int (*visit)(const char *path, const struct stat64 *status, int type, struct FTW *where), int fds,
           int flags) __asm__("nftw");
