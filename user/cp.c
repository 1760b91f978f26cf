/* cp file to, cp file... directory: copies files. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(const char *path)
{
    fprintf(stderr, "cp: %s: %s\n", path, strerror(errno));
    return 1;
}

static int copy_bytes(int from, int to, const char *from_path, const char *to_path)
{
    static char buffer[16384];
    ssize_t length;
    while ((length = read(from, buffer, sizeof buffer)) > 0)
        for (ssize_t done = 0; done < length;) {
            ssize_t written = write(to, buffer + done, length - done);
            if (written < 0)
                return complain(to_path);
            done += written;
        }
    return length < 0 ? complain(from_path) : 0;
}

static int copy(const char *from_path, const char *to_path)
{
    struct stat status, there;
    int from = open(from_path, O_RDONLY);
    if (from < 0 || fstat(from, &status) < 0)
        return complain(from_path);
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        close(from);
        return complain(from_path);
    }
    if (stat(to_path, &there) == 0 && there.st_ino == status.st_ino && there.st_dev == status.st_dev) {
        fprintf(stderr, "cp: %s and %s are one file\n", from_path, to_path);
        close(from);
        return 1;
    }
    int to = open(to_path, O_WRONLY | O_CREAT | O_TRUNC, status.st_mode & 0777);
    int failed = to < 0 ? complain(to_path) : copy_bytes(from, to, from_path, to_path);
    close(from);
    if (to >= 0 && close(to) < 0)
        failed = complain(to_path);
    return failed;
}

int main(int argc, char **argv)
{
    struct stat status;
    const char *target = argc > 2 ? argv[argc - 1] : NULL;
    int is_directory = target && stat(target, &status) == 0 && S_ISDIR(status.st_mode), failed = 0;
    if (!target || argv[1][0] == '-' || (argc > 3 && !is_directory)) {
        fputs("usage: cp file to, or cp file... directory\n", stderr);
        return 2;
    }
    for (int i = 1; i < argc - 1; i++) {
        char name[PATH_MAX], path[2 * PATH_MAX];
        snprintf(name, sizeof name, "%s", argv[i]);
        snprintf(path, sizeof path, "%s/%s", target, basename(name));
        failed |= copy(argv[i], is_directory ? path : target);
    }
    return failed;
}
