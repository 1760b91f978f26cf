/* Wide characters and UTF-8 (<wchar.h>, <stdlib.h>). There is no shift state. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

size_t wcslen(const wchar_t *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

wchar_t *wcscpy(wchar_t *restrict to, const wchar_t *restrict from)
{
    return memcpy(to, from, (wcslen(from) + 1) * sizeof(wchar_t));
}

wchar_t *wcsncpy(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    size_t i = 0;
    for (; i < count && from[i]; i++)
        to[i] = from[i];
    for (; i < count; i++)
        to[i] = 0;
    return to;
}

wchar_t *wcscat(wchar_t *restrict to, const wchar_t *restrict from)
{
    wcscpy(to + wcslen(to), from);
    return to;
}

int wcsncmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    for (; count > 0 && *a == *b && *a; count--, a++, b++)
        ;
    return count == 0 ? 0 : (*a > *b) - (*a < *b);
}

int wcscmp(const wchar_t *a, const wchar_t *b)
{
    return wcsncmp(a, b, INT_MAX);
}

wchar_t *wcschr(const wchar_t *text, wchar_t c)
{
    for (; *text != c; text++)
        if (!*text)
            return NULL;
    return (wchar_t *)text;
}

wchar_t *wmemset(wchar_t *to, wchar_t c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = c;
    return to;
}

int mbtowc(wchar_t *restrict to, const char *restrict text, size_t count)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (!text)
        return 0;
    const unsigned char *bytes = (const unsigned char *)text;
    if (count > 0 && bytes[0] < 0x80) {
        if (to)
            *to = bytes[0];
        return bytes[0] != 0;
    }
    size_t length = count == 0 || bytes[0] < 0xc2 ? 0
                    : bytes[0] < 0xe0             ? 2
                    : bytes[0] < 0xf0             ? 3
                    : bytes[0] < 0xf5             ? 4
                                                  : 0;
    unsigned value = length ? bytes[0] & (0x7fu >> length) : 0;
    for (size_t i = 1; i < length; i++) {
        if (i >= count || (bytes[i] & 0xc0) != 0x80)
            length = 0;
        else
            value = value << 6 | (bytes[i] & 0x3f);
    }
    if (length == 0 || value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) {
        errno = EILSEQ;
        return -1;
    }
    if (to)
        *to = (wchar_t)value;
    return (int)length;
}

int mblen(const char *text, size_t count)
{
    return mbtowc(NULL, text, count);
}

int wctomb(char *to, wchar_t character)
{
    unsigned value = (unsigned)character;
    if (!to)
        return 0;
    int length = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
    if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) {
        errno = EILSEQ;
        return -1;
    }
    for (int i = length - 1; i > 0; i--, value >>= 6)
        to[i] = (char)(0x80 | (value & 0x3f));
    to[0] = (char)(length == 1 ? value : value | (0xff00u >> length & 0xff));
    return length;
}

size_t mbstowcs(wchar_t *restrict to, const char *restrict text, size_t count)
{
    size_t done = 0;
    for (; !to || done < count; done++) {
        wchar_t character;
        int length = mbtowc(&character, text, MB_CUR_MAX);
        if (length < 0)
            return (size_t)-1;
        if (to)
            to[done] = character;
        if (length == 0)
            break;
        text += length;
    }
    return done;
}

size_t wcstombs(char *restrict to, const wchar_t *restrict text, size_t count)
{
    size_t done = 0;
    for (;; text++) {
        char bytes[MB_LEN_MAX];
        int length = wctomb(bytes, *text);
        if (length < 0)
            return (size_t)-1;
        if (to && (done == count || done + (size_t)length > count))
            return done;
        if (to)
            memcpy(to + done, bytes, (size_t)length);
        if (!*text)
            return done;
        done += (size_t)length;
    }
}
