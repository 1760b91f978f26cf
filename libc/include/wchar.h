/*
 * Wide characters (ISO C 7.29, POSIX). A wide character is Unicode's, and text is UTF-8 whatever the locale
 * is called: on the way in and out of a program every character is 1 to 4 bytes.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define WEOF ((wint_t)-1)

#ifndef __WINT_TYPE__
#define __WINT_TYPE__ unsigned
#endif
typedef __WINT_TYPE__ wint_t;

/* The bytes of a character that are there already; all zero is the initial state. */
typedef struct {
    unsigned __count;
    unsigned char __bytes[4];
} mbstate_t;

struct tm;

/* Characters and strings */
size_t wcslen(const wchar_t *text);
size_t wcsnlen(const wchar_t *text, size_t limit);
wchar_t *wcscpy(wchar_t *__restrict to, const wchar_t *__restrict from);
wchar_t *wcsncpy(wchar_t *__restrict to, const wchar_t *__restrict from, size_t count);
wchar_t *wcpcpy(wchar_t *__restrict to, const wchar_t *__restrict from);
wchar_t *wcpncpy(wchar_t *__restrict to, const wchar_t *__restrict from, size_t count);
wchar_t *wcscat(wchar_t *__restrict to, const wchar_t *__restrict from);
wchar_t *wcsncat(wchar_t *__restrict to, const wchar_t *__restrict from, size_t count);
wchar_t *wcsdup(const wchar_t *text);
int wcscmp(const wchar_t *a, const wchar_t *b);
int wcsncmp(const wchar_t *a, const wchar_t *b, size_t count);
int wcscasecmp(const wchar_t *a, const wchar_t *b);
int wcsncasecmp(const wchar_t *a, const wchar_t *b, size_t count);
int wcscoll(const wchar_t *a, const wchar_t *b);
size_t wcsxfrm(wchar_t *__restrict to, const wchar_t *__restrict from, size_t size);
wchar_t *wcschr(const wchar_t *text, wchar_t c);
wchar_t *wcsrchr(const wchar_t *text, wchar_t c);
size_t wcsspn(const wchar_t *text, const wchar_t *accept);
size_t wcscspn(const wchar_t *text, const wchar_t *reject);
wchar_t *wcspbrk(const wchar_t *text, const wchar_t *accept);
wchar_t *wcsstr(const wchar_t *text, const wchar_t *what);
wchar_t *wcstok(wchar_t *__restrict text, const wchar_t *__restrict delimiters, wchar_t **__restrict state);
wchar_t *wmemchr(const wchar_t *where, wchar_t c, size_t count);
int wmemcmp(const wchar_t *a, const wchar_t *b, size_t count);
wchar_t *wmemcpy(wchar_t *__restrict to, const wchar_t *__restrict from, size_t count);
wchar_t *wmempcpy(wchar_t *__restrict to, const wchar_t *__restrict from, size_t count);
wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t count);
wchar_t *wmemset(wchar_t *to, wchar_t c, size_t count);

/* Columns on a terminal: 0 to 2; -1 if it is none to print */
int wcwidth(wchar_t c);
int wcswidth(const wchar_t *text, size_t count);

/* UTF-8 */
wint_t btowc(int byte);
int wctob(wint_t c);
int mbsinit(const mbstate_t *state);
size_t mbrlen(const char *__restrict text, size_t count, mbstate_t *__restrict state);
size_t mbrtowc(wchar_t *__restrict to, const char *__restrict text, size_t count,
               mbstate_t *__restrict state);
size_t wcrtomb(char *__restrict to, wchar_t c, mbstate_t *__restrict state);
size_t mbsrtowcs(wchar_t *__restrict to, const char **__restrict text, size_t count,
                 mbstate_t *__restrict state);
size_t mbsnrtowcs(wchar_t *__restrict to, const char **__restrict text, size_t bytes, size_t count,
                  mbstate_t *__restrict state);
size_t wcsrtombs(char *__restrict to, const wchar_t **__restrict text, size_t size,
                 mbstate_t *__restrict state);
size_t wcsnrtombs(char *__restrict to, const wchar_t **__restrict text, size_t count, size_t size,
                  mbstate_t *__restrict state);

/* Numbers and times */
long wcstol(const wchar_t *__restrict text, wchar_t **__restrict end, int base);
unsigned long wcstoul(const wchar_t *__restrict text, wchar_t **__restrict end, int base);
long long wcstoll(const wchar_t *__restrict text, wchar_t **__restrict end, int base);
unsigned long long wcstoull(const wchar_t *__restrict text, wchar_t **__restrict end, int base);
float wcstof(const wchar_t *__restrict text, wchar_t **__restrict end);
double wcstod(const wchar_t *__restrict text, wchar_t **__restrict end);
long double wcstold(const wchar_t *__restrict text, wchar_t **__restrict end);
size_t wcsftime(wchar_t *__restrict to, size_t size, const wchar_t *__restrict format,
                const struct tm *__restrict time);

/* Streams */
wint_t fgetwc(FILE *file);
wint_t getwc(FILE *file);
wint_t getwchar(void);
wint_t ungetwc(wint_t c, FILE *file);
wchar_t *fgetws(wchar_t *__restrict to, int size, FILE *__restrict file);
wint_t fputwc(wchar_t c, FILE *file);
wint_t putwc(wchar_t c, FILE *file);
wint_t putwchar(wchar_t c);
int fputws(const wchar_t *__restrict text, FILE *__restrict file);
int fwide(FILE *file, int mode);
FILE *open_wmemstream(wchar_t **text, size_t *size);

int wprintf(const wchar_t *__restrict format, ...);
int fwprintf(FILE *__restrict file, const wchar_t *__restrict format, ...);
int swprintf(wchar_t *__restrict to, size_t size, const wchar_t *__restrict format, ...);
int vwprintf(const wchar_t *__restrict format, va_list arguments);
int vfwprintf(FILE *__restrict file, const wchar_t *__restrict format, va_list arguments);
int vswprintf(wchar_t *__restrict to, size_t size, const wchar_t *__restrict format, va_list arguments);
int wscanf(const wchar_t *__restrict format, ...);
int fwscanf(FILE *__restrict file, const wchar_t *__restrict format, ...);
int swscanf(const wchar_t *__restrict text, const wchar_t *__restrict format, ...);
int vwscanf(const wchar_t *__restrict format, va_list arguments);
int vfwscanf(FILE *__restrict file, const wchar_t *__restrict format, va_list arguments);
int vswscanf(const wchar_t *__restrict text, const wchar_t *__restrict format, va_list arguments);
