/*
 * ls [-1adl] [file...]: lists files, and what is in directories, in order of their names. A `/` follows each
 * directory's name. In columns on a terminal.
 *
 *     -l  one line for each: mode, links, owner, group, size, time, name
 *     -1  one name to a line
 *     -a  also names that begin with a dot
 *     -d  directories like other files
 */
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SCREEN_WIDTH 80
#define HALF_YEAR    (182 * 86400) /* a time further away is shown with its year */

struct entry {
    char *name;
    struct stat status;
};

static struct entry *entries;
static size_t count;
static int is_long, one_a_line, shows_hidden, as_files;

/* In the order of the names as they are: the `/` behind a directory's is none of it. */
static int compare(const void *left, const void *right)
{
    const char *a = ((const struct entry *)left)->name, *b = ((const struct entry *)right)->name;
    while (*a && *a == *b)
        a++, b++;
    return (*a == '/' ? 0 : (unsigned char)*a) - (*b == '/' ? 0 : (unsigned char)*b);
}

static int complain(const char *path)
{
    fflush(stdout);
    fprintf(stderr, "ls: %s: %s\n", path, strerror(errno));
    return 1;
}

static void add(const char *name, const struct stat *status)
{
    struct entry *larger = realloc(entries, (count + 1) * sizeof *entries);
    if (larger)
        entries = larger;
    char *copy = malloc(strlen(name) + 2);
    if (!larger || !copy) {
        perror("ls");
        exit(1);
    }
    strcpy(copy, name);
    if (S_ISDIR(status->st_mode) && !as_files)
        strcat(copy, "/");
    entries[count++] = (struct entry){copy, *status};
}

static void print_mode(mode_t mode)
{
    static const struct {
        mode_t type;
        char letter;
    } types[] = {{S_IFREG, '-'}, {S_IFDIR, 'd'}, {S_IFCHR, 'c'},
                 {S_IFLNK, 'l'}, {S_IFIFO, 'p'}, {S_IFSOCK, 's'}};
    char text[11] = "?rwxrwxrwx";
    for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
        if ((mode & S_IFMT) == types[i].type)
            text[0] = types[i].letter;
    for (int bit = 0; bit < 9; bit++)
        if (!(mode & 0400 >> bit))
            text[1 + bit] = '-';
    if (mode & S_ISVTX)
        text[9] = mode & 1 ? 't' : 'T';
    fputs(text, stdout);
}

static void print_long(const char *folder, const struct entry *entry)
{
    const struct stat *status = &entry->status;
    struct passwd *owner = getpwuid(status->st_uid);
    struct group *group = getgrgid(status->st_gid);
    char when[32], path[2 * PATH_MAX], target[PATH_MAX];
    time_t age = time(NULL) - status->st_mtime;
    int is_recent = age > -HALF_YEAR && age < HALF_YEAR;
    strftime(when, sizeof when, is_recent ? "%b %e %H:%M" : "%b %e  %Y", localtime(&status->st_mtime));
    print_mode(status->st_mode);
    printf(" %3lu", (unsigned long)status->st_nlink);
    printf(owner ? " %-8s" : " %-8.0s%u", owner ? owner->pw_name : "", (unsigned)status->st_uid);
    printf(group ? " %-8s" : " %-8.0s%u", group ? group->gr_name : "", (unsigned)status->st_gid);
    printf(" %8lld %s %s", (long long)status->st_size, when, entry->name);
    snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", entry->name);
    ssize_t length = S_ISLNK(status->st_mode) ? readlink(path, target, sizeof target) : -1;
    if (length >= 0)
        printf(" -> %.*s", (int)length, target);
    putchar('\n');
}

static void print_columns(void)
{
    struct winsize window;
    size_t screen =
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col ? window.ws_col : SCREEN_WIDTH;
    size_t longest = 0;
    for (size_t i = 0; i < count; i++)
        if (strlen(entries[i].name) > longest)
            longest = strlen(entries[i].name);
    size_t width = longest + 2;
    size_t columns = isatty(STDOUT_FILENO) && !one_a_line && width < screen ? screen / width : 1;
    size_t rows = (count + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++)
        for (size_t i = row; i < count; i += rows)
            if (i + rows < count)
                printf("%-*s", (int)width, entries[i].name);
            else
                printf("%s\n", entries[i].name);
}

/* Prints what was added, whose names are in `folder`, and forgets it. */
static void print(const char *folder)
{
    if (count > 0)
        qsort(entries, count, sizeof *entries, compare);
    if (!is_long)
        print_columns();
    for (size_t i = 0; i < count; i++) {
        if (is_long)
            print_long(folder, &entries[i]);
        free(entries[i].name);
    }
    count = 0;
}

static int list_directory(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry;
    int failed = 0;
    if (!directory)
        return complain(path);
    while ((entry = readdir(directory))) {
        char name[2 * PATH_MAX];
        struct stat status;
        if (entry->d_name[0] == '.' && !shows_hidden)
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (lstat(name, &status) == 0)
            add(entry->d_name, &status);
        else if (errno != ENOENT) /* a process's directory may have gone meanwhile */
            failed = complain(name);
    }
    closedir(directory);
    print(path);
    return failed;
}

/* Whether the operand is to be listed as a directory. A link to one counts, but not with -l. */
static int is_directory(const char *path)
{
    struct stat status;
    return !as_files && (is_long ? lstat(path, &status) : stat(path, &status)) == 0 &&
           S_ISDIR(status.st_mode);
}

int main(int argc, char **argv)
{
    int option, failed = 0, directories = 0;
    while ((option = getopt(argc, argv, "1adl")) != -1) {
        if (option == '?') {
            fputs("usage: ls [-1adl] [file...]\n", stderr);
            return 2;
        }
        is_long |= option == 'l';
        one_a_line |= option == '1';
        shows_hidden |= option == 'a';
        as_files |= option == 'd';
    }
    char *here[] = {".", NULL}, **operands = optind < argc ? argv + optind : here;
    for (char **operand = operands; *operand; operand++) {
        struct stat status;
        if (is_directory(*operand))
            directories++;
        else if (lstat(*operand, &status) == 0)
            add(*operand, &status);
        else
            failed = complain(*operand);
    }
    int is_first = count == 0, has_titles = directories > 1 || count > 0 || failed;
    print("");
    for (char **operand = operands; *operand; operand++) {
        if (!is_directory(*operand))
            continue;
        if (has_titles)
            printf("%s%s:\n", is_first ? "" : "\n", *operand);
        is_first = 0;
        failed |= list_directory(*operand);
    }
    return failed;
}
