/*
 * Streams: buffers, locks, the three that are always open, the list of the others (<stdio.h>).
 * Lock order: the list, then a stream.
 */
#include "file.h"
#include "syscall.h"
#include <abi/fcntl.h>
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static ssize_t fd_fill(FILE *file, char *to, size_t count)
{
    return sys_result(sys_read(file->fd, to, count));
}

static ssize_t fd_drain(FILE *file, const char *from, size_t count)
{
    return sys_result(sys_write(file->fd, from, count));
}

static off_t fd_seek(FILE *file, off_t offset, int whence)
{
    return sys_result(sys_lseek(file->fd, offset, whence));
}

static char stdin_buffer[FILE_PUSHBACK + BUFSIZ], stdout_buffer[FILE_PUSHBACK + BUFSIZ];

static FILE standard_input = {.flags = FILE_READ,
                              .fd = 0,
                              .buffer = stdin_buffer + FILE_PUSHBACK,
                              .size = BUFSIZ,
                              .fill = fd_fill,
                              .drain = fd_drain,
                              .seek = fd_seek};
static FILE standard_output = {.flags = FILE_WRITE | FILE_UNDECIDED,
                               .fd = 1,
                               .buffer = stdout_buffer + FILE_PUSHBACK,
                               .size = BUFSIZ,
                               .fill = fd_fill,
                               .drain = fd_drain,
                               .seek = fd_seek};
static FILE standard_error = {
    .flags = FILE_WRITE, .fd = 2, .fill = fd_fill, .drain = fd_drain, .seek = fd_seek};

FILE *stdin = &standard_input, *stdout = &standard_output, *stderr = &standard_error;

int __file_list_lock;
FILE *__file_list;

void __file_lock(FILE *file)
{
    struct tcb *self = tcb_current();
    if (file->owner == self) {
        file->depth++;
        return;
    }
    lock_take(&file->lock);
    file->owner = self;
}

void __file_unlock(FILE *file)
{
    if (file->depth > 0) {
        file->depth--;
        return;
    }
    file->owner = NULL;
    lock_drop(&file->lock);
}

/* The bytes read ahead are dropped, or those to be written sent: 0 or EOF. */
int __file_flush(FILE *file)
{
    char *from = file->buffer;
    char *end = file->flags & FILE_WRITING ? file->next : from;
    file->next = file->end = file->buffer;
    file->flags &= ~FILE_WRITING;
    while (from < end) {
        ssize_t count = file->drain(file, from, (size_t)(end - from));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            file->flags |= FILE_ERROR;
            return EOF;
        }
        from += count;
    }
    return 0;
}

static int write_start(FILE *file)
{
    if (!(file->flags & FILE_WRITE)) {
        file->flags |= FILE_ERROR;
        errno = EBADF;
        return EOF;
    }
    if (file->flags & FILE_UNDECIDED) {
        struct termios settings;
        file->flags &= ~FILE_UNDECIDED;
        if (sys_ioctl(file->fd, TCGETS, (unsigned long)&settings) == 0)
            file->flags |= FILE_LINES;
    }
    if (file->next < file->end) /* read ahead: the file's position is further on than the program's */
        file->seek(file, file->next - file->end, SEEK_CUR);
    if (file->orientation == 0)
        file->orientation = -1;
    file->flags |= FILE_WRITING;
    file->next = file->buffer;
    file->end = file->buffer + file->size;
    return 0;
}

/* Sends count bytes past the buffer. */
static size_t write_through(FILE *file, const char *from, size_t count)
{
    char *buffer = file->buffer;
    file->buffer = (char *)from;
    file->next = (char *)from + count;
    file->flags |= FILE_WRITING;
    int error = __file_flush(file);
    file->buffer = file->next = file->end = buffer;
    return error ? 0 : count;
}

/* Keeps what follows the last newline, and sends the rest. */
static int flush_lines(FILE *file, size_t behind)
{
    char *rest = file->next - behind;
    file->next = rest;
    if (__file_flush(file) != 0)
        return EOF;
    write_start(file);
    memmove(file->next, rest, behind);
    file->next += behind;
    return 0;
}

size_t __file_write(FILE *file, const char *from, size_t count)
{
    if (!(file->flags & FILE_WRITING) && write_start(file) != 0)
        return 0;
    if (count > (size_t)(file->end - file->next)) {
        if (__file_flush(file) != 0)
            return 0;
        if (count >= file->size)
            return write_through(file, from, count);
        write_start(file);
    }
    memcpy(file->next, from, count);
    file->next += count;
    const char *newline = file->flags & FILE_LINES ? memrchr(from, '\n', count) : NULL;
    if (newline && flush_lines(file, (size_t)(from + count - newline) - 1) != 0)
        return 0;
    return count;
}

/* Reads ahead. Who asks at a terminal has just been asked: what was printed is to be seen first. */
int __file_fill(FILE *file)
{
    if (!(file->flags & FILE_READ)) {
        file->flags |= FILE_ERROR;
        errno = EBADF;
        return EOF;
    }
    if (file->flags & FILE_WRITING && __file_flush(file) != 0)
        return EOF;
    if (stdout->flags & FILE_LINES && stdout != file && file->fd >= 0)
        fflush(stdout);
    if (file->orientation == 0)
        file->orientation = -1;
    if (!file->buffer)
        file->buffer = file->one + FILE_PUSHBACK;
    file->next = file->end = file->buffer;
    ssize_t count = file->fill(file, file->buffer, file->size ? file->size : 1);
    if (count <= 0) {
        file->flags |= count ? FILE_ERROR : FILE_END;
        return EOF;
    }
    file->end += count;
    return 0;
}

int __file_get(FILE *file)
{
    if ((file->flags & FILE_WRITING || file->next == file->end) && __file_fill(file) != 0)
        return EOF;
    return (unsigned char)*file->next++;
}

void __file_unget(FILE *file)
{
    file->next--;
}

int fflush(FILE *file)
{
    if (file) {
        file_lock(file);
        int result = 0;
        if (file->flags & FILE_WRITING)
            result = __file_flush(file);
        file_unlock(file);
        return result;
    }
    int result = fflush(stdout) | fflush(stderr);
    lock_take(&__file_list_lock);
    for (file = __file_list; file; file = file->list_next)
        if (file->flags & FILE_WRITING)
            result |= fflush(file);
    lock_drop(&__file_list_lock);
    return result;
}

void __stdio_exit(void)
{
    fflush(NULL);
    if (stdin->next < stdin->end) /* what comes after us reads on where we stopped */
        stdin->seek(stdin, stdin->next - stdin->end, SEEK_CUR);
}

static void lock_reset(FILE *file)
{
    file->lock = 0;
    file->depth = 0;
    file->owner = NULL;
}

/* In the child nobody is left who could unlock a stream, except the one thread, if it held it. */
void __stdio_fork(enum fork_phase phase)
{
    if (phase == FORK_PREPARE) {
        lock_take(&__file_list_lock);
        return;
    }
    lock_drop(&__file_list_lock);
    if (phase != FORK_CHILD)
        return;
    lock_reset(stdin);
    lock_reset(stdout);
    lock_reset(stderr);
    for (FILE *file = __file_list; file; file = file->list_next)
        lock_reset(file);
}
