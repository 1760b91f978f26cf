/*
 * test expression, [ expression ]: status 0 if it is true, 1 if false, 2 if it is none (POSIX).
 *
 *     expression  [!] primary, ( expression ), expression -a expression, expression -o expression
 *     primary     -n text, -z text, text; a = b, a != b; a -eq b and -ne -lt -le -gt -ge;
 *                 -e -f -d -c -p -h -L -S -s -r -w -x file; -t descriptor
 */
#include "builtins.h"
#include "message.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char **word, **end; /* what is left of the expression */
static int is_wrong;

static int fail(const char *name, const char *problem)
{
    if (!is_wrong)
        complain(name, problem);
    is_wrong = 1;
    return 0;
}

static long number_of(const char *text)
{
    char *stop;
    long number = strtol(text, &stop, 10);
    while (isspace((unsigned char)*stop))
        stop++;
    return stop == text || *stop ? fail(text, "is no number") : number;
}

static int is_unary(const char *text)
{
    return text[0] == '-' && text[1] && strchr("nzefdcphLSsrwxt", text[1]) && !text[2];
}

static int is_binary(const char *text)
{
    static const char *const operators[] = {"=", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge"};
    for (unsigned i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strcmp(operators[i], text) == 0)
            return 1;
    return 0;
}

static int test_file(char kind, const char *path)
{
    struct stat status;
    if (kind == 'r' || kind == 'w' || kind == 'x')
        return access(path, kind == 'r' ? R_OK : kind == 'w' ? W_OK : X_OK) == 0;
    if ((kind == 'h' || kind == 'L' ? lstat(path, &status) : stat(path, &status)) < 0)
        return 0;
    switch (kind) {
    case 'f':
        return S_ISREG(status.st_mode);
    case 'd':
        return S_ISDIR(status.st_mode);
    case 'c':
        return S_ISCHR(status.st_mode);
    case 'p':
        return S_ISFIFO(status.st_mode);
    case 'S':
        return S_ISSOCK(status.st_mode);
    case 's':
        return status.st_size > 0;
    case 'h':
    case 'L':
        return S_ISLNK(status.st_mode);
    default:
        return 1;
    }
}

static int test_unary(char kind, const char *operand)
{
    if (kind == 'n' || kind == 'z')
        return (*operand == '\0') == (kind == 'z');
    return kind == 't' ? isatty((int)number_of(operand)) : test_file(kind, operand);
}

static int test_binary(const char *left, const char *symbol, const char *right)
{
    if (symbol[0] != '-')
        return (strcmp(left, right) == 0) == (symbol[0] == '=');
    long a = number_of(left), b = number_of(right);
    switch (symbol[1] << 8 | symbol[2]) {
    case 'e' << 8 | 'q':
        return a == b;
    case 'n' << 8 | 'e':
        return a != b;
    case 'l' << 8 | 't':
        return a < b;
    case 'l' << 8 | 'e':
        return a <= b;
    case 'g' << 8 | 't':
        return a > b;
    default:
        return a >= b;
    }
}

static int test_or(void);

/* What stands there decides: with a binary operator in the middle even `!` and `(` are only texts. */
static int test_primary(void)
{
    char **at = word;
    if (end - at >= 3 && is_binary(at[1])) {
        word += 3;
        return test_binary(at[0], at[1], at[2]);
    }
    if (end - at >= 2 && strcmp(*at, "!") == 0) {
        word++;
        return !test_primary();
    }
    if (end - at >= 2 && is_unary(*at)) {
        word += 2;
        return test_unary(at[0][1], at[1]);
    }
    if (end - at >= 3 && strcmp(*at, "(") == 0) {
        word++;
        int value = test_or();
        return word < end && strcmp(*word++, ")") == 0 ? value : fail("test", "a ) is missing");
    }
    if (at == end)
        return fail("test", "an operand is missing");
    word++;
    return **at != '\0';
}

static int test_and(void)
{
    int value = test_primary();
    while (word < end && strcmp(*word, "-a") == 0) {
        word++;
        value &= test_primary();
    }
    return value;
}

static int test_or(void)
{
    int value = test_and();
    while (word < end && strcmp(*word, "-o") == 0) {
        word++;
        value |= test_and();
    }
    return value;
}

int builtin_test(char **words)
{
    word = words + 1;
    for (end = word; *end; end++)
        ;
    is_wrong = 0;
    if (strcmp(words[0], "[") == 0 && (end == word || strcmp(*--end, "]") != 0))
        fail("[", "a ] is missing");
    if (word == end && !is_wrong)
        return 1;
    int value = is_wrong ? 0 : test_or();
    if (!is_wrong && word < end)
        fail(*word, "is not expected");
    return is_wrong ? 2 : !value;
}
