/* kernel/lib/format.c: what it shares with C's printf must come out as the host's printf writes it. */
#include "lib/format.h"
#include "tap.h"

#include <limits.h>
#include <string.h>

#define SAME(...)                                                                                     \
    do {                                                                                              \
        char ours[300], theirs[300];                                                                  \
        int our_length = format(ours, sizeof(ours), __VA_ARGS__);                                     \
        int their_length = snprintf(theirs, sizeof(theirs), __VA_ARGS__);                             \
        tap_ok(our_length == their_length && strcmp(ours, theirs) == 0, #__VA_ARGS__);                \
        if (strcmp(ours, theirs) != 0)                                                                \
            printf("# ours:   '%s' %d\n# theirs: '%s' %d\n", ours, our_length, theirs, their_length); \
    } while (0)

static void numbers(void)
{
    SAME("%d %d %d", 0, 1, -1);
    SAME("%d %d", INT_MAX, INT_MIN);
    SAME("%u %x %x", UINT_MAX, 0xbeefu, 0u);
    SAME("%lu %ld %lx", ULONG_MAX, LONG_MIN, ULONG_MAX);
    SAME("%llu %lld %llx", ULLONG_MAX, LLONG_MIN, 0x123456789abcdef0ull);
    SAME("%llu %llu", 4294967296ull, 9999999999999999999ull);
    SAME("%zu %zd %zx", (size_t)-1, (ssize_t)-5, (size_t)255);
    SAME("[%5d] [%-5d] [%05d] [%1d]", 42, 42, 42, 12345);
    SAME("[%5d] [%-5d] [%05d] [%-05d]", -42, -42, -42, -42);
    SAME("[%08x] [%8x] [%-8x]", 0xabcu, 0xabcu, 0xabcu);
    SAME("[%020llu]", 5ull);
}

static void text(void)
{
    SAME("plain");
    SAME("%%|%c|%c", 'a', '\x7f');
    SAME("[%s] [%10s] [%-10s] [%s]", "abc", "abc", "abc", "");
    SAME("[%.3s] [%5.2s] [%.0s] [%.9s]", "abcd", "abcd", "abcd", "abcd");
    SAME("[%3c] [%-3c]", 'x', 'x');

    char buffer[8];
    format(buffer, sizeof(buffer), "%s", (const char *)NULL);
    tap_ok(strcmp(buffer, "(null)") == 0, "%s of NULL");
}

static void limits(void)
{
    char buffer[8];
    memset(buffer, 'x', sizeof(buffer));
    tap_ok(format(buffer, 4, "%d", 123456) == 6, "the length is that of the whole text");
    tap_ok(memcmp(buffer, "123\0xxxx", 8) == 0, "the buffer's size is kept to, NUL included");
    tap_ok(format(buffer, 1, "abc") == 3 && buffer[0] == '\0' && buffer[1] == '2', "room for the NUL only");
    tap_ok(format(NULL, 0, "%s", "abc") == 3, "no buffer at all");
    tap_ok(format(buffer, 4, "abc") == 3 && strcmp(buffer, "abc") == 0, "it fits exactly");
}

static bool parses(const char *text, uint32_t value, const char *rest)
{
    uint32_t found = 77;
    return number_parse(&text, &found) && found == value && strcmp(text, rest) == 0;
}

static bool refuses(const char *text)
{
    uint32_t found = 77;
    const char *start = text;
    return !number_parse(&text, &found) && text == start && found == 77;
}

static void parse(void)
{
    tap_ok(parses("0", 0, "") && parses("42 rest", 42, " rest"), "number_parse: decimal");
    tap_ok(parses("0x1F,", 31, ",") && parses("0Xdeadbeef", 0xdeadbeef, ""), "number_parse: hexadecimal");
    tap_ok(parses("4294967295", UINT32_MAX, "") && refuses("4294967296"),
           "number_parse: the greatest, and one more");
    tap_ok(parses("0xffffffff", UINT32_MAX, "") && refuses("0x100000000"), "the same in hexadecimal");
    tap_ok(refuses("99999999999999999999"), "number_parse: far too great");
    tap_ok(refuses("") && refuses("abc") && refuses("-1") && refuses(" 1") && refuses("0x") &&
               refuses("\x11"),
           "number_parse: no numbers");
    tap_ok(parses("12ab", 12, "ab") && parses("08", 8, ""), "number_parse: stops at what is no digit");
}

static void divide(void)
{
    static const uint64_t dividends[] = {0,
                                         1,
                                         9,
                                         10,
                                         UINT32_MAX,
                                         1ull << 32,
                                         (1ull << 32) + 1,
                                         1000000007ull * 999999937,
                                         1ull << 63,
                                         UINT64_MAX - 1,
                                         UINT64_MAX};
    static const uint32_t divisors[] = {
        1, 2, 3, 10, 16, 1000, 65536, 1000000007, 1u << 31, UINT32_MAX - 1, UINT32_MAX};
    bool right = true;

    for (size_t i = 0; i < ARRAY_SIZE(dividends); i++) {
        for (size_t j = 0; j < ARRAY_SIZE(divisors); j++) {
            uint32_t remainder;
            uint64_t quotient = divide_64(dividends[i], divisors[j], &remainder);
            if (quotient != dividends[i] / divisors[j] || remainder != dividends[i] % divisors[j]) {
                right = false;
                printf("# %llu / %u\n", (unsigned long long)dividends[i], divisors[j]);
            }
        }
    }
    tap_ok(right, "divide_64: edges");

    uint64_t random = 88172645463325252ull;
    for (right = true; random % 100003 != 0 && right;) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        uint32_t divisor = (random >> 20) | 1;
        right = divide_64(random, divisor, NULL) == random / divisor;
    }
    tap_ok(right, "divide_64: many numbers");
}

int main(void)
{
    numbers();
    text();
    limits();
    parse();
    divide();
    return tap_done();
}
