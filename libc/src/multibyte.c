/* UTF-8 to wide characters and back (<wchar.h>, <stdlib.h>, <uchar.h>). There is no shift state. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>
#include <wchar.h>

#define INVALID    ((size_t)-1)
#define INCOMPLETE ((size_t)-2)

static size_t invalid(void)
{
    errno = EILSEQ;
    return INVALID;
}

/* The character that begins here, of at most count bytes: how many it has, INVALID or INCOMPLETE. */
static size_t decode(const unsigned char *bytes, size_t count, wchar_t *to)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (count == 0)
        return INCOMPLETE;
    size_t length = bytes[0] < 0x80   ? 1
                    : bytes[0] < 0xc2 ? 0
                    : bytes[0] < 0xe0 ? 2
                    : bytes[0] < 0xf0 ? 3
                    : bytes[0] < 0xf5 ? 4
                                      : 0;
    if (length == 0)
        return invalid();
    unsigned value = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        /* The lowest value that more bytes can still make of it: too low or a surrogate is too late. */
        unsigned shift = 6 * (unsigned)(length - i), most = (value << shift) | ((1u << shift) - 1);
        if (most < least[length] || value << shift > 0x10ffff ||
            (length == 3 && i == 2 && value >= 0x360 && value < 0x380))
            return invalid();
        if (i >= count)
            return INCOMPLETE;
        if ((bytes[i] & 0xc0) != 0x80)
            return invalid();
        value = value << 6 | (bytes[i] & 0x3f);
    }
    if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
        return invalid();
    *to = (wchar_t)value;
    return length;
}

/* Bytes of an unfinished character wait in the state; what more of it is in the text goes behind them. */
size_t mbrtowc(wchar_t *restrict to, const char *restrict text, size_t count, mbstate_t *restrict state)
{
    static mbstate_t own;
    wchar_t character;
    unsigned char bytes[4];
    if (!state)
        state = &own;
    if (!text)
        return mbrtowc(NULL, "", 1, state);
    if (count == 0)
        return INCOMPLETE;
    size_t before = state->__count & 3, more = 0, length = INCOMPLETE;
    memcpy(bytes, state->__bytes, before);
    while (length == INCOMPLETE &&
           more < count) { /* not one byte more than it takes: the text may end there */
        bytes[before + more] = (unsigned char)text[more];
        more++;
        length = decode(bytes, before + more, &character);
    }
    if (length == INCOMPLETE) {
        memcpy(state->__bytes, bytes, before + more);
        state->__count = (unsigned)(before + more);
        return INCOMPLETE;
    }
    state->__count = 0;
    if (length == INVALID)
        return INVALID;
    if (to)
        *to = character;
    return character ? length - before : 0;
}

size_t mbrlen(const char *restrict text, size_t count, mbstate_t *restrict state)
{
    static mbstate_t own;
    return mbrtowc(NULL, text, count, state ? state : &own);
}

int mbsinit(const mbstate_t *state)
{
    return !state || state->__count == 0;
}

int mbtowc(wchar_t *restrict to, const char *restrict text, size_t count)
{
    mbstate_t state = {0};
    if (!text)
        return 0;
    size_t length = mbrtowc(to, text, count, &state);
    if (length == INCOMPLETE)
        length = invalid();
    return (int)length;
}

int mblen(const char *text, size_t count)
{
    return mbtowc(NULL, text, count);
}

size_t wcrtomb(char *restrict to, wchar_t c, mbstate_t *restrict state)
{
    unsigned value = (unsigned)c;
    if (!to)
        return 1;
    if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
        return invalid();
    int length = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
    for (int i = length - 1; i > 0; i--, value >>= 6)
        to[i] = (char)(0x80 | (value & 0x3f));
    to[0] = (char)(length == 1 ? value : value | (0xff00u >> length & 0xff));
    return (size_t)length;
}

int wctomb(char *to, wchar_t c)
{
    return to ? (int)wcrtomb(to, c, NULL) : 0;
}

/* Without `to` it only counts. The text becomes NULL at its end, or is where it stopped. */
size_t mbsnrtowcs(wchar_t *restrict to, const char **restrict text, size_t bytes, size_t count,
                  mbstate_t *restrict state)
{
    static mbstate_t own;
    mbstate_t copy = state ? *state : own, *used = !to ? &copy : state ? state : &own;
    const char *at = *text;
    size_t done = 0;
    for (; (!to || done < count) && bytes > 0; done++) {
        wchar_t character;
        size_t length = mbrtowc(&character, at, bytes, used);
        if (length == INCOMPLETE) {
            at += bytes;
            break;
        }
        if (length == INVALID) {
            if (to)
                *text = at;
            return INVALID;
        }
        if (to)
            to[done] = character;
        if (length == 0) {
            at = NULL;
            break;
        }
        at += length;
        bytes -= length;
    }
    if (to)
        *text = at;
    return done;
}

size_t mbsrtowcs(wchar_t *restrict to, const char **restrict text, size_t count, mbstate_t *restrict state)
{
    return mbsnrtowcs(to, text, strlen(*text) + 1, count, state);
}

size_t mbstowcs(wchar_t *restrict to, const char *restrict text, size_t count)
{
    const char *at = text;
    mbstate_t state = {0};
    return mbsrtowcs(to, &at, count, &state);
}

size_t wcsnrtombs(char *restrict to, const wchar_t **restrict text, size_t count, size_t size,
                  mbstate_t *restrict state)
{
    const wchar_t *at = *text;
    size_t done = 0;
    for (; count > 0; at++, count--) {
        char bytes[MB_LEN_MAX];
        size_t length = wcrtomb(bytes, *at, state);
        if (length == INVALID || (to && length > size - done)) {
            if (to)
                *text = at;
            return length == INVALID ? INVALID : done;
        }
        if (to)
            memcpy(to + done, bytes, length);
        if (!*at) {
            if (to)
                *text = NULL;
            return done;
        }
        done += length;
    }
    if (to)
        *text = at;
    return done;
}

size_t wcsrtombs(char *restrict to, const wchar_t **restrict text, size_t size, mbstate_t *restrict state)
{
    return wcsnrtombs(to, text, SIZE_MAX, size, state);
}

size_t wcstombs(char *restrict to, const wchar_t *restrict text, size_t size)
{
    const wchar_t *at = text;
    return wcsrtombs(to, &at, size, NULL);
}

wint_t btowc(int byte)
{
    return byte >= 0 && byte < 0x80 ? (wint_t)byte : WEOF;
}

int wctob(wint_t c)
{
    return c < 0x80 ? (int)c : EOF;
}

size_t mbrtoc32(char32_t *restrict to, const char *restrict text, size_t count, mbstate_t *restrict state)
{
    static mbstate_t own;
    wchar_t character;
    size_t length = mbrtowc(&character, text, count, state ? state : &own);
    if (to && text && length <= count)
        *to = (char32_t)character;
    return length;
}

size_t c32rtomb(char *restrict to, char32_t c, mbstate_t *restrict state)
{
    return wcrtomb(to, (wchar_t)c, state);
}

/* The second half of a pair waits in the state: its top bit says so. */
#define HALF 0x80000000u

size_t mbrtoc16(char16_t *restrict to, const char *restrict text, size_t count, mbstate_t *restrict state)
{
    static mbstate_t own;
    wchar_t character;
    if (!state)
        state = &own;
    if (state->__count & HALF) {
        if (to)
            *to = (char16_t)state->__count;
        state->__count = 0;
        return (size_t)-3;
    }
    size_t length = mbrtowc(&character, text, count, state);
    if (!text || length > count)
        return length;
    if (to)
        *to = (char16_t)(character < 0x10000 ? character : 0xd7c0 + (character >> 10));
    if (character >= 0x10000)
        state->__count = HALF | 0xdc00u | ((unsigned)character & 0x3ff);
    return length;
}

size_t c16rtomb(char *restrict to, char16_t c, mbstate_t *restrict state)
{
    static mbstate_t own;
    if (!state)
        state = &own;
    if (!to)
        return 1;
    if (c >= 0xd800 && c < 0xdc00) {
        state->__count = HALF | c;
        return 0;
    }
    unsigned first = state->__count & 0xffff, pair = state->__count & HALF;
    state->__count = 0;
    if (!pair)
        return wcrtomb(to, c, NULL);
    if (c < 0xdc00 || c > 0xdfff)
        return invalid();
    return wcrtomb(to, (wchar_t)(0x10000 + ((first - 0xd800) << 10) + (c - 0xdc00u)), NULL);
}
