/* printf and scanf against known answers. runs on Linux */
#include "libc_test.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static char text[5000];

/* One conversion gives just this text, and its length. */
#define IS(expected, ...)                                                                     \
    do {                                                                                      \
        int length = snprintf(text, sizeof(text), __VA_ARGS__);                               \
        ok(strcmp(text, expected) == 0 && length == (int)strlen(expected), "'" expected "'"); \
    } while (0)

static void integers(void)
{
    IS("42", "%d", 42);
    IS("   42", "%5d", 42);
    IS("42   |", "%-5d|", 42);
    IS("00042", "%05d", 42);
    IS("+42", "%+d", 42);
    IS(" 42", "% d", 42);
    IS("  -00042", "%8.5d", -42);
    IS("", "%.0d", 0);
    IS("+", "%+.0d", 0);
    IS("0", "%0d", 0);
    IS("-2147483648", "%d", -2147483647 - 1);
    IS("-9223372036854775808", "%lld", (long long)INT64_MIN);
    IS("18446744073709551615", "%llu", (unsigned long long)UINT64_MAX);
    IS("1777777777777777777777", "%" PRIo64, UINT64_MAX);
    IS("0xffffffffffffffff", "%#" PRIx64, UINT64_MAX);
    IS("-1 65535 255", "%hd %hu %hhu", (short)-1, (unsigned short)-1, (unsigned char)-1);
    IS("0xdeadbeef DEADBEEF 0", "%#x %X %#x", 0xdeadbeefu, 0xdeadbeefu, 0u);
    IS("017 0 007", "%#o %#o %#.3o", 15u, 0u, 7u);
    IS("4000000000", "%zu", (size_t)4000000000u);
    IS("-5 -5", "%td %jd", (ptrdiff_t)-5, (intmax_t)-5);
    IS("    7|7    |00007", "%*d|%-*d|%.*d", 5, 7, 5, 7, 5, 7);
    IS("7    |", "%*d|", -5, 7);
    IS("0x1234 (nil)", "%p %p", (void *)0x1234, (void *)0);
}

static void strings(void)
{
    IS("hello", "%s", "hello");
    IS("  hello|hello  |hel|  hel", "%7s|%-7s|%.3s|%5.3s", "hello", "hello", "hello", "hello");
    IS("x  x", "%c%3c", 'x', 'x');
    IS("100%", "%d%%", 100);
    int count = 0;
    snprintf(text, sizeof(text), "12345%n678", &count);
    ok(count == 5, "%n");
    volatile size_t room = 4;
    memset(text, 'z', sizeof(text));
    ok(snprintf(text, room, "%s", "hello") == 5 && strcmp(text, "hel") == 0 && text[4] == 'z',
       "snprintf cuts off and says how long it would have been");
    ok(snprintf(NULL, 0, "%d", 12345) == 5, "snprintf without room counts");
}

static void floats(void)
{
    IS("3.141593", "%f", 3.14159265358979);
    IS("3.14", "%.2f", 3.14159265358979);
    IS("3", "%.0f", 3.14159265358979);
    IS("3.", "%#.0f", 3.14159265358979);
    IS("   3.14|3.14   |0003.14|+3.14", "%7.2f|%-7.2f|%07.2f|%+.2f", 3.14, 3.14, 3.14, 3.14);
    IS("0 2 2 4", "%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, 3.5);
    IS("0.1 0.4 2.4", "%.1f %.1f %.1f", 0.125, 0.375, 2.375);
    IS("1000.00 9.995", "%.2f %.3f", 999.999, 9.995);
    IS("-0.000000 0.000001", "%f %f", -0.0, 0.0000005000001);
    IS("0.1000000000000000055511151231257827021181583404541015625000", "%.58f", 0.1);
    snprintf(text, sizeof(text), "%f", 1.7976931348623157e308);
    ok(strlen(text) == 316 && strncmp(text, "17976931348623157081452742373170435679807", 41) == 0 &&
           strcmp(text + 297, "184124858368.000000") == 0,
       "the largest double in full");
    IS("4.940656e-324", "%e", 4.9406564584124654e-324);
    IS("2.225074E-308", "%E", 2.2250738585072014e-308);
    IS("1e+00 1.e+00 1.000e+00", "%.0e %#.0e %.3e", 1.0, 1.0, 1.0);
    IS("0.000000e+00", "%e", 0.0);
    IS("9.99e+99 1.00e+100", "%.2e %.2e", 9.99e99, 9.999e99);
    IS("0.0001 1e-05 123456 1.23457e+06", "%g %g %g %g", 0.0001, 0.00001, 123456.0, 1234567.0);
    IS("100 1e+02 100.000", "%g %.2g %#g", 100.0, 100.0, 100.0);
    IS("0.1 0.10000000000000001 0", "%g %.17g %g", 0.1, 0.1, 0.0);
    IS("inf -INF   inf", "%f %F %5g", __builtin_inf(), -__builtin_inf(), __builtin_inf());
    IS("0x1p+0 0x1.8p+1 -0x1.4p-3", "%a %a %a", 1.0, 3.0, -0.15625);
    IS("0x1.8p+0 0X1.ABCP+8 0x1.2p+0", "%.1a %.3A %.1a", 1.5, 427.75, 1.09375);
    IS("3.14 1e+4000", "%.2Lf %.0Le", 3.14L, 1e4000L);
}

static void scans(void)
{
    int a = 0, b = 0, c = 0;
    unsigned x = 0;
    long long l = 0;
    short h = 0;
    char word[20] = "", set[20] = "", chars[4] = "";
    double d = 0;
    float f = 0;
    ok(sscanf("12 -34 0x1f", "%d %d %i", &a, &b, &c) == 3 && a == 12 && b == -34 && c == 31, "%d %d %i");
    ok(sscanf("ff,077", "%x,%o", &x, (unsigned *)&a) == 2 && x == 255 && a == 63, "%x,%o");
    ok(sscanf("  word rest", "%s%n", word, &a) == 1 && strcmp(word, "word") == 0 && a == 6, "%s and %n");
    ok(sscanf("abcdef", "%3c%2s", chars, word) == 2 && memcmp(chars, "abc", 3) == 0 &&
           strcmp(word, "de") == 0,
       "%3c%2s");
    ok(sscanf("key=value;", "%[a-z]=%[^;];", word, set) == 2 && strcmp(word, "key") == 0 &&
           strcmp(set, "value") == 0,
       "%[a-z]=%[^;]");
    ok(sscanf("-1234567890123 -5", "%lld %hd", &l, &h) == 2 && l == -1234567890123 && h == -5, "%lld %hd");
    ok(sscanf("1.5e3 -.25", "%lf %f", &d, &f) == 2 && d == 1500 && f == -0.25f, "%lf %f");
    ok(sscanf("3dogs", "%lf%s", &d, word) == 2 && d == 3 && strcmp(word, "dogs") == 0,
       "a number ends at a letter");
    ok(sscanf("12 34", "%*d %d", &a) == 1 && a == 34, "%*d stores nothing");
    ok(sscanf("123456", "%3d%d", &a, &b) == 2 && a == 123 && b == 456, "%3d%d");
    ok(sscanf("-", "%d", &a) == 0 && sscanf("+", "%lf", &d) == 0 && sscanf(" ", "%d", &a) == EOF,
       "a sign alone does not match; nothing is the end");
    ok(sscanf("5%6", "%d%%%d", &a, &b) == 2 && a == 5 && b == 6, "%%");
    ok(sscanf("", "%d", &a) == EOF && sscanf("x", "%d", &a) == 0 && sscanf("1 x", "%d %d", &a, &b) == 1,
       "EOF, no match, one match");
}

static void numbers(void)
{
    char *end;
    ok(strtod("0.1", NULL) == 0.1 && strtod("1e23", NULL) == 1e23 && strtod("-2.5e-3x", &end) == -0.0025 &&
           *end == 'x',
       "strtod");
    ok(strtod("9007199254740993", NULL) == 9007199254740992.0 &&
           strtod("9007199254740995", NULL) == 9007199254740996.0 &&
           strtod("9007199254740993.0000000000000000000000001", NULL) == 9007199254740994.0,
       "strtod rounds ties to even, and what is above a tie up");
    ok(strtod("2.4703282292062327e-324", NULL) == 0 && strtod("2.4703282292062328e-324", NULL) > 0,
       "strtod finds the smallest double");
    ok(__builtin_isinf(strtod("1e309", NULL)) && __builtin_isinf(strtod("-inf", NULL)) &&
           __builtin_isnan(strtod("nan", NULL)),
       "strtod: inf and nan");
    ok(strtod("0x1.8p1", NULL) == 3 && strtof("16777217", NULL) == 16777216.0f,
       "strtod: hexadecimal; strtof");
    int same = 1;
    uint64_t random = 88172645463325252;
    for (int i = 0; i < 2000; i++) {
        double value, again;
        random = random * 6364136223846793005u + 1442695040888963407u;
        memcpy(&value, &random, sizeof(value));
        if (__builtin_isnan(value))
            continue;
        snprintf(text, sizeof(text), "%.17g", value);
        again = strtod(text, NULL);
        same &= memcmp(&value, &again, sizeof(value)) == 0;
    }
    ok(same, "2,000 doubles come back from %.17g as they were");
}

static void tests(void)
{
    integers();
    strings();
    floats();
    scans();
    numbers();
}

int main(void)
{
    return libc_run(tests);
}
