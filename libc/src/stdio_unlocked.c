/* Streams without their locks (<stdio.h>): a stream's lock may be taken again by who has it, so the usual
 * functions serve. */
#include "syscall.h"
#include <stdio.h>

int fgetc_unlocked(FILE *file)
{
    return getc_unlocked(file);
}

int fputc_unlocked(int c, FILE *file)
{
    return putc_unlocked(c, file);
}

char *fgets_unlocked(char *restrict to, int size, FILE *restrict file)
{
    return fgets(to, size, file);
}

int fputs_unlocked(const char *restrict text, FILE *restrict file)
{
    return fputs(text, file);
}

size_t fread_unlocked(void *restrict to, size_t size, size_t count, FILE *restrict file)
{
    return fread(to, size, count, file);
}

size_t fwrite_unlocked(const void *restrict from, size_t size, size_t count, FILE *restrict file)
{
    return fwrite(from, size, count, file);
}

int fflush_unlocked(FILE *file)
{
    return fflush(file);
}

int feof_unlocked(FILE *file)
{
    return feof(file);
}

int ferror_unlocked(FILE *file)
{
    return ferror(file);
}

void clearerr_unlocked(FILE *file)
{
    clearerr(file);
}

int fileno_unlocked(FILE *file)
{
    return fileno(file);
}

void setbuffer(FILE *file, char *buffer, size_t size)
{
    setvbuf(file, buffer, buffer ? _IOFBF : _IONBF, size);
}

int renameat(int old_directory, const char *old, int directory, const char *path)
{
    return sys_result(sys_renameat(old_directory, old, directory, path));
}
