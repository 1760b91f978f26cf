/* mkdir [-p] directory...: makes directories; with -p also those they are to be in, and none that is there.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Makes what the path leads through, and then the directory itself. */
static int make_all(char *path)
{
    for (char *slash = path + 1; *path && (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        int failed = mkdir(path, 0777) < 0 && !is_directory(path);
        *slash = '/';
        if (failed)
            return -1;
    }
    return mkdir(path, 0777) < 0 && !is_directory(path) ? -1 : 0;
}

int main(int argc, char **argv)
{
    int option, makes_parents = 0, failed = 0;
    while ((option = getopt(argc, argv, "p")) == 'p')
        makes_parents = 1;
    if (option == '?' || optind == argc) {
        fputs("usage: mkdir [-p] directory...\n", stderr);
        return 2;
    }
    for (int i = optind; i < argc; i++) {
        if ((makes_parents ? make_all(argv[i]) : mkdir(argv[i], 0777)) == 0)
            continue;
        fprintf(stderr, "mkdir: %s: %s\n", argv[i], strerror(errno));
        failed = 1;
    }
    return failed;
}
