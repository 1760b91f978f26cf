/*
 * Buffered input and output (ISO C 7.21, POSIX). Every stream has a lock of its own, so that threads
 * don't tear each other's output. Standard output is line-buffered on a terminal and fully buffered
 * elsewhere; standard error is not buffered.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct __file FILE;
typedef long fpos_t;

extern FILE *stdin, *stdout, *stderr;
#define stdin  stdin
#define stdout stdout
#define stderr stderr

#define EOF          (-1)
#define BUFSIZ       4096
#define FOPEN_MAX    1000
#define FILENAME_MAX 4096
#define L_tmpnam     20
#define L_ctermid    16
#define P_tmpdir     "/tmp"
#define TMP_MAX      10000

#define _IOFBF 0 /* fully buffered */
#define _IOLBF 1 /* line-buffered */
#define _IONBF 2 /* not buffered */

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

#define __PRINTF(format, first) __attribute__((__format__(__printf__, format, first)))
#define __SCANF(format, first)  __attribute__((__format__(__scanf__, format, first)))

FILE *fopen(const char *__restrict path, const char *__restrict mode);
FILE *fdopen(int fd, const char *mode);
FILE *freopen(const char *__restrict path, const char *__restrict mode, FILE *__restrict file);
int fclose(FILE *file);
FILE *fmemopen(void *buffer, size_t size, const char *mode);
FILE *open_memstream(char **text, size_t *size);

/* A stream on functions of the program's own (GNU; man 3 fopencookie). */
typedef ssize_t cookie_read_function_t(void *cookie, char *to, size_t count);
typedef ssize_t cookie_write_function_t(void *cookie, const char *from, size_t count);
typedef int cookie_seek_function_t(void *cookie, off64_t *offset, int whence);
typedef int cookie_close_function_t(void *cookie);
typedef struct {
    cookie_read_function_t *read;
    cookie_write_function_t *write;
    cookie_seek_function_t *seek;
    cookie_close_function_t *close;
} cookie_io_functions_t;
FILE *fopencookie(void *cookie, const char *mode, cookie_io_functions_t functions);

FILE *popen(const char *command, const char *mode);
int pclose(FILE *file);
FILE *tmpfile(void);
char *tmpnam(char *name);
int remove(const char *path);
int renameat(int old_directory, const char *old, int directory, const char *path);
int rename(const char *old, const char *path);
int fflush(FILE *file);
int setvbuf(FILE *__restrict file, char *__restrict buffer, int mode, size_t size);
void setbuf(FILE *__restrict file, char *__restrict buffer);
void setlinebuf(FILE *file);
void setbuffer(FILE *file, char *buffer, size_t size);

size_t fread(void *__restrict to, size_t size, size_t count, FILE *__restrict file);
size_t fwrite(const void *__restrict from, size_t size, size_t count, FILE *__restrict file);
int fgetc(FILE *file);
int getc(FILE *file);
int getchar(void);
int ungetc(int c, FILE *file);
char *fgets(char *__restrict to, int size, FILE *__restrict file);
ssize_t getline(char **__restrict line, size_t *__restrict size, FILE *__restrict file);
ssize_t getdelim(char **__restrict line, size_t *__restrict size, int delimiter, FILE *__restrict file);
int fputc(int c, FILE *file);
int putc(int c, FILE *file);
int putchar(int c);
int fputs(const char *__restrict text, FILE *__restrict file);
int puts(const char *text);
void perror(const char *text);

char *ctermid(char *name);
char *cuserid(char *name);
#define L_cuserid 32
char *tempnam(const char *directory, const char *prefix);
char *tmpnam_r(char *name);
char *gets(char *to); /* nobody should: it knows no end */
int getw(FILE *file);
int putw(int word, FILE *file);
int fcloseall(void);

int getc_unlocked(FILE *file);
int getchar_unlocked(void);
int putc_unlocked(int c, FILE *file);
int putchar_unlocked(int c);
int fgetc_unlocked(FILE *file);
int fputc_unlocked(int c, FILE *file);
char *fgets_unlocked(char *__restrict to, int size, FILE *__restrict file);
int fputs_unlocked(const char *__restrict text, FILE *__restrict file);
size_t fread_unlocked(void *__restrict to, size_t size, size_t count, FILE *__restrict file);
size_t fwrite_unlocked(const void *__restrict from, size_t size, size_t count, FILE *__restrict file);
int fflush_unlocked(FILE *file);
int feof_unlocked(FILE *file);
int ferror_unlocked(FILE *file);
void clearerr_unlocked(FILE *file);
int fileno_unlocked(FILE *file);
void flockfile(FILE *file);
int ftrylockfile(FILE *file);
void funlockfile(FILE *file);

int fseek(FILE *file, long offset, int whence);
int fseeko(FILE *file, off_t offset, int whence);
long ftell(FILE *file);
off_t ftello(FILE *file);
void rewind(FILE *file);
int fgetpos(FILE *__restrict file, fpos_t *__restrict position);
int fsetpos(FILE *file, const fpos_t *position);
int feof(FILE *file);
int ferror(FILE *file);
void clearerr(FILE *file);
int fileno(FILE *file);

int printf(const char *__restrict format, ...) __PRINTF(1, 2);
int fprintf(FILE *__restrict file, const char *__restrict format, ...) __PRINTF(2, 3);
int dprintf(int fd, const char *__restrict format, ...) __PRINTF(2, 3);
int sprintf(char *__restrict to, const char *__restrict format, ...) __PRINTF(2, 3);
int snprintf(char *__restrict to, size_t size, const char *__restrict format, ...) __PRINTF(3, 4);
int asprintf(char **__restrict to, const char *__restrict format, ...) __PRINTF(2, 3);
int vprintf(const char *__restrict format, va_list arguments) __PRINTF(1, 0);
int vfprintf(FILE *__restrict file, const char *__restrict format, va_list arguments) __PRINTF(2, 0);
int vdprintf(int fd, const char *__restrict format, va_list arguments) __PRINTF(2, 0);
int vsprintf(char *__restrict to, const char *__restrict format, va_list arguments) __PRINTF(2, 0);
int vsnprintf(char *__restrict to, size_t size, const char *__restrict format, va_list arguments)
    __PRINTF(3, 0);
int vasprintf(char **__restrict to, const char *__restrict format, va_list arguments) __PRINTF(2, 0);

int scanf(const char *__restrict format, ...) __SCANF(1, 2);
int fscanf(FILE *__restrict file, const char *__restrict format, ...) __SCANF(2, 3);
int sscanf(const char *__restrict text, const char *__restrict format, ...) __SCANF(2, 3);
int vscanf(const char *__restrict format, va_list arguments) __SCANF(1, 0);
int vfscanf(FILE *__restrict file, const char *__restrict format, va_list arguments) __SCANF(2, 0);
int vsscanf(const char *__restrict text, const char *__restrict format, va_list arguments) __SCANF(2, 0);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define fopen64   fopen
#define freopen64 freopen
#define tmpfile64 tmpfile
#define fseeko64  fseeko
#define ftello64  ftello
#define fgetpos64 fgetpos
#define fsetpos64 fsetpos
#define fpos64_t  fpos_t
