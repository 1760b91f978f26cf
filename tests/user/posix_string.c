/* runs on Linux */
/* <string.h>, <strings.h>: what the other test of strings leaves: tokens, errors' names, searching, copying.
 */
#include "libc_test.h"

#include <errno.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <strings.h>

static void tokens(void)
{
    char text[] = " one, two,,three ", *state, *word, list[] = "a::b";
    word = strtok_r(text, " ,", &state);
    ok(word && strcmp(word, "one") == 0, "strtok_r");
    word = strtok_r(NULL, " ,", &state);
    ok(word && strcmp(word, "two") == 0 && strcmp(strtok_r(NULL, " ,", &state), "three") == 0 &&
           !strtok_r(NULL, " ,", &state),
       "to the end");
    char *left = list;
    ok(strcmp(strsep(&left, ":"), "a") == 0 && strcmp(strsep(&left, ":"), "") == 0 &&
           strcmp(strsep(&left, ":"), "b") == 0 && !strsep(&left, ":"),
       "strsep finds empty fields");
}

static void errors(void)
{
    char text[50];
    ok(strcmp(strerror(ENOENT), "No such file or directory") == 0 && strstr(strerror(9999), "9999"),
       "strerror");
    ok(strerror_r(EINVAL, text, sizeof(text)) == 0 && strcmp(text, "Invalid argument") == 0, "strerror_r");
    ok(strerror_r(EINVAL, text, 5) == ERANGE, "strerror_r: ERANGE");
    ok(strcmp(strsignal(SIGINT), "Interrupt") == 0 && strcmp(strsignal(SIGCHLD), "Child exited") == 0,
       "strsignal");
}

static void searching(void)
{
    ok(strcmp(strcasestr("Hello World", "WORLD"), "World") == 0 && !strcasestr("Hello", "x"), "strcasestr");
    ok(memcmp(memmem("ab\0cd", 5, "\0c", 2), "\0cd", 3) == 0 && !memmem("ab", 2, "abc", 3), "memmem");
    ok(strpbrk("abc,d", ";,") && *strpbrk("abc,d", ";,") == ',' && strcspn("abc,d", ",") == 3 &&
           strspn("aab", "a") == 2,
       "strpbrk strcspn strspn");
    ok(ffs(0) == 0 && ffs(8) == 4 && strcasecmp("ABC", "abc") == 0 && strncasecmp("ABx", "aby", 2) == 0,
       "ffs, strcasecmp");
    ok(*strchrnul("abc", 'x') == 0 && memrchr("abab", 'b', 4) && *strrchr("a/b/c", '/') == '/',
       "from the end");
}

static void copying(void)
{
    char text[10] = "";
    ok(*stpcpy(text, "abc") == 0 && stpcpy(text, "abc") == text + 3, "stpcpy");
    ok(stpncpy(text, "xy", 5) == text + 2 && text[4] == 0, "stpncpy fills with zeros");
    ok(strlcpy(text, "long enough", sizeof(text)) == 11 && strlen(text) == 9, "strlcpy");
    ok(strlcat(text, "x", sizeof(text)) == 10 && strlen(text) == 9, "strlcat");
    char *copy = strndup("abcdef", 3);
    ok(strcmp(copy, "abc") == 0 && strnlen("abc", 2) == 2, "strndup, strnlen");
    free(copy);
    ok(memccpy(text, "ab;cd", ';', 5) == text + 3 && !memccpy(text, "ab", 'x', 2), "memccpy");
    ok(strxfrm(text, "abc", 10) == 3 && strcoll("a", "b") < 0, "strxfrm, strcoll");
    ok(strcmp(setlocale(LC_ALL, ""), "C") == 0 && !setlocale(LC_ALL, "xx_YY") &&
           *localeconv()->decimal_point == '.',
       "locale");
}

static jmp_buf place;

static void jump(int value)
{
    longjmp(place, value);
}

static void jumping(void)
{
    volatile int times = 0;
    int value = setjmp(place);
    times++;
    if (value == 0)
        jump(7);
    ok(value == 7 && times == 2, "longjmp");
    value = setjmp(place);
    if (value == 0)
        jump(0);
    ok(value == 1, "setjmp never returns 0 twice");
}

static void tests(void)
{
    tokens();
    errors();
    searching();
    copying();
    jumping();
}

int main(void)
{
    return libc_run(tests);
}
