/* Strings of wide characters (<wchar.h>). */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

size_t wcslen(const wchar_t *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

size_t wcsnlen(const wchar_t *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length])
        length++;
    return length;
}

wchar_t *wmemcpy(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    return memcpy(to, from, count * sizeof(wchar_t));
}

wchar_t *wmempcpy(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    return wmemcpy(to, from, count) + count;
}

wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t count)
{
    return memmove(to, from, count * sizeof(wchar_t));
}

wchar_t *wmemset(wchar_t *to, wchar_t c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = c;
    return to;
}

int wmemcmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    for (; count > 0 && *a == *b; count--, a++, b++)
        ;
    return count == 0 ? 0 : (*a > *b) - (*a < *b);
}

wchar_t *wmemchr(const wchar_t *where, wchar_t c, size_t count)
{
    for (; count > 0; where++, count--)
        if (*where == c)
            return (wchar_t *)where;
    return NULL;
}

wchar_t *wcscpy(wchar_t *restrict to, const wchar_t *restrict from)
{
    return wmemcpy(to, from, wcslen(from) + 1);
}

wchar_t *wcpcpy(wchar_t *restrict to, const wchar_t *restrict from)
{
    return wmempcpy(to, from, wcslen(from) + 1) - 1;
}

wchar_t *wcpncpy(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    size_t length = wcsnlen(from, count);
    wmemcpy(to, from, length);
    wmemset(to + length, 0, count - length);
    return to + length;
}

wchar_t *wcsncpy(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    wcpncpy(to, from, count);
    return to;
}

wchar_t *wcscat(wchar_t *restrict to, const wchar_t *restrict from)
{
    wcscpy(to + wcslen(to), from);
    return to;
}

wchar_t *wcsncat(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    size_t length = wcsnlen(from, count);
    *wmempcpy(to + wcslen(to), from, length) = 0;
    return to;
}

wchar_t *wcsdup(const wchar_t *text)
{
    size_t count = wcslen(text) + 1;
    wchar_t *copy = malloc(count * sizeof(wchar_t));
    return copy ? wmemcpy(copy, text, count) : NULL;
}

int wcsncmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    for (; count > 0 && *a == *b && *a; count--, a++, b++)
        ;
    return count == 0 ? 0 : (*a > *b) - (*a < *b);
}

int wcscmp(const wchar_t *a, const wchar_t *b)
{
    return wcsncmp(a, b, SIZE_MAX);
}

int wcsncasecmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    for (; count > 0; count--, a++, b++) {
        wint_t x = towlower((wint_t)*a), y = towlower((wint_t)*b);
        if (x != y || !x)
            return (x > y) - (x < y);
    }
    return 0;
}

int wcscasecmp(const wchar_t *a, const wchar_t *b)
{
    return wcsncasecmp(a, b, SIZE_MAX);
}

int wcscoll(const wchar_t *a, const wchar_t *b)
{
    return wcscmp(a, b);
}

size_t wcsxfrm(wchar_t *restrict to, const wchar_t *restrict from, size_t size)
{
    size_t length = wcslen(from);
    if (length < size)
        wmemcpy(to, from, length + 1);
    return length;
}

wchar_t *wcschr(const wchar_t *text, wchar_t c)
{
    return wmemchr(text, c, wcslen(text) + 1);
}

wchar_t *wcsrchr(const wchar_t *text, wchar_t c)
{
    for (const wchar_t *at = text + wcslen(text);; at--) {
        if (*at == c)
            return (wchar_t *)at;
        if (at == text)
            return NULL;
    }
}

size_t wcsspn(const wchar_t *text, const wchar_t *accept)
{
    size_t length = 0;
    while (text[length] && wcschr(accept, text[length]))
        length++;
    return length;
}

size_t wcscspn(const wchar_t *text, const wchar_t *reject)
{
    size_t length = 0;
    while (text[length] && !wcschr(reject, text[length]))
        length++;
    return length;
}

wchar_t *wcspbrk(const wchar_t *text, const wchar_t *accept)
{
    text += wcscspn(text, accept);
    return *text ? (wchar_t *)text : NULL;
}

wchar_t *wcsstr(const wchar_t *text, const wchar_t *what)
{
    size_t length = wcslen(what);
    for (;; text++) {
        if (wcsncmp(text, what, length) == 0)
            return (wchar_t *)text;
        if (!*text)
            return NULL;
    }
}

wchar_t *wcstok(wchar_t *restrict text, const wchar_t *restrict delimiters, wchar_t **restrict state)
{
    if (!text)
        text = *state;
    text += wcsspn(text, delimiters);
    *state = text + wcscspn(text, delimiters);
    if (*state == text)
        return NULL;
    if (**state)
        *(*state)++ = 0;
    return text;
}

/* Combining marks take no column; the scripts of East Asia and pictures take two. */
int wcwidth(wchar_t c)
{
    static const struct {
        wchar_t first, last;
        int width;
    } widths[] = {{0x300, 0x36f, 0},     {0x483, 0x489, 0},     {0x591, 0x5bd, 0},    {0x64b, 0x65f, 0},
                  {0x1100, 0x115f, 2},   {0x200b, 0x200f, 0},   {0x20d0, 0x20f0, 0},  {0x2e80, 0x303e, 2},
                  {0x3041, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},  {0xfe00, 0xfe0f, 0},
                  {0xfe20, 0xfe2f, 0},   {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},  {0xffe0, 0xffe6, 2},
                  {0x1f300, 0x1f64f, 2}, {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2}};
    if (!c)
        return 0;
    for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
        if (c >= widths[i].first && c <= widths[i].last)
            return widths[i].width;
    return iswprint((wint_t)c) ? 1 : -1;
}

int wcswidth(const wchar_t *text, size_t count)
{
    int columns = 0;
    for (; count > 0 && *text; text++, count--) {
        int width = wcwidth(*text);
        if (width < 0)
            return -1;
        columns += width;
    }
    return columns;
}
