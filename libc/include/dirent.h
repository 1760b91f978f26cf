/* Reading directories (POSIX). */
#pragma once
#include <abi/dirent.h>
#include <sys/types.h>

struct dirent {
    ino_t d_ino;
    off_t d_off;
    unsigned short d_reclen;
    unsigned char d_type;
    char d_name[256];
};

#define d_fileno     d_ino
#define MAXNAMLEN    255
#define IFTODT(mode) (((mode)&0170000) >> 12)
#define DTTOIF(type) ((type) << 12)

typedef struct __directory DIR;

DIR *opendir(const char *path);
DIR *fdopendir(int fd);
struct dirent *readdir(DIR *directory);
int readdir_r(DIR *__restrict directory, struct dirent *__restrict entry, struct dirent **__restrict result);
long telldir(DIR *directory);
void seekdir(DIR *directory, long position);
int scandir(const char *path, struct dirent ***list, int (*wanted)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **));
int alphasort(const struct dirent **a, const struct dirent **b);
void rewinddir(DIR *directory);
int closedir(DIR *directory);
int dirfd(DIR *directory);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define readdir64   readdir
#define dirent64    dirent
#define scandir64   scandir
#define alphasort64 alphasort
