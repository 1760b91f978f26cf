/*
 * printf format [argument...]: prints the arguments as the format says (POSIX's utility; conversions as in C,
 * %b for a string with escapes). The format is used again while there are arguments.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_FORMAT 64 /* of one conversion */

static char **arguments;
static int status;

static const char *next_argument(void)
{
    return *arguments ? *arguments++ : NULL;
}

/* Complains of a number that is none, or not all of it; what was understood is printed all the same. */
static void check_number(const char *text, const char *end)
{
    if (end != text && !*end && errno == 0)
        return;
    fflush(stdout);
    fprintf(stderr, "printf: %s: %s\n", text,
            errno == ERANGE ? "the number is too large"
            : end == text   ? "not a number"
                            : "not completely a number");
    status = 1;
}

/* 'c or "c is the character's number. */
static int is_quoted(const char *text)
{
    return text[0] == '\'' || text[0] == '"';
}

static long long integer(int is_signed)
{
    const char *text = next_argument();
    char *end;
    if (!text)
        return 0;
    if (is_quoted(text))
        return (unsigned char)text[1];
    errno = 0;
    long long value = is_signed || *text == '-' ? strtoll(text, &end, 0) : (long long)strtoull(text, &end, 0);
    check_number(text, end);
    return value;
}

static double floating(void)
{
    const char *text = next_argument();
    char *end;
    if (!text)
        return 0;
    if (is_quoted(text))
        return (unsigned char)text[1];
    errno = 0;
    double value = strtod(text, &end);
    check_number(text, end);
    return value;
}

/* The character that an escape stands for; moves behind it. With %b a number begins with 0; -1: \c, the end.
 */
static int escape(const char **at, int zero_first)
{
    static const char letters[] = "abfnrtv\\\"'", meanings[] = "\a\b\f\n\r\t\v\\\"'";
    const char *text = *at + 1, *letter = *text ? strchr(letters, *text) : NULL;
    if (letter) {
        *at = text + 1;
        return (unsigned char)meanings[letter - letters];
    }
    if (zero_first && *text == 'c')
        return -1;
    if (*text < '0' || *text > '7') {
        ++*at;
        return '\\';
    }
    if (zero_first && *text == '0')
        text++;
    int value = 0;
    for (int digits = 0; digits < 3 && *text >= '0' && *text <= '7'; digits++)
        value = value * 8 + (*text++ - '0');
    *at = text;
    return value & 255;
}

/* %b: the argument with its escapes replaced, as the conversion's width and precision say. */
static void print_escaped(char *conversion)
{
    const char *text = next_argument();
    char *plain = malloc(text ? strlen(text) + 1 : 1);
    size_t length = 0;
    int c = 0, has_nul = 0;
    if (!plain)
        exit(1);
    while (text && *text && c >= 0) {
        c = *text == '\\' ? escape(&text, 1) : (unsigned char)*text++;
        if (c >= 0)
            plain[length++] = (char)c;
        has_nul |= c == 0;
    }
    plain[length] = 0;
    if (has_nul)
        fwrite(plain, 1, length, stdout);
    else
        printf(strcat(conversion, "s"), plain);
    free(plain);
    if (c < 0)
        exit(fflush(stdout) != 0 || status);
}

/* Copies "%", flags, width and precision, a '*' as the argument's number. Moves the format to the letter. */
static void copy_conversion(const char **format, char *conversion)
{
    char *end = conversion + MOST_FORMAT - 16;
    *conversion++ = '%';
    for (++*format; **format && strchr("-+ #0123456789.*", **format); ++*format) {
        if (**format == '*')
            conversion += sprintf(conversion, "%d", (int)integer(1));
        else
            *conversion++ = **format;
        if (conversion > end) {
            fprintf(stderr, "printf: the conversion is too long\n");
            exit(1);
        }
    }
    *conversion = 0;
}

static void print_conversion(const char **format)
{
    char conversion[MOST_FORMAT], letter[2] = "";
    copy_conversion(format, conversion);
    letter[0] = **format;
    if (letter[0])
        ++*format;
    if (letter[0] == 'b') {
        print_escaped(conversion);
    } else if (letter[0] == 's') {
        const char *text = next_argument();
        printf(strcat(conversion, letter), text ? text : "");
    } else if (letter[0] == 'c') {
        const char *text = next_argument();
        char first[2] = {text ? *text : 0};
        printf(strcat(conversion, "s"), first);
    } else if (letter[0] && strchr("diouxX", letter[0])) {
        printf(strcat(strcat(conversion, "ll"), letter), integer(letter[0] == 'd' || letter[0] == 'i'));
    } else if (letter[0] && strchr("aAeEfFgG", letter[0])) {
        printf(strcat(conversion, letter), floating());
    } else if (letter[0] == '%' && !conversion[1]) {
        putchar('%');
    } else {
        fflush(stdout);
        fprintf(stderr, "printf: %s%s: there is no such conversion\n", conversion, letter);
        exit(1);
    }
}

static void print(const char *format)
{
    while (*format) {
        if (*format == '%')
            print_conversion(&format);
        else
            putchar(*format == '\\' ? escape(&format, 0) : *format++);
    }
}

int main(int argc, char **argv)
{
    int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
    if (first >= argc) {
        fprintf(stderr, "usage: printf format [argument...]\n");
        return 2;
    }
    arguments = argv + first + 1;
    char **before;
    do {
        before = arguments;
        print(argv[first]);
    } while (*arguments && arguments != before);
    return fflush(stdout) != 0 || status;
}
