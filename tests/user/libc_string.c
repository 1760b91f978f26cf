/* Strings, characters, integers, sorting, environment, jumps, options, clocks: against known answers. runs on
 * Linux */
#include "libc_test.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void memory(void)
{
    unsigned char a[300], b[300];
    int good = 1;
    for (size_t from = 0; from < 8; from++)
        for (size_t to = 0; to < 8; to++)
            for (size_t count = 0; count < 40; count++) {
                for (int i = 0; i < 300; i++)
                    a[i] = b[i] = (unsigned char)(i * 7);
                memcpy(b + 100 + to, a + from, count);
                for (int i = 0; i < 300; i++) {
                    size_t at = (size_t)i - 100 - to;
                    good &= b[i] == (at < count ? a[from + at] : a[i]);
                }
                memmove(a + 10 + to, a + 10 + from, count);
                for (size_t i = 0; i < count; i++)
                    good &= a[10 + to + i] == (unsigned char)((10 + from + i) * 7);
                b[to + count] = 77;
                memset(b + to, (int)count + 256, count);
                good &= b[to + count] == 77;
                for (size_t i = 0; i < count; i++)
                    good &= b[to + i] == count;
            }
    ok(good, "memcpy, memmove, memset at every alignment");
    ok(memcmp("abc", "abd", 3) < 0 && memcmp("abc", "abd", 2) == 0 && memcmp("\xff", "\1", 1) > 0, "memcmp");
    const char *text = "a\0bcb";
    ok(memchr(text, 'b', 5) == text + 2 && memchr(text, 'x', 5) == NULL, "memchr");
    ok(memchr(text, 'b', 2) == NULL, "memchr stays within its count");
}

static void strings(void)
{
    char text[100], *state = NULL;
    const char *hello = "hello";
    ok(strlen("") == 0 && strlen("hello") == 5 && strnlen("hello", 3) == 3 && strnlen("hi", 9) == 2,
       "strlen");
    ok(strcmp(strcat(strcpy(text, "ab"), "cd"), "abcd") == 0, "strcpy, strcat");
    memset(text, 'x', sizeof(text));
    strncpy(text, "ab", 5);
    ok(memcmp(text, "ab\0\0\0x", 6) == 0, "strncpy fills with NULs");
    volatile size_t two = 2;
    strncat(strcpy(text, "ab"), "cdef", two);
    ok(strcmp(text, "abcd") == 0, "strncat");
    ok(sign(strcmp("a", "b")) == -1 && sign(strcmp("b", "a")) == 1 && strcmp("a", "a") == 0 &&
           sign(strcmp("a", "ab")) == -1 && sign(strcmp("\xff", "a")) == 1,
       "strcmp");
    ok(strncmp("abc", "abd", 2) == 0 && sign(strncmp("abc", "abd", 3)) == -1 && strncmp("a", "a", 10) == 0,
       "strncmp");
    ok(strcasecmp("HeLLo", "hEllO") == 0 && sign(strncasecmp("ABx", "aby", 3)) == -1, "strcasecmp");
    ok(strchr(hello, 'l') == hello + 2 && strrchr(hello, 'l') == hello + 3 && !strchr(hello, 'x') &&
           strchr(hello, 0) == hello + 5,
       "strchr, strrchr");
    ok(strstr(hello, "lo") == hello + 3 && strstr(hello, "") == hello && !strstr(hello, "lol"), "strstr");
    ok(strspn("aabbc", "ab") == 4 && strcspn("aabbc", "c") == 4 && strpbrk(hello, "ol") == hello + 2,
       "strspn");
    strcpy(text, "  one two,three ");
    ok(strcmp(strtok(text, " ,"), "one") == 0 && strcmp(strtok(NULL, " ,"), "two") == 0 &&
           strcmp(strtok(NULL, " ,"), "three") == 0 && strtok(NULL, " ,") == NULL,
       "strtok");
    strcpy(text, "a;b");
    ok(strcmp(strtok_r(text, ";", &state), "a") == 0 && strcmp(strtok_r(NULL, ";", &state), "b") == 0 &&
           !strtok_r(NULL, ";", &state),
       "strtok_r");
    char *copy = strdup(hello), *part = strndup(hello, 2);
    ok(strcmp(copy, "hello") == 0 && strcmp(part, "he") == 0, "strdup, strndup");
    free(copy);
    free(part);
    ok(strcmp(strerror(ENOENT), "No such file or directory") == 0 && strcmp(strerror(0), "Success") == 0 &&
           strstr(strerror(9999), "9999"),
       "strerror");
    int bits = 0;
    for (int c = 0; c < 256; c++)
        bits += (isalpha(c) != 0) + (isdigit(c) != 0) + (isspace(c) != 0) + (isupper(c) != 0) +
                (islower(c) != 0) + (isxdigit(c) != 0) + (ispunct(c) != 0) + (isprint(c) != 0) +
                (iscntrl(c) != 0) + (isgraph(c) != 0) + (isblank(c) != 0) + (isalnum(c) != 0);
    ok(bits == 52 + 10 + 6 + 26 + 26 + 22 + 32 + 95 + 33 + 94 + 2 + 62, "classes of characters");
    ok(toupper('q') == 'Q' && tolower('Q') == 'q' && toupper('1') == '1', "toupper, tolower");
}

static void integers(void)
{
    char *end;
    ok(strtol("  -123abc", &end, 10) == -123 && strcmp(end, "abc") == 0, "strtol");
    ok(strtol("0x1fg", &end, 0) == 31 && *end == 'g' && strtol("017", NULL, 0) == 15 &&
           strtol("zz", NULL, 36) == 1295 && strtol("0x", &end, 16) == 0 && *end == 'x',
       "strtol in other bases");
    errno = 0;
    ok(strtoll("9223372036854775808", NULL, 10) == LLONG_MAX && errno == ERANGE &&
           strtoll("-9223372036854775809", NULL, 10) == LLONG_MIN,
       "strtoll out of range");
    ok(strtoull("18446744073709551615", NULL, 10) == ULLONG_MAX && strtoull("-1", NULL, 10) == ULLONG_MAX,
       "strtoull");
    ok(atoi("42x") == 42 && atol("-7") == -7 && atoll("5000000000") == 5000000000, "atoi, atol, atoll");
    ok(abs(-5) == 5 && llabs(-5000000000) == 5000000000 && div(-7, 2).quot == -3 && div(-7, 2).rem == -1,
       "abs, div");
    volatile uint64_t big = 0xfedcba9876543210, divisor = 0x123456789a;
    volatile int64_t negative = -0x7edcba9876543210;
    ok((big / divisor) * divisor + big % divisor == big && big % divisor < divisor &&
           (negative / 1000) * 1000 + negative % 1000 == negative && negative % 1000 <= 0,
       "64-bit quotients and remainders fit together");
    ok((uint64_t)(double)(1ull << 63) == 1ull << 63 && (double)(volatile uint64_t){1ull << 63} == 0x1p63,
       "64-bit integers and floating point");
}

static int compare_ints(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sorting(void)
{
    static int numbers[5000];
    int good = 1, key = 77 * 3, missing = 1;
    for (int i = 0; i < 5000; i++)
        numbers[i] = i * 7919 % 5000 * 3;
    qsort(numbers, 5000, sizeof(int), compare_ints);
    for (int i = 0; i < 5000; i++)
        good &= numbers[i] == i * 3;
    ok(good, "qsort");
    ok(bsearch(&key, numbers, 5000, sizeof(int), compare_ints) == &numbers[77] &&
           bsearch(&missing, numbers, 5000, sizeof(int), compare_ints) == NULL,
       "bsearch");
    const char *words[] = {"pear", "apple", "fig", "apple"};
    qsort(words, 4, sizeof(words[0]), compare_strings);
    ok(strcmp(words[0], "apple") == 0 && strcmp(words[1], "apple") == 0 && strcmp(words[3], "pear") == 0,
       "qsort of strings");
    srand(1);
    int first = rand(), different = 0;
    for (int i = 0; i < 100; i++)
        different += rand() != first;
    srand(1);
    ok(rand() == first && different > 95, "rand repeats with its seed");
    srand48(1);
    ok(lrand48() == 89400484 && lrand48() == 976015093, "lrand48 gives the numbers that POSIX gives");
}

static void environment(void)
{
    ok(getenv("LIBC_UNSET") == NULL, "getenv of nothing");
    ok(setenv("LIBC_A", "one", 0) == 0 && strcmp(getenv("LIBC_A"), "one") == 0, "setenv");
    setenv("LIBC_A", "two", 0);
    ok(strcmp(getenv("LIBC_A"), "one") == 0, "setenv without overwriting");
    setenv("LIBC_A", "two", 1);
    ok(strcmp(getenv("LIBC_A"), "two") == 0, "setenv with it");
    static char assignment[] = "LIBC_B=three";
    putenv(assignment);
    assignment[7] = 'T';
    ok(strcmp(getenv("LIBC_B"), "Three") == 0, "putenv takes the string itself");
    ok(unsetenv("LIBC_A") == 0 && getenv("LIBC_A") == NULL, "unsetenv");
    ok(setenv("A=B", "x", 1) == -1 && errno == EINVAL && unsetenv("") == -1, "bad names are refused");
    for (int i = 0; i < 100; i++) {
        char name[20];
        snprintf(name, sizeof(name), "LIBC_%d", i);
        setenv(name, name, 1);
    }
    ok(strcmp(getenv("LIBC_0"), "LIBC_0") == 0 && strcmp(getenv("LIBC_99"), "LIBC_99") == 0, "100 variables");
}

static jmp_buf state;

static void jump(int depth)
{
    if (depth > 0)
        jump(depth - 1);
    else if (depth == 0)
        longjmp(state, 5);
}

static void jumps(void)
{
    volatile int times = 0;
    int value = setjmp(state);
    times++;
    if (value == 0)
        jump(10);
    ok(value == 5 && times == 2, "longjmp comes back with its value");
    value = setjmp(state);
    if (value == 0)
        longjmp(state, 0);
    ok(value == 1, "longjmp with 0 gives 1");
}

static void options(void)
{
    char *argv[] = {"program", "-a", "-bvalue", "-c", "other", "-ad", "--", "-x", NULL};
    char seen[20] = "";
    int c, at = 0, values = 1;
    opterr = 0;
    optind = 1;
    while ((c = getopt(8, argv, "ab:c:d")) != -1) {
        seen[at++] = (char)c;
        if (c == 'b')
            values &= strcmp(optarg, "value") == 0;
        if (c == 'c')
            values &= strcmp(optarg, "other") == 0;
    }
    ok(strcmp(seen, "abcad") == 0 && values && optind == 7, "getopt");
    char *wrong[] = {"program", "-q", "-b", NULL};
    optind = 1;
    ok(getopt(3, wrong, ":b:") == '?' && optopt == 'q' && getopt(3, wrong, ":b:") == ':' && optopt == 'b',
       "getopt finds mistakes");
    const struct option longs[] = {
        {"file", required_argument, NULL, 'f'}, {"quiet", no_argument, NULL, 'q'}, {0}};
    char *long_argv[] = {"program", "--file=x", "--quiet", "--file", "y", "-q", NULL};
    at = 0;
    optind = 1;
    values = 1;
    while ((c = getopt_long(6, long_argv, "f:q", longs, NULL)) != -1) {
        seen[at++] = (char)c;
        if (c == 'f')
            values &= (*optarg == 'x' || *optarg == 'y') && !optarg[1];
    }
    seen[at] = 0;
    ok(strcmp(seen, "fqfq") == 0 && values, "getopt_long");
}

static void clocks(void)
{
    struct timespec before, after, request = {0, 20000000};
    struct timeval day;
    clock_gettime(CLOCK_MONOTONIC, &before);
    ok(nanosleep(&request, NULL) == 0, "nanosleep");
    clock_gettime(CLOCK_MONOTONIC, &after);
    long long passed = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
    ok(passed >= 20000000, "sleeps as long as asked");
    after.tv_nsec += 20000000;
    after.tv_sec += after.tv_nsec / 1000000000;
    after.tv_nsec %= 1000000000;
    ok(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &after, NULL) == 0, "clock_nanosleep until a time");
    clock_gettime(CLOCK_MONOTONIC, &before);
    ok(before.tv_sec > after.tv_sec || (before.tv_sec == after.tv_sec && before.tv_nsec >= after.tv_nsec),
       "and not less");
    request.tv_nsec = 1000000000;
    ok(nanosleep(&request, NULL) == -1 && errno == EINVAL, "a bad time is refused");
    time_t now = time(NULL);
    gettimeofday(&day, NULL);
    ok(now > 1600000000 && day.tv_sec - now <= 1, "time and gettimeofday agree");
    errno = 0;
    ok(clock_gettime(12345, &before) == -1 && errno == EINVAL, "there is no such clock");
    errno = 0;
    ok(close(12345) == -1 && errno == EBADF && read(-1, &now, 1) == -1, "nor such a file");
}

static void tests(void)
{
    memory();
    strings();
    integers();
    sorting();
    environment();
    jumps();
    options();
    clocks();
}

int main(void)
{
    return libc_run(tests);
}
