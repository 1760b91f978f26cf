/* Walking through a tree of files (<ftw.h>). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

struct walk {
    int (*old_visit)(const char *path, const struct stat *status, int type);
    int (*visit)(const char *path, const struct stat *status, int type, struct FTW *where);
    int flags;
    char path[PATH_MAX];
};

/* A directory on the way. */
struct folder {
    const struct folder *above;
    dev_t device;
    ino_t number;
};

static int tell(struct walk *walk, const struct stat *status, int type, struct FTW *where)
{
    if (!walk->old_visit)
        return walk->visit(walk->path, status, type, where);
    if (type == FTW_SLN)
        type = FTW_NS;
    return walk->old_visit(walk->path, status, type);
}

static int walk_tree(struct walk *walk, size_t length, int base, int level, const struct folder *above);

static int walk_entries(struct walk *walk, DIR *directory, size_t length, int level,
                        const struct folder *folder)
{
    int result = 0;
    if (length == 0 || walk->path[length - 1] != '/')
        walk->path[length++] = '/';
    for (struct dirent *entry; result == 0 && (entry = readdir(directory)) != NULL;) {
        size_t size = strlen(entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (length + size + 1 >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(walk->path + length, entry->d_name, size + 1);
        result = walk_tree(walk, length + size, (int)length, level + 1, folder);
    }
    return result;
}

static int is_on_the_way(const struct folder *above, const struct stat *status)
{
    while (above && (above->device != status->st_dev || above->number != status->st_ino))
        above = above->above;
    return above != NULL;
}

/* A directory that a link has led back to is not told of again. */
static int walk_tree(struct walk *walk, size_t length, int base, int level, const struct folder *above)
{
    struct stat status;
    struct FTW where = {base, level};
    int type = FTW_F, result = 0;
    DIR *directory = NULL;
    if ((walk->flags & FTW_PHYS ? lstat : stat)(walk->path, &status) < 0) {
        if (errno != ENOENT && errno != EACCES && errno != ELOOP)
            return -1;
        type = !(walk->flags & FTW_PHYS) && lstat(walk->path, &status) == 0 ? FTW_SLN : FTW_NS;
        if (level == 0 && type == FTW_NS)
            return -1;
    } else if (S_ISLNK(status.st_mode)) {
        type = FTW_SL;
    } else if (S_ISDIR(status.st_mode)) {
        if (is_on_the_way(above, &status))
            return 0;
        directory = opendir(walk->path);
        type = !directory ? FTW_DNR : walk->flags & FTW_DEPTH ? FTW_DP : FTW_D;
    }
    if (type != FTW_DP)
        result = tell(walk, &status, type, &where);
    if (directory) {
        if (result == 0)
            result = walk_entries(walk, directory, length, level,
                                  &(struct folder){above, status.st_dev, status.st_ino});
        closedir(directory);
        walk->path[length] = '\0';
        if (result == 0 && type == FTW_DP)
            result = tell(walk, &status, type, &where);
    }
    return result;
}

static int begin(struct walk *walk, const char *path)
{
    size_t length = strlen(path);
    if (length >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(walk->path, path, length + 1);
    while (length > 1 && walk->path[length - 1] == '/')
        walk->path[--length] = '\0';
    const char *slash = strrchr(walk->path, '/');
    return walk_tree(walk, length, slash && slash[1] ? (int)(slash + 1 - walk->path) : 0, 0, NULL);
}

int ftw(const char *path, int (*visit)(const char *path, const struct stat *status, int type), int fds)
{
    (void)fds;
    return begin(&(struct walk){.old_visit = visit}, path);
}

/* FTW_CHDIR is refused: the paths that are told are right wherever the program stands. */
int nftw(const char *path,
         int (*visit)(const char *path, const struct stat *status, int type, struct FTW *where), int fds,
         int flags)
{
    (void)fds;
    if (flags & FTW_CHDIR) {
        errno = EINVAL;
        return -1;
    }
    return begin(&(struct walk){.visit = visit, .flags = flags}, path);
}
