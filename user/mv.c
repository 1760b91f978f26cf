/* mv old new, mv file... directory: gives files other names. (All files of Weft are on one file system.) */
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    struct stat status;
    const char *target = argc > 2 ? argv[argc - 1] : NULL;
    int is_directory = target && stat(target, &status) == 0 && S_ISDIR(status.st_mode), failed = 0;
    if (!target || argv[1][0] == '-' || (argc > 3 && !is_directory)) {
        fputs("usage: mv old new, or mv file... directory\n", stderr);
        return 2;
    }
    for (int i = 1; i < argc - 1; i++) {
        char name[PATH_MAX], path[2 * PATH_MAX];
        snprintf(name, sizeof name, "%s", argv[i]);
        snprintf(path, sizeof path, "%s/%s", target, basename(name));
        if (rename(argv[i], is_directory ? path : target) == 0)
            continue;
        fprintf(stderr, "mv: %s: %s\n", argv[i], strerror(errno));
        failed = 1;
    }
    return failed;
}
