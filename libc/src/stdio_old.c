/* Older parts of <stdio.h>, and <stdio_ext.h>. */
#include "file.h"
#include <pwd.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *gets(char *to)
{
    int c = EOF;
    char *at = to;
    file_lock(stdin);
    while ((c = __file_get(stdin)) != EOF && c != '\n')
        *at++ = (char)c;
    int failed = c == EOF && (at == to || stdin->flags & FILE_ERROR);
    file_unlock(stdin);
    if (failed)
        return NULL;
    *at = 0;
    return to;
}

int getw(FILE *file)
{
    int word;
    return fread(&word, sizeof(word), 1, file) == 1 ? word : EOF;
}

int putw(int word, FILE *file)
{
    return fwrite(&word, sizeof(word), 1, file) == 1 ? 0 : EOF;
}

/* Streams stay open, so that what runs at exit may still print. */
int fcloseall(void)
{
    return fflush(NULL);
}

char *tmpnam_r(char *name)
{
    return name ? tmpnam(name) : NULL;
}

char *tempnam(const char *directory, const char *prefix)
{
    const char *wanted = getenv("TMPDIR"), *folders[] = {wanted, directory, P_tmpdir};
    for (int i = 0; i < 3; i++) {
        char *name = NULL;
        if (!folders[i] || access(folders[i], W_OK) != 0)
            continue;
        if (asprintf(&name, "%s/%.5sXXXXXX", folders[i], prefix ? prefix : "file") < 0)
            return NULL;
        if (*mktemp(name))
            return name;
        free(name);
    }
    return NULL;
}

char *cuserid(char *name)
{
    static char own[L_cuserid];
    const struct passwd *user = getpwuid(geteuid());
    if (!name)
        name = own;
    strlcpy(name, user ? user->pw_name : "", L_cuserid);
    return name;
}

size_t __fbufsize(FILE *file)
{
    return file->size;
}

size_t __fpending(FILE *file)
{
    return file->flags & FILE_WRITING ? (size_t)(file->next - file->buffer) : 0;
}

int __flbf(FILE *file)
{
    return (file->flags & FILE_LINES) != 0;
}

int __freadable(FILE *file)
{
    return (file->flags & FILE_READ) != 0;
}

int __fwritable(FILE *file)
{
    return (file->flags & FILE_WRITE) != 0;
}

int __freading(FILE *file)
{
    return !__fwritable(file) || (!(file->flags & FILE_WRITING) && file->next < file->end);
}

int __fwriting(FILE *file)
{
    return !__freadable(file) || (file->flags & FILE_WRITING) != 0;
}

int __fsetlocking(FILE *file, int how)
{
    return FSETLOCKING_INTERNAL;
}

void __fpurge(FILE *file)
{
    file_lock(file);
    file->next = file->end = file->buffer;
    file->flags &= ~FILE_WRITING;
    file_unlock(file);
}

void _flushlbf(void)
{
    fflush(NULL);
}
