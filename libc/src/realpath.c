/* A path without links and dots (<stdlib.h>). */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is left to walk is in `rest`, and begins with a slash; a link's target is put before it. */
static int follow(const char *done, char *rest)
{
    char target[PATH_MAX];
    ssize_t length = readlink(done, target, sizeof(target));
    if (length < 0)
        return -1;
    size_t left = strlen(rest);
    if ((size_t)length + left + 1 > PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memmove(rest + length, rest, left + 1);
    memcpy(rest, target, (size_t)length);
    return 0;
}

/* Appends one name to done; returns 1 if it is a link that was put into rest instead. */
static int step(char *done, const char *name, size_t length, char *rest)
{
    struct stat status;
    char *end = strrchr(done, '/');
    if (length == 2 && memcmp(name, "..", 2) == 0) {
        *(end == done ? end + 1 : end) = 0;
        return 0;
    }
    size_t before = strlen(done);
    if (before + length + 2 > PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    end = stpcpy(done + before, before > 1 ? "/" : "");
    memcpy(end, name, length);
    end[length] = 0;
    if (lstat(done, &status) != 0)
        return -1;
    if (!S_ISLNK(status.st_mode)) {
        if (*rest && !S_ISDIR(status.st_mode)) {
            errno = ENOTDIR;
            return -1;
        }
        return 0;
    }
    if (follow(done, rest) != 0)
        return -1;
    done[before] = 0;
    if (*rest == '/')
        strcpy(done, "/");
    return 1;
}

/* Walks rest to its end: 0, or -1 and errno. */
static int walk(char *done, char *rest)
{
    int links = 0;
    while (*rest) {
        char name[NAME_MAX + 1];
        size_t slashes = strspn(rest, "/"), length = strcspn(rest + slashes, "/");
        if (length > NAME_MAX) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(name, rest + slashes, length);
        memmove(rest, rest + slashes + length, strlen(rest + slashes + length) + 1);
        if (length == 0 || (length == 1 && *name == '.'))
            continue;
        int result = step(done, name, length, rest);
        if (result < 0)
            return -1;
        links += result;
        if (links > SYMLOOP_MAX) {
            errno = ELOOP;
            return -1;
        }
    }
    return 0;
}

char *realpath(const char *restrict path, char *restrict resolved)
{
    char done[PATH_MAX] = "/", rest[PATH_MAX];
    if (!path || !*path) {
        errno = path ? ENOENT : EINVAL;
        return NULL;
    }
    if (strlcpy(rest, path, sizeof(rest)) >= sizeof(rest)) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    if (*path != '/' && !getcwd(done, sizeof(done)))
        return NULL;
    if (walk(done, rest) != 0)
        return NULL;
    return resolved ? strcpy(resolved, done) : strdup(done);
}
