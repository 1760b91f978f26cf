/*
 * Inside a stream. Its buffer holds either bytes read ahead (next to end) or bytes to be written
 * (buffer to next). The stream's lock guards all of it: functions named __file_* want it held.
 */
#pragma once
#include "thread.h"
#include <stdio.h>

enum file_flags {
    FILE_READ = 1,       /* may be read */
    FILE_WRITE = 2,      /* may be written */
    FILE_END = 4,        /* met the end of the file */
    FILE_ERROR = 8,      /* an operation failed */
    FILE_LINES = 16,     /* a newline flushes */
    FILE_UNDECIDED = 32, /* FILE_LINES if it is a terminal: looked up at the first write */
    FILE_WRITING = 64,   /* the buffer holds bytes to be written */
    FILE_OWN = 128,      /* the FILE was allocated, and is in the list of open files */
    FILE_OWN_BUFFER = 256,
    FILE_APPEND = 512,
};

#define FILE_PUSHBACK 8 /* room below the buffer for ungetc */

struct __file {
    unsigned flags;
    int fd;
    char *buffer;
    size_t size; /* 0: not buffered */
    char *next, *end;
    int lock;  /* as lock_take() has it */
    int child; /* popen's process; 0: none */
    unsigned depth;
    struct tcb *owner;
    FILE *list_next; /* open files; guarded by the list's own lock */
    ssize_t (*fill)(FILE *file, char *to, size_t count);
    ssize_t (*drain)(FILE *file, const char *from, size_t count);
    off_t (*seek)(FILE *file, off_t offset, int whence); /* the new position, or -1 */
    int (*close)(FILE *file);                            /* 0 or -1; NULL: there is a descriptor to close */
    void *cookie;                                        /* what those four work on, if not a descriptor */
    int orientation;                                     /* as fwide() tells it */
    char one[FILE_PUSHBACK + 1];                         /* the buffer of an unbuffered stream that is read */
};

/* All open files but the standard streams. The lock guards the list; it is taken before a stream's. */
extern int __file_list_lock;
extern FILE *__file_list;

/* Lock and unlock for the length of one call; nothing while there is one thread only. */
void __file_lock(FILE *file);
void __file_unlock(FILE *file);

static inline void file_lock(FILE *file)
{
    if (__threaded)
        __file_lock(file);
}

static inline void file_unlock(FILE *file)
{
    if (__threaded)
        __file_unlock(file);
}

/* Printing and reading lines may be cancelled, while the stream is not locked. */
#pragma weak __cancel_now
static inline void file_cancel(void)
{
    if (__cancel_now && tcb_current()->cancel == CANCEL_PENDING)
        __cancel_now();
}

int __file_flush(FILE *file);                                    /* 0 or EOF */
size_t __file_write(FILE *file, const char *from, size_t count); /* bytes written or buffered */
int __file_fill(FILE *file);                                     /* 0, or EOF and flags */
int __file_get(FILE *file);                                      /* a byte or EOF */
void __file_unget(FILE *file);                                   /* the byte just got */
int __format(FILE *file, const char *format, va_list arguments); /* printf: bytes, or -1 */
/* The same with the stream locked and buffered; `wide`: lengths are counted in characters, not bytes. */
int __print_to(FILE *file, const char *format, va_list arguments, int wide);
/* scanf: items, or EOF; `wide`: widths are counted in characters, not bytes. */
int __scan(FILE *file, const char *format, va_list arguments, int wide);
int __scan_string(const char *text, const char *format, va_list arguments, int wide);
FILE *__file_open(int fd, unsigned flags);
int __file_mode(const char *mode, unsigned *flags); /* fopen's mode as open's flags, or -1 and errno */
