/* File names that fit a pattern (<glob.h>): part by part, directories that fit are gone into. */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct search {
    int flags;
    int (*failed)(const char *path, int error);
    glob_t *found;
};

/* Adds a copy of the path. */
static int add(struct search *search, const char *path)
{
    glob_t *found = search->found;
    char **grown = realloc(found->gl_pathv, (found->gl_offs + found->gl_pathc + 2) * sizeof *grown);
    char *copy = strdup(path);
    if (grown)
        found->gl_pathv = grown;
    if (!grown || !copy) {
        free(copy);
        return GLOB_NOSPACE;
    }
    grown[found->gl_offs + found->gl_pathc++] = copy;
    grown[found->gl_offs + found->gl_pathc] = NULL;
    return 0;
}

/* Takes the backslashes away that only say that the next character is itself. */
static void unescape(char *text, const struct search *search)
{
    char *to = text;
    for (; *text; text++) {
        if (*text == '\\' && text[1] && !(search->flags & GLOB_NOESCAPE))
            text++;
        *to++ = *text;
    }
    *to = '\0';
}

static int add_existing(struct search *search, char *path, size_t length)
{
    struct stat status;
    if (lstat(path, &status) < 0)
        return 0;
    if (search->flags & GLOB_MARK && stat(path, &status) == 0 && S_ISDIR(status.st_mode) &&
        length + 1 < PATH_MAX && length > 0 && path[length - 1] != '/')
        strcpy(path + length, "/");
    return add(search, path);
}

static int walk(struct search *search, char *path, size_t length, const char *pattern);

/* Tries every name in the directory `path` against the part of the pattern that ends at `end`. */
static int walk_directory(struct search *search, char *path, size_t length, const char *part, const char *end)
{
    int error = 0, flags = FNM_PERIOD | (search->flags & GLOB_NOESCAPE ? FNM_NOESCAPE : 0);
    path[length] = '\0';
    DIR *directory = opendir(length ? path : ".");
    if (!directory) {
        if (errno == ENOTDIR || errno == ENOENT)
            return 0;
        int stop = search->failed && search->failed(path, errno);
        return stop || search->flags & GLOB_ERR ? GLOB_ABORTED : 0;
    }
    for (struct dirent *entry; !error && (entry = readdir(directory)) != NULL;) {
        size_t size = strlen(entry->d_name);
        if (fnmatch(part, entry->d_name, flags) != 0 || length + size >= PATH_MAX)
            continue;
        memcpy(path + length, entry->d_name, size + 1);
        error = walk(search, path, length + size, end);
    }
    closedir(directory);
    return error;
}

/* `path` has `length` bytes that fit; `pattern` is what is left. */
static int walk(struct search *search, char *path, size_t length, const char *pattern)
{
    while (*pattern == '/' && length + 1 < PATH_MAX)
        path[length++] = *pattern++;
    path[length] = '\0';
    if (*pattern == '\0')
        return add_existing(search, path, length);
    const char *end = strchrnul(pattern, '/');
    char part[NAME_MAX + 1];
    if ((size_t)(end - pattern) > NAME_MAX)
        return 0;
    memcpy(part, pattern, (size_t)(end - pattern));
    part[end - pattern] = '\0';
    if (strpbrk(part, "*?["))
        return walk_directory(search, path, length, part, end);
    unescape(part, search);
    size_t size = strlen(part);
    if (length + size >= PATH_MAX)
        return 0;
    memcpy(path + length, part, size + 1);
    return walk(search, path, length + size, end);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int glob(const char *restrict pattern, int flags, int (*failed)(const char *path, int error),
         glob_t *restrict found)
{
    struct search search = {flags, failed, found};
    char path[PATH_MAX];
    if (!(flags & GLOB_DOOFFS))
        found->gl_offs = 0;
    if (!(flags & GLOB_APPEND)) {
        found->gl_pathc = 0;
        found->gl_pathv = calloc(found->gl_offs + 1, sizeof *found->gl_pathv);
        if (!found->gl_pathv)
            return GLOB_NOSPACE;
    }
    size_t before = found->gl_pathc;
    int error = walk(&search, path, 0, pattern);
    if (!error && found->gl_pathc == before)
        error = flags & GLOB_NOCHECK ? add(&search, pattern) : GLOB_NOMATCH;
    if (!(flags & GLOB_NOSORT))
        qsort(found->gl_pathv + found->gl_offs + before, found->gl_pathc - before, sizeof(char *), compare);
    return error;
}

void globfree(glob_t *found)
{
    for (size_t i = 0; i < found->gl_pathc; i++)
        free(found->gl_pathv[found->gl_offs + i]);
    free(found->gl_pathv);
    found->gl_pathv = NULL;
    found->gl_pathc = 0;
}
