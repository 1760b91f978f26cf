/* A directory as a sorted list (<dirent.h>). */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int alphasort(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int add(struct dirent ***list, int count, const struct dirent *entry)
{
    struct dirent *copy = malloc(sizeof(*copy));
    struct dirent **longer = realloc(*list, sizeof(**list) * ((size_t)count + 1));
    if (longer)
        *list = longer;
    if (!copy || !longer) {
        free(copy);
        return -1;
    }
    *copy = *entry;
    longer[count] = copy;
    return 0;
}

int scandir(const char *path, struct dirent ***list, int (*wanted)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **))
{
    const struct dirent *entry;
    struct dirent **found = NULL;
    int count = 0, failed = 0;
    DIR *directory = opendir(path);
    if (!directory)
        return -1;
    while (!failed && (errno = 0, entry = readdir(directory)))
        if (!wanted || wanted(entry)) {
            failed = add(&found, count, entry) != 0;
            count += !failed;
        }
    int error = failed ? ENOMEM : errno;
    closedir(directory);
    if (error) {
        while (count > 0)
            free(found[--count]);
        free(found);
        errno = error;
        return -1;
    }
    if (compare && count > 0)
        qsort(found, (size_t)count, sizeof(*found), (int (*)(const void *, const void *))compare);
    *list = found;
    return count;
}

int readdir_r(DIR *restrict directory, struct dirent *restrict entry, struct dirent **restrict result)
{
    int before = errno;
    errno = 0;
    struct dirent *found = readdir(directory);
    int error = errno;
    errno = before;
    *result = found ? entry : NULL;
    if (found)
        *entry = *found;
    return found ? 0 : error;
}
