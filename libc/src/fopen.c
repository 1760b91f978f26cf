/* Opening, closing and buffers of streams (<stdio.h>). */
#include "file.h"
#include "syscall.h"
#include <abi/fcntl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int __file_mode(const char *mode, unsigned *flags)
{
    int open_flags = mode[0] == 'r' ? O_RDONLY : O_WRONLY | O_CREAT | (mode[0] == 'w' ? O_TRUNC : O_APPEND);
    *flags = mode[0] == 'r' ? FILE_READ : mode[0] == 'w' ? FILE_WRITE : FILE_WRITE | FILE_APPEND;
    if (!mode[0] || !strchr("rwa", mode[0])) {
        errno = EINVAL;
        return -1;
    }
    if (strchr(mode, '+')) {
        open_flags = (open_flags & ~O_ACCMODE) | O_RDWR;
        *flags |= FILE_READ | FILE_WRITE;
    }
    if (strchr(mode, 'x'))
        open_flags |= O_EXCL;
    if (strchr(mode, 'e'))
        open_flags |= O_CLOEXEC;
    return open_flags;
}

FILE *__file_open(int fd, unsigned flags)
{
    FILE *file = malloc(sizeof(FILE) + FILE_PUSHBACK + BUFSIZ);
    if (!file)
        return NULL;
    *file = (FILE){
        .flags = flags | FILE_OWN, .fd = fd, .fill = stdin->fill, .drain = stdin->drain, .seek = stdin->seek};
    if (flags & FILE_WRITE)
        file->flags |= FILE_UNDECIDED;
    file->buffer = file->next = file->end = (char *)(file + 1) + FILE_PUSHBACK;
    file->size = BUFSIZ;
    lock_take(&__file_list_lock);
    file->list_next = __file_list;
    __file_list = file;
    lock_drop(&__file_list_lock);
    return file;
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
    unsigned flags;
    int open_flags = __file_mode(mode, &flags);
    int fd = open_flags < 0 ? -1 : open(path, open_flags, 0666);
    if (fd < 0)
        return NULL;
    FILE *file = __file_open(fd, flags);
    if (!file)
        close(fd);
    return file;
}

FILE *fdopen(int fd, const char *mode)
{
    unsigned flags;
    if (__file_mode(mode, &flags) < 0 || fcntl(fd, F_GETFD) < 0)
        return NULL;
    return __file_open(fd, flags);
}

FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict file)
{
    unsigned flags;
    int open_flags = __file_mode(mode, &flags);
    file_lock(file);
    __file_flush(file);
    int fd = open_flags < 0 ? -1 : open(path, open_flags, 0666);
    if (fd >= 0 && file->fd >= 0 && fd != file->fd) {
        dup2(fd, file->fd); /* the stream keeps its number: that is what freopen(stdout) is for */
        close(fd);
    } else if (fd >= 0) {
        file->fd = fd;
    }
    if (fd >= 0)
        file->flags =
            (file->flags & (FILE_OWN | FILE_OWN_BUFFER)) | flags | (flags & FILE_WRITE ? FILE_UNDECIDED : 0);
    if (fd >= 0)
        file->orientation = 0;
    file_unlock(file);
    if (fd >= 0)
        return file;
    fclose(file);
    return NULL;
}

int fclose(FILE *file)
{
    if (file->flags & FILE_OWN) {
        lock_take(&__file_list_lock);
        FILE **link = &__file_list;
        while (*link != file)
            link = &(*link)->list_next;
        *link = file->list_next;
        lock_drop(&__file_list_lock);
    }
    file_lock(file);
    if (!(file->flags & FILE_WRITING) && file->next < file->end)
        file->seek(file, file->next - file->end, SEEK_CUR);
    int result = __file_flush(file);
    if (file->close ? file->close(file) != 0 : file->fd >= 0 && close(file->fd) != 0)
        result = EOF;
    file->fd = -1;
    if (file->flags & FILE_OWN_BUFFER)
        free(file->buffer - FILE_PUSHBACK);
    int own = file->flags & FILE_OWN;
    file->flags &= FILE_OWN;
    file_unlock(file);
    if (own)
        free(file);
    return result;
}

/* A buffer that the caller brings loses its first bytes to ungetc's room. */
int setvbuf(FILE *restrict file, char *restrict buffer, int mode, size_t size)
{
    if ((unsigned)mode > _IONBF)
        return -1;
    file_lock(file);
    __file_flush(file);
    file->flags &= ~(FILE_LINES | FILE_UNDECIDED);
    if (mode == _IONBF) {
        file->buffer = NULL;
        file->size = 0;
    } else {
        char *own = !buffer && !file->size ? malloc(FILE_PUSHBACK + BUFSIZ) : NULL;
        if (buffer && size > FILE_PUSHBACK) {
            file->buffer = buffer + FILE_PUSHBACK;
            file->size = size - FILE_PUSHBACK;
            file->flags &= ~FILE_OWN_BUFFER;
        } else if (own) {
            file->buffer = own + FILE_PUSHBACK;
            file->size = BUFSIZ;
            file->flags |= FILE_OWN_BUFFER;
        }
        if (mode == _IOLBF)
            file->flags |= FILE_LINES;
    }
    file->next = file->end = file->buffer;
    file_unlock(file);
    return 0;
}

void setbuf(FILE *restrict file, char *restrict buffer)
{
    setvbuf(file, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ);
}

void setlinebuf(FILE *file)
{
    setvbuf(file, NULL, _IOLBF, 0);
}
