/* kernel/lib/string.c. (memcpy, memmove and memset are assembly of the kernel: not on the host.) */
#include "lib/string.h"
#include "tap.h"

static void compare(void)
{
    tap_ok(memcmp("abc", "abd", 2) == 0 && memcmp("abc", "abd", 3) < 0, "memcmp looks at so many bytes");
    tap_ok(memcmp("\x80", "\x7f", 1) > 0, "memcmp compares unsigned");
    tap_ok(memcmp("a\0b", "a\0c", 3) < 0, "memcmp goes on after NUL");
    tap_ok(memcmp("a", "b", 0) == 0, "memcmp of nothing");
    tap_ok(strcmp("", "") == 0 && strcmp("a", "a") == 0, "strcmp: equal");
    tap_ok(strcmp("a", "ab") < 0 && strcmp("ab", "a") > 0, "strcmp: the shorter comes first");
    tap_ok(strcmp("\x80", "a") > 0, "strcmp compares unsigned");
    tap_ok(strncmp("abc", "abd", 2) == 0 && strncmp("abc", "abd", 3) < 0, "strncmp has a limit");
    tap_ok(strncmp("a\0b", "a\0c", 3) == 0, "strncmp stops at NUL");
    tap_ok(strncmp("a", "b", 0) == 0, "strncmp of nothing");
}

static void find(void)
{
    const char *text = "abcabc";
    tap_ok(strlen("") == 0 && strlen(text) == 6, "strlen");
    tap_ok(memchr(text, 'c', 6) == text + 2, "memchr finds the first");
    tap_ok(memchr(text, 'c', 2) == NULL, "memchr looks no further than it may");
    tap_ok(memchr("a\xff", 0xff, 2) != NULL && memchr(text, 'a' + 256, 6) == text, "memchr takes a byte");
    tap_ok(strchr(text, 'b') == text + 1, "strchr finds the first");
    tap_ok(strchr(text, 'x') == NULL, "strchr finds nothing");
    tap_ok(strchr(text, '\0') == text + 6, "strchr finds the NUL");
}

static void copy(void)
{
    char buffer[8] = "1234567";
    string_copy(buffer, "abc", sizeof(buffer));
    tap_ok(strcmp(buffer, "abc") == 0 && buffer[4] == '5', "string_copy writes no more than it must");
    string_copy(buffer, "abcdefgh", 4);
    tap_ok(strcmp(buffer, "abc") == 0, "string_copy cuts off, and ends with NUL");
    string_copy(buffer, "xyz", 1);
    tap_ok(buffer[0] == '\0' && buffer[1] == 'b', "string_copy into one byte");
    string_copy(buffer + 1, "xyz", 0);
    tap_ok(buffer[1] == 'b', "string_copy into nothing");
}

int main(void)
{
    compare();
    find();
    copy();
    return tap_done();
}
