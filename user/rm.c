/* rm [-fr] file...: removes files; with -r directories and all that is in them; -f: nothing is said of none.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int removes_all, is_silent;

static int complain(const char *path)
{
    fprintf(stderr, "rm: %s: %s\n", path, strerror(errno));
    return 1;
}

static int remove_path(const char *path);

/* What is in a directory. Each removal may move the rest, so one reads from the beginning again. */
static int remove_contents(const char *path)
{
    for (;;) {
        char name[PATH_MAX] = "";
        DIR *directory = opendir(path);
        if (!directory)
            return complain(path);
        struct dirent *entry;
        while ((entry = readdir(directory)))
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
                snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
                break;
            }
        closedir(directory);
        if (!*name)
            return 0;
        if (remove_path(name))
            return 1;
    }
}

static int remove_path(const char *path)
{
    struct stat status;
    if (lstat(path, &status) < 0)
        return is_silent && errno == ENOENT ? 0 : complain(path);
    if (!S_ISDIR(status.st_mode))
        return unlink(path) < 0 ? complain(path) : 0;
    if (!removes_all) {
        errno = EISDIR;
        return complain(path);
    }
    return remove_contents(path) || (rmdir(path) < 0 && complain(path));
}

int main(int argc, char **argv)
{
    int option, failed = 0;
    while ((option = getopt(argc, argv, "frR")) != -1) {
        if (option == '?') {
            fputs("usage: rm [-fr] file...\n", stderr);
            return 2;
        }
        is_silent |= option == 'f';
        removes_all |= option != 'f';
    }
    if (optind == argc && !is_silent) {
        fputs("usage: rm [-fr] file...\n", stderr);
        return 2;
    }
    for (int i = optind; i < argc; i++)
        failed |= remove_path(argv[i]);
    return failed;
}
