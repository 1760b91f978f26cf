/* ls [directory...]: lists names in order, a `/` behind each directory; in columns on a terminal. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCREEN_WIDTH 80

static char **names;
static size_t count, longest;

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void add(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    char *name = malloc(length + 2);
    char **larger = realloc(names, (count + 1) * sizeof *names);
    if (!name || !larger) {
        perror("ls");
        exit(1);
    }
    strcpy(name, entry->d_name);
    if (entry->d_type == DT_DIR)
        strcpy(name + length++, "/");
    names = larger;
    names[count++] = name;
    if (longest < length)
        longest = length;
}

static void print(void)
{
    size_t width = longest + 2;
    size_t columns = isatty(STDOUT_FILENO) && width < SCREEN_WIDTH ? SCREEN_WIDTH / width : 1;
    size_t rows = (count + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++)
        for (size_t i = row; i < count; i += rows)
            if (i + rows < count)
                printf("%-*s", (int)width, names[i]);
            else
                printf("%s\n", names[i]);
}

static int list(const char *path)
{
    DIR *directory = opendir(path);
    if (!directory) {
        fprintf(stderr, "ls: %s: %s\n", path, strerror(errno));
        return 1;
    }
    struct dirent *entry;
    while ((entry = readdir(directory)))
        if (entry->d_name[0] != '.')
            add(entry);
    closedir(directory);
    qsort(names, count, sizeof *names, compare);
    print();
    while (count > 0)
        free(names[--count]);
    longest = 0;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 1)
        return list(".");
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        if (argc > 2)
            printf("%s%s:\n", i > 1 ? "\n" : "", argv[i]);
        failed |= list(argv[i]);
    }
    return failed;
}
