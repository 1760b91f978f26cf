/* <regex.h>: what matches, where, and what is refused. A test program, runs on Linux too. */
#include "tap.h"
#include <limits.h>
#include <regex.h>

static const struct {
    const char *pattern;
    int flags;
    const char *text;
    const char
        *wanted; /* (begin,end) of the match and of each group; "" for no match; or the error's number */
} cases[] = {
    {"abc", 0, "xabcy", "(1,4)"},
    {"", 0, "abc", "(0,0)"},
    {"a*", 0, "baaa", "(0,0)"},
    {"aa*", 0, "baaa", "(1,4)"},
    {"^abc$", 0, "abc", "(0,3)"},
    {"^abc$", 0, "abcd", ""},
    {"a^b$c", 0, "a^b$c", "(0,5)"},
    {"*a", 0, "*a", "(0,2)"},
    {"\\(*a\\)", 0, "*a", "(0,2)(0,2)"},
    {"a\\{2\\}", 0, "caaa", "(1,3)"},
    {"a\\{2,\\}", 0, "caaa", "(1,4)"},
    {"a\\{0\\}b", 0, "aab", "(2,3)"},
    {"a{2}", 0, "a{2}", "(0,4)"},
    {"a+", 0, "a+", "(0,2)"},
    {"\\(a*\\)\\(ab\\)*", 0, "aab", "(0,3)(0,1)(1,3)"},
    {"\\(abc\\)\\1", 0, "xabcabc", "(1,7)(1,4)"},
    {"\\(a*\\)b\\1", 0, "aabaa", "(0,5)(0,2)"},
    {"\\(a\\)\\1", REG_ICASE, "aA", "(0,2)(0,1)"},
    {"\\.\\*\\[", 0, "x.*[", "(1,4)"},
    {"[]a]*", 0, "]a]b", "(0,3)"},
    {"[^]a]", 0, "]ab", "(2,3)"},
    {"[a-c]*", 0, "abcd", "(0,3)"},
    {"[-a]*", 0, "a-b", "(0,2)"},
    {"[[:alpha:]_][[:alnum:]_]*", 0, "1x_2", "(1,4)"},
    {"[[.-.]a]*", 0, "-a", "(0,2)"},
    {"[[=a=]]", 0, "ba", "(1,2)"},
    {"[\\n]*", 0, "\\n", "(0,2)"},
    {"(a|ab)(c|bcd)", REG_EXTENDED, "abcd", "(0,4)(0,1)(1,4)"},
    {"a|ab|abc", REG_EXTENDED, "abcd", "(0,3)"},
    {"(a*)+", REG_EXTENDED, "aab", "(0,2)(0,2)"},
    {"x(a|b)*y", REG_EXTENDED, "xabay", "(0,5)(3,4)"},
    {"(a)|(b)", REG_EXTENDED, "b", "(0,1)(-1,-1)(0,1)"},
    {"a?b+", REG_EXTENDED, "xabbb", "(1,5)"},
    {"(ab){2,3}", REG_EXTENDED, "abababab", "(0,6)(4,6)"},
    {"(a{1,2}){2}", REG_EXTENDED, "aaaaa", "(0,4)(2,4)"},
    {"((a)(b))c", REG_EXTENDED, "abc", "(0,3)(0,2)(0,1)(1,2)"},
    {"\\(a\\)\\{\\$", REG_EXTENDED, "(a){$", "(0,5)"},
    {"^(b|a)$", REG_EXTENDED, "a", "(0,1)(0,1)"},
    {"x^|a", REG_EXTENDED, "xa", "(1,2)"},
    {"[0-9]+-[0-9]+", REG_EXTENDED, "tel 12-345", "(4,10)"},
    {"ABC", REG_ICASE, "xabc", "(1,4)"},
    {"[a-c]+", REG_EXTENDED | REG_ICASE, "xABC", "(1,4)"},
    {"[^a]", REG_ICASE, "Ab", "(1,2)"},
    {"a.b", 0, "a\nb", "(0,3)"},
    {"a.b", REG_NEWLINE, "a\nb", ""},
    {"a[^x]b", REG_NEWLINE, "a\nb", ""},
    {"^b$", REG_NEWLINE, "a\nb\nc", "(2,3)"},
    {"^b$", 0, "a\nb\nc", ""},
    {"\xe4.", 0, "\xe4\xf6", "(0,2)"},
    {"(a*)*b", REG_EXTENDED, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", ""},
    {"(x+x+)+y", REG_EXTENDED, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", ""},
    {"[a", 0, "", "error 7"},
    {"[", 0, "", "error 7"},
    {"[[:none:]]", 0, "", "error 4"},
    {"[b-a]", 0, "", "error 11"},
    {"\\(a", 0, "", "error 8"},
    {"a\\)", 0, "", "error 8"},
    {"(a", REG_EXTENDED, "", "error 8"},
    {"a\\{1", 0, "", "error 9"},
    {"a{1", REG_EXTENDED, "", "error 9"},
    {"a{2,1}", REG_EXTENDED, "", "error 10"},
    {"a\\{99999\\}", 0, "", "error 10"},
    {"\\(a\\)\\2", 0, "", "error 6"},
    {"*a", REG_EXTENDED, "", "error 13"},
    {"a|*b", REG_EXTENDED, "", "error 13"},
    {"a\\", 0, "", "error 5"},
};

static void describe(const char *pattern, int flags, const char *text, char *to, size_t size)
{
    regex_t regex;
    regmatch_t matches[4];
    int error = regcomp(&regex, pattern, flags);
    *to = '\0';
    if (error) {
        snprintf(to, size, "error %d", error);
        return;
    }
    if (regexec(&regex, text, 4, matches, 0) == 0)
        for (size_t i = 0; i <= regex.re_nsub && i < 4; i++)
            snprintf(to + strlen(to), size - strlen(to), "(%d,%d)", (int)matches[i].rm_so,
                     (int)matches[i].rm_eo);
    regfree(&regex);
}

static void test_others(void)
{
    regex_t regex;
    regmatch_t match = {77, 77};
    char text[8], large[20001];

    regcomp(&regex, "^a", REG_NEWLINE);
    ok(regexec(&regex, "ab", 0, NULL, REG_NOTBOL) == REG_NOMATCH, "REG_NOTBOL");
    ok(regexec(&regex, "b\na", 0, NULL, REG_NOTBOL) == 0, "but after a newline");
    regfree(&regex);
    regcomp(&regex, "a$", REG_NOSUB);
    ok(regexec(&regex, "a", 0, NULL, REG_NOTEOL) == REG_NOMATCH, "REG_NOTEOL");
    ok(regexec(&regex, "ba", 1, &match, 0) == 0 && match.rm_so == 77, "REG_NOSUB leaves the matches alone");
    regfree(&regex);
    ok(regerror(REG_EBRACK, &regex, text, sizeof text) > sizeof text && strlen(text) == sizeof text - 1,
       "regerror cuts its text off, and tells its length");
    ok(regerror(REG_EBRACK, NULL, NULL, 0) > 1, "also without a buffer");

    memset(large, 'a', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    regcomp(&regex, "(a|aa)*b|a*$", REG_EXTENDED);
    ok(regexec(&regex, large, 1, &match, 0) == 0 && match.rm_eo == sizeof large - 1,
       "a long text takes no stack");
    regfree(&regex);
    int error = regcomp(&regex, "((((a{200}){200}){200}){200}){200}", REG_EXTENDED);
    ok(error == REG_ESPACE, "an expression that is too large is refused");
}

int main(void)
{
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[128], name[128];
        describe(cases[i].pattern, cases[i].flags, cases[i].text, got, sizeof got);
        snprintf(name, sizeof name, "`%s` with %d: %s", cases[i].pattern, cases[i].flags, cases[i].wanted);
        if (strcmp(got, cases[i].wanted) != 0)
            printf("# got: %s\n", got);
        for (char *c = name; *c; c++)
            if (*c == '\n' || *c == '#')
                *c = ' ';
        ok(strcmp(got, cases[i].wanted) == 0, name);
    }
    test_others();
    return done_testing();
}
