/* Wide characters: strings, UTF-8, classes, numbers, streams, wprintf and wscanf. runs on Linux */
#include "libc_test.h"

#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <time.h>
#include <uchar.h>
#include <wchar.h>
#include <wctype.h>

static void strings(void)
{
    wchar_t text[40], *state;
    ok(wcslen(L"hello") == 5 && wcsnlen(L"hello", 3) == 3 && wcsnlen(L"hi", 9) == 2, "wcslen");
    ok(wcscmp(wcscat(wcscpy(text, L"ab"), L"cd"), L"abcd") == 0 && wcpcpy(text, L"xyz") == text + 3,
       "wcscpy");
    ok(wcscmp(wcsncat(wcscpy(text, L"ab"), L"cdef", 2), L"abcd") == 0, "wcsncat");
    wmemset(text, L'-', 8);
    ok(wcpncpy(text, L"ab", 5) == text + 2 && wmemcmp(text, L"ab\0\0\0---", 8) == 0, "wcpncpy");
    ok(wcsncmp(L"abc", L"abd", 2) == 0 && wcsncmp(L"abc", L"abd", 3) < 0 && wcscmp(L"b", L"a") > 0,
       "wcsncmp");
    ok(wcscasecmp(L"\u00c4RGER", L"\u00e4rger") == 0 && wcsncasecmp(L"ABx", L"aby", 3) < 0, "wcscasecmp");
    const wchar_t *l = L"hello";
    ok(wcschr(l, L'l') == l + 2 && wcsrchr(l, L'l') == l + 3 && !wcschr(l, L'x') && wcschr(l, 0) == l + 5 &&
           !wcsrchr(l, L'x'),
       "wcschr, wcsrchr");
    ok(wcsstr(l, L"lo") == l + 3 && wcsstr(l, L"") == l && !wcsstr(l, L"lol"), "wcsstr");
    ok(wcsspn(L"aabbc", L"ab") == 4 && wcscspn(L"aabbc", L"c") == 4 && wcspbrk(l, L"ol") == l + 2, "wcsspn");
    wcscpy(text, L"  one two,three ");
    ok(wcscmp(wcstok(text, L" ,", &state), L"one") == 0 && wcscmp(wcstok(NULL, L" ,", &state), L"two") == 0 &&
           wcscmp(wcstok(NULL, L" ,", &state), L"three") == 0 && !wcstok(NULL, L" ,", &state),
       "wcstok");
    ok(wmemchr(l, L'o', 5) == l + 4 && !wmemchr(l, L'o', 4) && wmemcmp(l, L"help", 4) < 0,
       "wmemchr, wmemcmp");
    wmemcpy(text, L"abcdef", 7);
    wmemmove(text + 1, text, 5);
    ok(wcscmp(text, L"aabcde") == 0, "wmemmove");
    wchar_t *copy = wcsdup(l);
    ok(wcscmp(copy, l) == 0 && wcscoll(copy, l) == 0 && wcsxfrm(text, l, 40) >= 5, "wcsdup, wcscoll");
    free(copy);
    ok(wcwidth(L'a') == 1 && wcwidth(0x4e2d) == 2 && wcwidth(0x301) == 0 && wcwidth(7) == -1 &&
           wcswidth(L"a\u4e2d", 2) == 3,
       "wcwidth");
}

static void utf8(void)
{
    const char *text = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"; /* a, a umlaut, euro, a face */
    wchar_t wide[10], c;
    char bytes[MB_LEN_MAX * 10];
    ok(mbstowcs(wide, text, 10) == 4 && wide[1] == 0xe4 && wide[2] == 0x20ac && wide[3] == 0x1f600 &&
           !wide[4],
       "mbstowcs");
    ok(wcstombs(bytes, wide, sizeof(bytes)) == 10 && strcmp(bytes, text) == 0, "wcstombs");
    ok(mbstowcs(NULL, text, 0) == 4 && wcstombs(NULL, wide, 0) == 10, "only counted");
    memset(bytes, 'x', sizeof(bytes));
    ok(wcstombs(bytes, wide, 5) == 3 && bytes[3] == 'x', "no character is cut");
    ok(mbtowc(&c, text + 1, 2) == 2 && c == 0xe4 && mbtowc(&c, "", 1) == 0 && mblen(text + 3, 3) == 3 &&
           mbtowc(&c, text + 3, 2) == -1,
       "mbtowc, mblen");
    static const char *const wrong[] = {"\x80",         "\xc0\x80",         "\xc3(", "\xe0\x80\x80",
                                        "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"};
    int good = 1;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        mbstate_t fresh = {0};
        errno = 0;
        good &= mbrtowc(&c, wrong[i], strlen(wrong[i]), &fresh) == (size_t)-1 && errno == EILSEQ;
    }
    ok(good, "what is not UTF-8 is EILSEQ");
    mbstate_t state = {0};
    ok(mbrtowc(&c, "\xe2", 1, &state) == (size_t)-2 && !mbsinit(&state) &&
           mbrtowc(&c, "\x82", 1, &state) == (size_t)-2 && mbrtowc(&c, "\xac!", 2, &state) == 1 &&
           c == 0x20ac && mbsinit(&state),
       "mbrtowc byte by byte");
    ok(mbrlen("\xc3\xa4", 2, &state) == 2 && mbrtowc(&c, "", 1, &state) == 0, "mbrlen");
    ok(wcrtomb(bytes, 0x20ac, &state) == 3 && memcmp(bytes, "\xe2\x82\xac", 3) == 0 &&
           wcrtomb(bytes, (wchar_t)0xd800, &state) == (size_t)-1,
       "wcrtomb");
    const char *from = text;
    ok(mbsrtowcs(wide, &from, 2, &state) == 2 && from == text + 3 && mbsrtowcs(wide, &from, 9, &state) == 2 &&
           !from,
       "mbsrtowcs in two parts");
    from = text;
    ok(mbsnrtowcs(wide, &from, 4, 9, &state) == 2 && from == text + 4 &&
           mbsnrtowcs(wide, &from, 2, 9, &state) == 1 && wide[0] == 0x20ac,
       "mbsnrtowcs stops within a character, and goes on");
    mbstowcs(wide, text, 10);
    const wchar_t *wide_from = wide;
    ok(wcsrtombs(bytes, &wide_from, 4, &state) == 3 && wide_from == wide + 2 &&
           wcsnrtombs(bytes, &wide_from, 1, 9, &state) == 3 && wide_from == wide + 3,
       "wcsrtombs, wcsnrtombs");
    ok(btowc('a') == L'a' && btowc(EOF) == WEOF && btowc(0xe4) == WEOF && wctob(L'b') == 'b' &&
           wctob(0xe4) == EOF,
       "btowc, wctob");
    char16_t unit, second;
    char32_t whole;
    ok(mbrtoc32(&whole, text + 6, 4, &state) == 4 && whole == 0x1f600, "mbrtoc32");
    ok(mbrtoc16(&unit, text + 6, 4, &state) == 4 && mbrtoc16(&second, text, 1, &state) == (size_t)-3 &&
           unit == 0xd83d && second == 0xde00,
       "mbrtoc16 gives a pair");
    ok(c16rtomb(bytes, unit, &state) == 0 && c16rtomb(bytes, second, &state) == 4 &&
           memcmp(bytes, text + 6, 4) == 0 && c32rtomb(bytes, 0xe4, &state) == 2,
       "c16rtomb takes one");
}

static void classes(void)
{
    ok(iswalpha(0xe4) && iswalpha(0x416) && iswalpha(0x4e2d) && !iswalpha(L'1') && !iswalpha(0x20ac) &&
           !iswalpha(WEOF),
       "iswalpha");
    ok(iswupper(0xc4) && !iswlower(0xc4) && iswlower(0xe4) && iswlower(0xdf) && !iswupper(0x4e2d),
       "iswupper, iswlower");
    ok(towupper(0xe4) == 0xc4 && towlower(0x416) == 0x436 && towupper(L'1') == L'1' &&
           towlower(0x391) == 0x3b1 && towupper(0xff) == 0x178 && towupper(WEOF) == WEOF &&
           towlower(0x100) == 0x101 && towlower(0x101) == 0x101,
       "towupper, towlower");
    ok(iswspace(L' ') && iswspace(0x3000) && !iswspace(0xa0) && iswblank(L'\t') && iswcntrl(0x85) &&
           iswprint(0xe4) && iswpunct(0x20ac) && iswgraph(0x20ac) && !iswgraph(L' ') && iswdigit(L'7') &&
           iswxdigit(L'f') && iswalnum(L'7'),
       "the other classes");
    ok(iswctype(0xe4, wctype("alpha")) && !iswctype(0xe4, wctype("digit")) && !wctype("none"),
       "wctype, iswctype");
    ok(towctrans(L'a', wctrans("toupper")) == L'A' && towctrans(L'A', wctrans("tolower")) == L'a' &&
           !wctrans("none"),
       "wctrans, towctrans");
}

static void numbers(void)
{
    wchar_t *end;
    const wchar_t *text = L"  -42rest";
    ok(wcstol(text, &end, 10) == -42 && end == text + 5 && wcstoul(L"ff", NULL, 16) == 255, "wcstol");
    text = L"\u00e4";
    ok(wcstol(text, &end, 10) == 0 && end == text, "wcstol without a number");
    errno = 0;
    ok(wcstoll(L"9223372036854775808", NULL, 10) == LLONG_MAX && errno == ERANGE &&
           wcstoull(L"18446744073709551615", NULL, 10) == ULLONG_MAX && wcstoimax(L"7", NULL, 0) == 7 &&
           wcstoumax(L"010", NULL, 0) == 8,
       "wcstoll");
    text = L" 2.5e1x";
    ok(wcstod(text, &end) == 25.0 && end == text + 6 && wcstof(L"0.5", NULL) == 0.5f &&
           wcstold(L"3", NULL) == 3,
       "wcstod");
    struct tm day = {.tm_year = 124, .tm_mon = 1, .tm_mday = 29, .tm_wday = 4};
    wchar_t date[40];
    ok(wcsftime(date, 40, L"%Y-%m-%d \u20ac %A", &day) == 21 &&
           wcscmp(date, L"2024-02-29 \u20ac Thursday") == 0 && wcsftime(date, 5, L"%Y-%m-%d", &day) == 0,
       "wcsftime");
}

static void streams(void)
{
    wchar_t line[20];
    FILE *file = tmpfile();
    ok(fwide(file, 0) == 0 && fwide(file, 1) > 0 && fwide(file, -1) > 0, "fwide");
    ok(fputws(L"\u00e4\u20ac!\nline 2\n", file) >= 0 && fputwc(0x1f600, file) == 0x1f600 &&
           putwc(L'z', file) == L'z',
       "fputws, fputwc");
    rewind(file);
    ok(fgetwc(file) == 0xe4 && ungetwc(0x20ac, file) == 0x20ac && getwc(file) == 0x20ac &&
           getwc(file) == 0x20ac,
       "fgetwc, ungetwc");
    ok(fgetws(line, 20, file) && wcscmp(line, L"!\n") == 0 && fgetws(line, 4, file) &&
           wcscmp(line, L"lin") == 0 && fgetws(line, 20, file) && wcscmp(line, L"e 2\n") == 0,
       "fgetws");
    ok(fgetwc(file) == 0x1f600 && fgetwc(file) == L'z' && fgetwc(file) == WEOF && feof(file), "to the end");
    fclose(file);
    file = tmpfile();
    fputs("x\xff\n", file);
    ok(fwide(file, 0) < 0, "bytes give a direction too");
    fclose(file);
    wchar_t *text = NULL;
    size_t size = 0;
    file = open_wmemstream(&text, &size);
    ok(file && fwprintf(file, L"%ls %d", L"\u20ac", 5) == 3 && fflush(file) == 0 && size == 3 &&
           wcscmp(text, L"\u20ac 5") == 0,
       "open_wmemstream");
    fclose(file);
    free(text);
}

static void printing(void)
{
    wchar_t text[60];
    char bytes[60];
    ok(swprintf(text, 60, L"[%5ls|%-4ls|%.1ls|%lc]", L"\u00e4\u00f6", L"x", L"\u20acz", 0xe4) == 16 &&
           wcscmp(text, L"[   \u00e4\u00f6|x   |\u20ac|\u00e4]") == 0,
       "swprintf counts characters");
    ok(swprintf(text, 60, L"%s %5s %d %.2f", "\xc3\xa4", "\xc3\xb6", -3, 1.5) == 15 &&
           wcscmp(text, L"\u00e4     \u00f6 -3 1.50") == 0,
       "swprintf of bytes and numbers");
    ok(swprintf(text, 4, L"%d", 12345) == -1 && swprintf(text, 6, L"%d", 12345) == 5,
       "swprintf when it does not fit");
    ok(snprintf(bytes, 60, "[%ls|%6ls|%.3ls|%lc|%5lc]", L"\u00e4", L"\u20ac", L"\u20ac\u20ac", (wint_t)0xe4,
                (wint_t)L'q') == 24 &&
           strcmp(bytes, "[\xc3\xa4|   \xe2\x82\xac|\xe2\x82\xac|\xc3\xa4|    q]") == 0,
       "printf of wide characters counts bytes");
    errno = 0;
    wchar_t surrogate[2] = {0xd800};
    ok(snprintf(bytes, 60, "%ls", surrogate) == -1 && errno == EILSEQ, "printf of what is no character");
}

static void scanning(void)
{
    wchar_t word[20], rest[20], letter;
    char bytes[20];
    int number;
    ok(swscanf(L" \u00e4\u00f6\u20ac 42", L"%ls %d", word, &number) == 2 &&
           wcscmp(word, L"\u00e4\u00f6\u20ac") == 0 && number == 42,
       "swscanf");
    ok(swscanf(L"\u00e4\u00f6\u20ac", L"%2ls%ls", word, rest) == 2 && wcscmp(word, L"\u00e4\u00f6") == 0 &&
           wcscmp(rest, L"\u20ac") == 0,
       "widths are characters");
    ok(swscanf(L"\u20acx", L"%lc%s", &letter, bytes) == 2 && letter == 0x20ac && strcmp(bytes, "x") == 0,
       "%lc");
    ok(sscanf("\xc3\xa4z 7", "%ls %d", word, &number) == 2 && wcscmp(word, L"\u00e4z") == 0 && number == 7,
       "sscanf %ls");
    ok(sscanf("aab1", "%l[ab]%d", word, &number) == 2 && wcscmp(word, L"aab") == 0 && number == 1,
       "sscanf %l[");
    char *own = NULL, *set = NULL;
    ok(sscanf("hello 123", "%ms %m[0-9]", &own, &set) == 2 && strcmp(own, "hello") == 0 &&
           strcmp(set, "123") == 0,
       "sscanf %ms allocates");
    free(own);
    free(set);
    wchar_t *wide = NULL;
    ok(sscanf("\xc3\xa4", "%mS", &wide) == 1 && wcscmp(wide, L"\u00e4") == 0, "sscanf %mS");
    free(wide);
    FILE *file = tmpfile();
    write(fileno(file),
          "\xe2\x82\xac"
          "12 z",
          7);
    lseek(fileno(file), 0, SEEK_SET);
    ok(fwscanf(file, L"%lc%d %lc", &letter, &number, word) == 3 && letter == 0x20ac && number == 12 &&
           word[0] == L'z',
       "fwscanf");
    fclose(file);
}

static void locales(void)
{
    ok(setlocale(LC_ALL, "C") && strcmp(setlocale(LC_ALL, NULL), "C") == 0 && !setlocale(LC_ALL, "no such"),
       "setlocale");
    ok(setlocale(LC_CTYPE, "C.UTF-8") && strcmp(setlocale(LC_CTYPE, NULL), "C.UTF-8") == 0 &&
           strcmp(setlocale(LC_TIME, NULL), "C") == 0,
       "one category");
    ok(strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && strcmp(nl_langinfo(DAY_1), "Sunday") == 0 &&
           strcmp(nl_langinfo(ABMON_12), "Dec") == 0 && strcmp(nl_langinfo(RADIXCHAR), ".") == 0 &&
           strcmp(nl_langinfo(T_FMT), "%H:%M:%S") == 0,
       "nl_langinfo");
    locale_t locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    ok(locale && uselocale(locale) == LC_GLOBAL_LOCALE && uselocale((locale_t)0) == locale &&
           uselocale(LC_GLOBAL_LOCALE) == locale && !newlocale(LC_ALL_MASK, "no such", (locale_t)0),
       "newlocale, uselocale");
    freelocale(locale);
    struct lconv *format = localeconv();
    ok(strcmp(format->decimal_point, ".") == 0 && !*format->thousands_sep &&
           format->int_n_sign_posn == CHAR_MAX,
       "localeconv");
    setlocale(LC_ALL, "C.UTF-8");
}

static void tests(void)
{
    locales();
    strings();
    utf8();
    classes();
    numbers();
    streams();
    printing();
    scanning();
}

int main(void)
{
    return libc_run(tests);
}
