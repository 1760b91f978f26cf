/* Streams of wide characters (<wchar.h>): in the file they are UTF-8. */
#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void orient(FILE *file)
{
    if (file->orientation == 0)
        file->orientation = 1;
}

static wint_t get_wide(FILE *file)
{
    mbstate_t state = {0};
    size_t length = (size_t)-2;
    wchar_t character = 0;
    orient(file);
    while (length == (size_t)-2) {
        int c = __file_get(file);
        char byte = (char)c;
        if (c == EOF && mbsinit(&state))
            return WEOF;
        length = c == EOF ? (size_t)-1 : mbrtowc(&character, &byte, 1, &state);
    }
    if (length != (size_t)-1)
        return (wint_t)character;
    file->flags |= FILE_ERROR;
    errno = EILSEQ;
    return WEOF;
}

static wint_t put_wide(wchar_t c, FILE *file)
{
    char bytes[4];
    size_t length = wcrtomb(bytes, c, NULL);
    orient(file);
    if (length == (size_t)-1) {
        file->flags |= FILE_ERROR;
        return WEOF;
    }
    return __file_write(file, bytes, length) == length ? (wint_t)c : WEOF;
}

wint_t fgetwc(FILE *file)
{
    file_cancel();
    file_lock(file);
    wint_t result = get_wide(file);
    file_unlock(file);
    return result;
}

wint_t getwc(FILE *file)
{
    return fgetwc(file);
}

wint_t getwchar(void)
{
    return fgetwc(stdin);
}

wint_t fputwc(wchar_t c, FILE *file)
{
    file_lock(file);
    wint_t result = put_wide(c, file);
    file_unlock(file);
    return result;
}

wint_t putwc(wchar_t c, FILE *file)
{
    return fputwc(c, file);
}

wint_t putwchar(wchar_t c)
{
    return fputwc(c, stdout);
}

/* The room that ungetc() has is enough for two. */
wint_t ungetwc(wint_t c, FILE *file)
{
    char bytes[4];
    size_t length = c == WEOF ? (size_t)-1 : wcrtomb(bytes, (wchar_t)c, NULL);
    if (length == (size_t)-1)
        return WEOF;
    orient(file);
    while (length > 0)
        if (ungetc((unsigned char)bytes[--length], file) == EOF)
            return WEOF;
    return c;
}

wchar_t *fgetws(wchar_t *restrict to, int size, FILE *restrict file)
{
    int length = 0;
    wint_t c = 0;
    file_lock(file);
    while (length < size - 1 && c != L'\n' && (c = get_wide(file)) != WEOF)
        to[length++] = (wchar_t)c;
    int failed = size <= 0 || (length == 0 && size > 1) || (c == WEOF && file->flags & FILE_ERROR);
    file_unlock(file);
    if (failed)
        return NULL;
    to[length] = 0;
    return to;
}

int fputws(const wchar_t *restrict text, FILE *restrict file)
{
    int result = 0;
    file_lock(file);
    for (; *text && result == 0; text++)
        result = put_wide(*text, file) == WEOF ? -1 : 0;
    file_unlock(file);
    return result;
}

int fwide(FILE *file, int mode)
{
    file_lock(file);
    if (file->orientation == 0 && mode != 0)
        file->orientation = mode > 0 ? 1 : -1;
    int orientation = file->orientation;
    file_unlock(file);
    return orientation;
}

/* A text as UTF-8, which the caller frees; NULL and errno if it can't be. */
static char *to_bytes(const wchar_t *text)
{
    size_t length = wcstombs(NULL, text, 0);
    char *bytes = length == (size_t)-1 ? NULL : malloc(length + 1);
    if (bytes)
        wcstombs(bytes, text, length + 1);
    return bytes;
}

int vfwprintf(FILE *restrict file, const wchar_t *restrict format, va_list arguments)
{
    char *bytes = to_bytes(format);
    orient(file);
    int result = bytes ? __print_to(file, bytes, arguments, 1) : -1;
    free(bytes);
    return result;
}

/* What does not fit is an error here. */
int vswprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format, va_list arguments)
{
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    int result = file ? vfwprintf(file, format, arguments) : -1;
    if (file && fclose(file) != 0)
        result = -1;
    if (result >= 0 && (size == 0 || mbstowcs(to, text, size) >= size)) {
        errno = EOVERFLOW;
        result = -1;
        if (size > 0)
            to[size - 1] = 0;
    }
    free(text);
    return result;
}

int vwprintf(const wchar_t *restrict format, va_list arguments)
{
    return vfwprintf(stdout, format, arguments);
}

int fwprintf(FILE *restrict file, const wchar_t *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vfwprintf(file, format, arguments);
    va_end(arguments);
    return result;
}

int wprintf(const wchar_t *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vfwprintf(stdout, format, arguments);
    va_end(arguments);
    return result;
}

int swprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vswprintf(to, size, format, arguments);
    va_end(arguments);
    return result;
}

int vfwscanf(FILE *restrict file, const wchar_t *restrict format, va_list arguments)
{
    char *bytes = to_bytes(format);
    int result = EOF;
    if (bytes) {
        file_lock(file);
        orient(file);
        result = __scan(file, bytes, arguments, 1);
        file_unlock(file);
    }
    free(bytes);
    return result;
}

int vswscanf(const wchar_t *restrict text, const wchar_t *restrict format, va_list arguments)
{
    char *bytes = to_bytes(text), *format_bytes = to_bytes(format);
    int result = bytes && format_bytes ? __scan_string(bytes, format_bytes, arguments, 1) : EOF;
    free(bytes);
    free(format_bytes);
    return result;
}

int vwscanf(const wchar_t *restrict format, va_list arguments)
{
    return vfwscanf(stdin, format, arguments);
}

int fwscanf(FILE *restrict file, const wchar_t *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vfwscanf(file, format, arguments);
    va_end(arguments);
    return result;
}

int wscanf(const wchar_t *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vfwscanf(stdin, format, arguments);
    va_end(arguments);
    return result;
}

int swscanf(const wchar_t *restrict text, const wchar_t *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vswscanf(text, format, arguments);
    va_end(arguments);
    return result;
}
