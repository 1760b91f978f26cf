/* runs on Linux */
/* <stdio.h>: files, places in them, pushed-back bytes, formats with positions, scanning, commands. */
#include "libc_test.h"

#include <errno.h>
#include <sys/stat.h>

static char path[] = "/tmp/weft.stdio";

static void files(void)
{
    char text[100];
    struct stat status;
    fpos_t place;
    errno = 0;
    ok(!fopen("/no/such/file", "r") && errno == ENOENT && !fopen(path, "z") && errno == EINVAL,
       "fopen: ENOENT, EINVAL");
    FILE *file = fopen(path, "w+");
    ok(file && fputs("hello, world\nsecond line\nthird", file) >= 0 && ftell(file) == 30,
       "fopen, fputs, ftell");
    rewind(file);
    ok(fgets(text, sizeof(text), file) && strcmp(text, "hello, world\n") == 0 && ftell(file) == 13,
       "rewind, fgets");
    ok(fgetpos(file, &place) == 0 && fgetc(file) == 's' && fsetpos(file, &place) == 0 && fgetc(file) == 's',
       "fsetpos");
    ok(ungetc('S', file) == 'S' && ftell(file) == 13 && fgetc(file) == 'S' && fgetc(file) == 'e', "ungetc");
    ok(fseek(file, -5, SEEK_END) == 0 && fread(text, 1, 50, file) == 5 && memcmp(text, "third", 5) == 0 &&
           feof(file),
       "fseek, fread, feof");
    ok(fseek(file, 0, SEEK_CUR) == 0 && !feof(file) && fprintf(file, " %d", 42) == 3 && fflush(file) == 0,
       "and writing on");
    ok(fstat(fileno(file), &status) == 0 && status.st_size == 33, "the file's size");
    ok(fseek(file, -100, SEEK_SET) == -1 && errno == EINVAL && fseek(file, 0, 9) == -1, "fseek: EINVAL");
    ok(fclose(file) == 0, "fclose");
    file = fopen(path, "a+");
    ok(file && fputs("!", file) >= 0 && fclose(file) == 0 && stat(path, &status) == 0 && status.st_size == 34,
       "append");
    ok(!fopen(path, "wx") && errno == EEXIST, "exclusively: EEXIST");
    file = freopen(path, "r", fopen("/dev/null", "r"));
    ok(file && setvbuf(file, NULL, _IONBF, 0) == 0 && setvbuf(file, NULL, 99, 0) != 0, "freopen, setvbuf");
    ok(fgetc(file) == 'h' && lseek(fileno(file), 0, SEEK_CUR) == 1, "an unbuffered stream reads no further");
    ok(fputc('x', file) == EOF && ferror(file) && errno == EBADF, "writing to a stream that is read: EBADF");
    clearerr(file);
    ok(fgetc(file) == 'e', "clearerr");
    fclose(file);
    ok(rename(path, "/tmp/weft.other") == 0 && remove("/tmp/weft.other") == 0 && remove(path) == -1 &&
           errno == ENOENT,
       "rename, remove");
    file = tmpfile();
    ok(file && fputs("temporary", file) >= 0, "tmpfile");
    rewind(file);
    ok(fscanf(file, "%9s", text) == 1 && strcmp(text, "temporary") == 0 && fclose(file) == 0,
       "may be read and written");
}

static int prints(const char *expected, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

static int prints(const char *expected, const char *format, ...)
{
    char text[200];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (strcmp(text, expected) != 0)
        printf("# \"%s\"\n", text);
    return strcmp(text, expected) == 0 && length == (int)strlen(expected);
}

static void formats(void)
{
    ok(prints("two one two", "%2$s %1$s %2$s", "one", "two"), "%2$s");
    ok(prints("    2.50|7  |1099511627776", "%2$*4$.*5$f|%1$-3d|%3$lld", 7, 2.5, 1099511627776LL, 8, 2),
       "%2$*4$.*5$f");
    ok(prints("3.25 c 10", "%3$g %1$c %2$hhd", 'c', (signed char)10, 3.25), "types of several sizes");
    errno = ENOENT;
    ok(prints("No such file or directory", "%m"), "%m");
    ok(prints("100%", "%d%%", 100), "%%");
}

static void scanning(void)
{
    int a = 0, b = 0, used = 0;
    unsigned x = 0;
    double d = 0;
    long long big = 0;
    char word[20], letter = 0, set[20];
    ok(sscanf("12 -7 ff 3.5e2", "%d %i %x %lf", &a, &b, &x, &d) == 4 && a == 12 && b == -7 && x == 255 &&
           d == 350,
       "numbers");
    ok(sscanf("  word,x", "%19[a-z ],%c", word, &letter) == 2 && letter == 'x', "%[");
    ok(sscanf("key=value # c", "%19[^=]=%19s%n", set, word, &used) == 2 && strcmp(set, "key") == 0 &&
           strcmp(word, "value") == 0 && used == 9,
       "%[^=] and %n");
    ok(sscanf("123456", "%3d%2d", &a, &b) == 2 && a == 123 && b == 45, "widths");
    ok(sscanf("1 2", "%*d %d", &b) == 1 && b == 2, "%*d");
    ok(sscanf("123456789012", "%lld", &big) == 1 && big == 123456789012LL, "%lld");
    ok(sscanf("", "%d", &a) == EOF && sscanf("x", "%d", &a) == 0, "EOF, and 0");
    ok(sscanf("0x1f 010", "%i %i", &a, &b) == 2 && a == 31 && b == 8, "%i");
}

/* What a program may get wrong, and what of a number is one. */
static void edges(void)
{
    int first = 0, second = 0;
    float number = 7;
    char *line = NULL, *end;
    size_t size = 0;
    FILE *file = tmpfile();
    errno = 0;
    ok(getline(NULL, &size, file) == -1 && errno == EINVAL && getline(&line, NULL, file) == -1,
       "getline: EINVAL");
    fclose(file);
    errno = 0;
    ok(!fdopen(99, "r") && errno == EBADF, "fdopen: EBADF");
    ok(sscanf("3 4 5", "%2$d %1$d %*d", &first, &second) == 2 && first == 4 && second == 3,
       "scanf: arguments by their number");
    ok(sscanf("1e", "%f", &number) == 0 && sscanf("2e+", "%f", &number) == 0 && number == 7,
       "scanf: the beginning of a number is none");
    ok(__builtin_isnan(strtod("nan(12)q", &end)) && *end == 'q', "strtod: nan(12)");
    ok(__builtin_isnan(strtod("nan(1", &end)) && *end == '(', "strtod: nan, and then a bracket");
}

static void commands(void)
{
    char text[50] = "";
    FILE *file = popen("echo from the shell", "r");
    ok(file && fgets(text, sizeof(text), file) && strcmp(text, "from the shell\n") == 0, "popen");
    ok(pclose(file) == 0, "pclose");
    file = popen("exit 3", "r");
    ok(file && WEXITSTATUS(pclose(file)) == 3, "pclose gives the status");
    file = popen("cat >/tmp/weft.stdio", "w");
    ok(file && fputs("through a pipe", file) >= 0 && pclose(file) == 0, "popen to write");
    file = fopen(path, "r");
    ok(file && fgets(text, sizeof(text), file) && strcmp(text, "through a pipe") == 0 && fclose(file) == 0,
       "it arrived");
    remove(path);
    ok(!popen("true", "x") && errno == EINVAL, "popen: EINVAL");
    ok(system(NULL) != 0 && WEXITSTATUS(system("exit 5")) == 5, "system");
}

static void tests(void)
{
    files();
    formats();
    scanning();
    edges();
    commands();
}

int main(void)
{
    return libc_run(tests);
}
