/* Wide characters (ISO C 7.29): their type, and UTF-8 to and from them. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define WEOF ((wint_t)-1)
#ifndef WCHAR_MAX
#define WCHAR_MAX 0x7fffffffL
#define WCHAR_MIN (-WCHAR_MAX - 1)
#endif

#ifndef __WINT_TYPE__
#define __WINT_TYPE__ unsigned
#endif
typedef __WINT_TYPE__ wint_t;
typedef struct {
    unsigned __room[2];
} mbstate_t;

size_t wcslen(const wchar_t *text);
wchar_t *wcscpy(wchar_t *__restrict to, const wchar_t *__restrict from);
wchar_t *wcsncpy(wchar_t *__restrict to, const wchar_t *__restrict from, size_t count);
wchar_t *wcscat(wchar_t *__restrict to, const wchar_t *__restrict from);
int wcscmp(const wchar_t *a, const wchar_t *b);
int wcsncmp(const wchar_t *a, const wchar_t *b, size_t count);
wchar_t *wcschr(const wchar_t *text, wchar_t c);
wchar_t *wmemset(wchar_t *to, wchar_t c, size_t count);
