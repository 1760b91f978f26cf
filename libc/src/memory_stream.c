/* Streams that are not files: memory, and functions of the program's own (<stdio.h>, open_wmemstream of
 * <wchar.h>). */
#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* The memory behind a stream. Its length is up to where it was written; a NUL follows if there is room. */
struct memory {
    char *bytes;
    size_t position, length, size;
    int append;        /* fmemopen's "a" */
    int own;           /* fmemopen brought the memory itself */
    char **text;       /* open_memstream: where to say where it is */
    size_t *text_size; /* and how much was written */
    wchar_t **wide;    /* open_wmemstream: the same as characters */
};

static FILE *open_stream(const char *mode, void *cookie)
{
    unsigned flags;
    if (__file_mode(mode, &flags) < 0)
        return NULL;
    FILE *file = __file_open(-1, flags);
    if (file) {
        file->flags &= ~FILE_UNDECIDED;
        file->cookie = cookie;
    }
    return file;
}

static ssize_t memory_fill(FILE *file, char *to, size_t count)
{
    struct memory *memory = file->cookie;
    size_t left = memory->position < memory->length ? memory->length - memory->position : 0;
    if (count > left)
        count = left;
    memcpy(to, memory->bytes + memory->position, count);
    memory->position += count;
    return (ssize_t)count;
}

static off_t memory_seek(FILE *file, off_t offset, int whence)
{
    struct memory *memory = file->cookie;
    size_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory->position : memory->length;
    off_t limit = memory->text || memory->wide ? 0x7fffffff - (off_t)from : (off_t)(memory->size - from);
    if ((unsigned)whence > SEEK_END || offset < -(off_t)from || offset > limit) {
        errno = EINVAL;
        return -1;
    }
    memory->position = from + (size_t)offset;
    return (off_t)memory->position;
}

static void memory_written(struct memory *memory, size_t count)
{
    memory->position += count;
    if (memory->position > memory->length)
        memory->length = memory->position;
}

/* fmemopen: what does not fit is an error. */
static ssize_t fixed_drain(FILE *file, const char *from, size_t count)
{
    struct memory *memory = file->cookie;
    if (memory->append)
        memory->position = memory->length;
    size_t room = memory->size - memory->position, before = memory->length;
    if (count > room)
        count = room;
    if (count == 0) {
        errno = ENOSPC;
        return -1;
    }
    memcpy(memory->bytes + memory->position, from, count);
    memory_written(memory, count);
    if (memory->length > before && memory->length < memory->size)
        memory->bytes[memory->length] = 0;
    return (ssize_t)count;
}

static int fixed_close(FILE *file)
{
    struct memory *memory = file->cookie;
    if (memory->own)
        free(memory->bytes);
    free(memory);
    return 0;
}

FILE *fmemopen(void *buffer, size_t size, const char *mode)
{
    struct memory *memory = calloc(1, sizeof(*memory));
    FILE *file = memory ? open_stream(mode, memory) : NULL;
    if (!file) {
        free(memory);
        return NULL;
    }
    file->fill = memory_fill;
    file->drain = fixed_drain;
    file->seek = memory_seek;
    file->close = fixed_close;
    memory->own = !buffer;
    memory->bytes = buffer ? buffer : calloc(1, size ? size : 1);
    memory->size = memory->bytes ? size : 0;
    memory->append = mode[0] == 'a';
    if (mode[0] == 'w' && memory->size > 0)
        memory->bytes[0] = 0;
    if (mode[0] != 'w')
        memory->length = mode[0] == 'a' ? strnlen(memory->bytes, memory->size) : memory->size;
    if (memory->append)
        memory->position = memory->length;
    return file;
}

/* Tells the program where its text is. */
static int memory_tell(struct memory *memory)
{
    size_t end = memory->position < memory->length ? memory->position : memory->length;
    if (memory->text) {
        *memory->text = memory->bytes;
        *memory->text_size = end;
        return 0;
    }
    wchar_t *wide = realloc(*memory->wide, (memory->length + 1) * sizeof(wchar_t));
    if (!wide)
        return -1;
    *memory->wide = wide;
    size_t characters = mbstowcs(wide, memory->bytes, memory->length + 1);
    *memory->text_size = characters == (size_t)-1 ? 0 : characters;
    return 0;
}

static ssize_t growing_drain(FILE *file, const char *from, size_t count)
{
    struct memory *memory = file->cookie;
    size_t needed = memory->position + count + 1;
    if (needed > memory->size) {
        size_t size = needed > memory->size * 2 ? needed : memory->size * 2;
        char *bytes = realloc(memory->bytes, size);
        if (!bytes)
            return -1;
        memset(bytes + memory->length, 0, size - memory->length);
        memory->bytes = bytes;
        memory->size = size;
    }
    memcpy(memory->bytes + memory->position, from, count);
    memory_written(memory, count);
    return memory_tell(memory) == 0 ? (ssize_t)count : -1;
}

static off_t growing_seek(FILE *file, off_t offset, int whence)
{
    off_t position = memory_seek(file, offset, whence);
    return position >= 0 && memory_tell(file->cookie) == 0 ? position : -1;
}

static int growing_close(FILE *file)
{
    struct memory *memory = file->cookie;
    int result = memory_tell(memory);
    if (!memory->text)
        free(memory->bytes);
    free(memory);
    return result;
}

static FILE *open_growing(char **text, wchar_t **wide, size_t *size)
{
    struct memory *memory = calloc(1, sizeof(*memory));
    char *bytes = calloc(1, 1);
    FILE *file = memory && bytes ? open_stream("w", memory) : NULL;
    if (wide)
        *wide = NULL;
    if (file) {
        *memory = (struct memory){.bytes = bytes, .size = 1, .text = text, .text_size = size, .wide = wide};
        file->drain = growing_drain;
        file->seek = growing_seek;
        file->close = growing_close;
        file->orientation = wide ? 1 : -1;
        if (memory_tell(memory) == 0)
            return file;
        file->close = NULL;
        fclose(file);
    }
    free(memory);
    free(bytes);
    return NULL;
}

FILE *open_memstream(char **text, size_t *size)
{
    return open_growing(text, NULL, size);
}

FILE *open_wmemstream(wchar_t **text, size_t *size)
{
    return open_growing(NULL, text, size);
}

/* The program's functions, and what it hands them. */
struct cookie {
    void *own;
    cookie_io_functions_t functions;
};

static ssize_t cookie_fill(FILE *file, char *to, size_t count)
{
    struct cookie *cookie = file->cookie;
    return cookie->functions.read ? cookie->functions.read(cookie->own, to, count) : 0;
}

static ssize_t cookie_drain(FILE *file, const char *from, size_t count)
{
    struct cookie *cookie = file->cookie;
    ssize_t written =
        cookie->functions.write ? cookie->functions.write(cookie->own, from, count) : (ssize_t)count;
    return written > 0 ? written : -1;
}

static off_t cookie_seek(FILE *file, off_t offset, int whence)
{
    struct cookie *cookie = file->cookie;
    if (!cookie->functions.seek) {
        errno = ENOTSUP;
        return -1;
    }
    return cookie->functions.seek(cookie->own, &offset, whence) == 0 ? offset : -1;
}

static int cookie_close(FILE *file)
{
    struct cookie *cookie = file->cookie;
    int result = cookie->functions.close ? cookie->functions.close(cookie->own) : 0;
    free(cookie);
    return result;
}

FILE *fopencookie(void *own, const char *mode, cookie_io_functions_t functions)
{
    struct cookie *cookie = malloc(sizeof(*cookie));
    FILE *file = cookie ? open_stream(mode, cookie) : NULL;
    if (!file) {
        free(cookie);
        return NULL;
    }
    *cookie = (struct cookie){own, functions};
    file->fill = cookie_fill;
    file->drain = cookie_drain;
    file->seek = cookie_seek;
    file->close = cookie_close;
    return file;
}
