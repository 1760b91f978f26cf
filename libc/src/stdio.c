/* Reading and writing streams, and places in files (<stdio.h>). */
#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int putc_unlocked(int c, FILE *file)
{
    char byte = (char)c;
    if (file->flags & FILE_WRITING && file->next < file->end && !(byte == '\n' && file->flags & FILE_LINES)) {
        *file->next++ = byte;
        return (unsigned char)byte;
    }
    return __file_write(file, &byte, 1) == 1 ? (unsigned char)byte : EOF;
}

int putchar_unlocked(int c)
{
    return putc_unlocked(c, stdout);
}

int fputc(int c, FILE *file)
{
    file_lock(file);
    int result = putc_unlocked(c, file);
    file_unlock(file);
    return result;
}

int putc(int c, FILE *file)
{
    return fputc(c, file);
}

int putchar(int c)
{
    return fputc(c, stdout);
}

size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict file)
{
    if (size == 0 || count == 0)
        return 0;
    file_lock(file);
    size_t written = __file_write(file, from, size * count);
    file_unlock(file);
    return written == size * count ? count : written / size;
}

int fputs(const char *restrict text, FILE *restrict file)
{
    size_t length = strlen(text);
    file_lock(file);
    size_t written = __file_write(file, text, length);
    file_unlock(file);
    return written == length ? 0 : EOF;
}

int puts(const char *text)
{
    size_t length = strlen(text);
    file_cancel();
    file_lock(stdout);
    int failed = __file_write(stdout, text, length) != length || putc_unlocked('\n', stdout) == EOF;
    file_unlock(stdout);
    return failed ? EOF : 0;
}

int getc_unlocked(FILE *file)
{
    return __file_get(file);
}

int getchar_unlocked(void)
{
    return __file_get(stdin);
}

int fgetc(FILE *file)
{
    file_cancel();
    file_lock(file);
    int result = __file_get(file);
    file_unlock(file);
    return result;
}

int getc(FILE *file)
{
    return fgetc(file);
}

int getchar(void)
{
    return fgetc(stdin);
}

int ungetc(int c, FILE *file)
{
    int result = EOF;
    file_lock(file);
    if (file->flags & FILE_WRITING)
        __file_flush(file);
    if (!file->buffer)
        file->buffer = file->next = file->end = file->one + FILE_PUSHBACK;
    if (!file->next)
        file->next = file->end = file->buffer;
    if (c != EOF && file->next > file->buffer - FILE_PUSHBACK) {
        *--file->next = (char)c;
        file->flags &= ~FILE_END;
        result = (unsigned char)c;
    }
    file_unlock(file);
    return result;
}

/* Makes sure that there are bytes to read, and says how many lie in the buffer; 0 at the end. */
static size_t available(FILE *file)
{
    if ((file->flags & FILE_WRITING || file->next == file->end) && __file_fill(file) != 0)
        return 0;
    return (size_t)(file->end - file->next);
}

size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict file)
{
    if (size == 0 || count == 0)
        return 0;
    size_t total = size * count, done = 0, part;
    file_lock(file);
    while (done < total && (part = available(file)) > 0) {
        if (part > total - done)
            part = total - done;
        memcpy((char *)to + done, file->next, part);
        file->next += part;
        done += part;
    }
    file_unlock(file);
    return done == total ? count : done / size;
}

char *fgets(char *restrict to, int size, FILE *restrict file)
{
    size_t left = size > 0 ? (size_t)size - 1 : 0, part;
    char *at = to, *newline = NULL;
    file_cancel();
    file_lock(file);
    while (left > 0 && !newline && (part = available(file)) > 0) {
        if (part > left)
            part = left;
        newline = memchr(file->next, '\n', part);
        if (newline)
            part = (size_t)(newline + 1 - file->next);
        memcpy(at, file->next, part);
        file->next += part;
        at += part;
        left -= part;
    }
    int failed = size <= 0 || (at == to && size > 1) || (file->flags & FILE_ERROR && !newline && left > 0);
    file_unlock(file);
    if (failed)
        return NULL;
    *at = 0;
    return to;
}

ssize_t getdelim(char **restrict line, size_t *restrict size, int delimiter, FILE *restrict file)
{
    size_t length = 0;
    int c = EOF;
    if (!line || !size) {
        errno = EINVAL;
        return -1;
    }
    if (!*line)
        *size = 0;
    file_lock(file);
    do {
        if (length + 2 > *size) {
            size_t larger = *size < 64 ? 128 : *size * 2;
            char *moved = realloc(*line, larger);
            if (!moved) {
                length = 0;
                break;
            }
            *line = moved;
            *size = larger;
        }
        c = __file_get(file);
        if (c != EOF)
            (*line)[length++] = (char)c;
    } while (c != EOF && c != delimiter);
    file_unlock(file);
    if (length == 0)
        return -1;
    (*line)[length] = 0;
    return (ssize_t)length;
}

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict file)
{
    return getdelim(line, size, '\n', file);
}

int fseek(FILE *file, long offset, int whence)
{
    file_lock(file);
    long result = 0;
    if (file->flags & FILE_WRITING)
        result = __file_flush(file);
    else if (whence == SEEK_CUR)
        offset -= file->end - file->next;
    if (result == 0)
        result = file->seek(file, offset, whence);
    if (result >= 0) {
        file->next = file->end = file->buffer;
        file->flags &= ~FILE_END;
    }
    file_unlock(file);
    return result < 0 ? -1 : 0;
}

int fseeko(FILE *file, off_t offset, int whence)
{
    return fseek(file, offset, whence);
}

long ftell(FILE *file)
{
    file_lock(file);
    int writing = file->flags & FILE_WRITING;
    int whence = writing && file->flags & FILE_APPEND ? SEEK_END : SEEK_CUR;
    long position = file->seek(file, 0, whence);
    if (position >= 0)
        position += writing ? file->next - file->buffer : file->next - file->end;
    file_unlock(file);
    return position;
}

off_t ftello(FILE *file)
{
    return ftell(file);
}

void rewind(FILE *file)
{
    fseek(file, 0, SEEK_SET);
    clearerr(file);
}

int fgetpos(FILE *restrict file, fpos_t *restrict position)
{
    *position = ftell(file);
    return *position < 0 ? -1 : 0;
}

int fsetpos(FILE *file, const fpos_t *position)
{
    return fseek(file, *position, SEEK_SET);
}

int feof(FILE *file)
{
    return (file->flags & FILE_END) != 0;
}

int ferror(FILE *file)
{
    return (file->flags & FILE_ERROR) != 0;
}

void clearerr(FILE *file)
{
    file_lock(file);
    file->flags &= ~(FILE_END | FILE_ERROR);
    file_unlock(file);
}

int fileno(FILE *file)
{
    if (file->fd < 0)
        errno = EBADF;
    return file->fd;
}

void flockfile(FILE *file)
{
    __file_lock(file);
}

void funlockfile(FILE *file)
{
    __file_unlock(file);
}

int ftrylockfile(FILE *file)
{
    if (file->owner != tcb_current()) {
        if (!lock_try(&file->lock))
            return -1;
        file->owner = tcb_current();
    } else {
        file->depth++;
    }
    return 0;
}
