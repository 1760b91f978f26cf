/* Parts of path names (<libgen.h>). */
#include <libgen.h>
#include <string.h>

/* Cuts slashes off the end, but never the first byte. */
static char *trim(char *path, char *end)
{
    while (end > path + 1 && end[-1] == '/')
        *--end = 0;
    return end;
}

char *basename(char *path)
{
    if (!path || !*path)
        return ".";
    char *end = trim(path, path + strlen(path));
    while (end > path && end[-1] != '/')
        end--;
    return *end ? end : path;
}

char *dirname(char *path)
{
    if (!path || !*path)
        return ".";
    char *end = trim(path, path + strlen(path));
    while (end > path && end[-1] != '/')
        end--;
    if (end == path)
        return *path == '/' ? "/" : ".";
    *end = 0;
    trim(path, end);
    return path;
}
