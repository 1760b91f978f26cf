/* Files for a while (<stdlib.h>, <stdio.h>): names that nobody has yet. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TRIES 100
enum kind { KIND_FILE, KIND_DIRECTORY, KIND_NAME };

static void fill_in(char *at)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    static unsigned count;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t value = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15u + (unsigned)getpid() * 0x85ebca6bu +
                     __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) * 0x2545f491u;
    value ^= value >> 29;
    for (int i = 0; i < 6; i++, value /= 62)
        at[i] = letters[value % 62];
}

/* Puts letters for the XXXXXX before the pattern's suffix until the name is new: a descriptor, 0, or -1. */
static int make(char *pattern, int suffix, enum kind kind, int flags)
{
    size_t length = strlen(pattern) - (size_t)suffix;
    struct stat status;
    if (suffix < 0 || length > strlen(pattern) || length < 6 ||
        memcmp(pattern + length - 6, "XXXXXX", 6) != 0) {
        errno = EINVAL;
        return -1;
    }
    for (int i = 0; i < TRIES; i++) {
        fill_in(pattern + length - 6);
        int result = kind == KIND_FILE        ? open(pattern, flags | O_RDWR | O_CREAT | O_EXCL, 0600)
                     : kind == KIND_DIRECTORY ? mkdir(pattern, 0700)
                                              : -(lstat(pattern, &status) == 0);
        if (result >= 0)
            return result;
        if (kind != KIND_NAME && errno != EEXIST)
            break;
    }
    memcpy(pattern + length - 6, "XXXXXX", 6);
    return -1;
}

int mkostemp(char *pattern, int flags)
{
    return make(pattern, 0, KIND_FILE, flags & ~O_ACCMODE);
}

int mkostemps(char *pattern, int suffix_length, int flags)
{
    return make(pattern, suffix_length, KIND_FILE, flags & ~O_ACCMODE);
}

int mkstemps(char *pattern, int suffix_length)
{
    return mkostemps(pattern, suffix_length, 0);
}

int mkstemp(char *pattern)
{
    return mkostemp(pattern, 0);
}

char *mkdtemp(char *pattern)
{
    return make(pattern, 0, KIND_DIRECTORY, 0) == 0 ? pattern : NULL;
}

char *mktemp(char *pattern)
{
    if (make(pattern, 0, KIND_NAME, 0) != 0)
        *pattern = 0;
    return pattern;
}

char *tmpnam(char *name)
{
    static char own[L_tmpnam];
    char *pattern = strcpy(name ? name : own, P_tmpdir "/nameXXXXXX");
    return make(pattern, 0, KIND_NAME, 0) == 0 ? pattern : NULL;
}

FILE *tmpfile(void)
{
    char pattern[] = P_tmpdir "/fileXXXXXX";
    int fd = mkstemp(pattern);
    if (fd < 0)
        return NULL;
    unlink(pattern);
    FILE *file = fdopen(fd, "w+");
    if (!file)
        close(fd);
    return file;
}
