/* runs on Linux */
/* Streams: buffering, lines, pushed-back bytes, ends and errors, locks; reading files where there are some.
 */
#include "libc_test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 4
#define LINES   400

static int ends[2];

/* What lies in the pipe now, without waiting for more than is there. */
static int in_pipe(const char *expected)
{
    char text[200] = "";
    size_t length = strlen(expected);
    write(ends[1], "|", 1);
    ssize_t count = read(ends[0], text, sizeof(text) - 1);
    return count == (ssize_t)length + 1 && memcmp(text, expected, length) == 0 && text[length] == '|';
}

static void output(void)
{
    FILE *file;
    pipe(ends);
    file = fdopen(dup(ends[1]), "w");
    ok(file && fileno(file) > 2, "fdopen");
    fprintf(file, "one\ntwo");
    ok(in_pipe(""), "a stream to a pipe is fully buffered");
    fflush(file);
    ok(in_pipe("one\ntwo"), "fflush");
    setvbuf(file, NULL, _IOLBF, 0);
    fputs("line\nrest", file);
    ok(in_pipe("line\n"), "a line-buffered stream sends lines");
    putc('!', file);
    fflush(NULL);
    ok(in_pipe("rest!"), "fflush(NULL)");
    setvbuf(file, NULL, _IONBF, 0);
    fprintf(file, "%d%c", 12, 'x');
    ok(in_pipe("12x"), "an unbuffered stream sends at once");
    ok(fwrite("abcdef", 2, 3, file) == 3 && in_pipe("abcdef"), "fwrite counts items");
    errno = 0;
    ok(fgetc(file) == EOF && ferror(file) && errno == EBADF, "reading it is an error");
    clearerr(file);
    ok(!ferror(file), "clearerr");
    setvbuf(file, NULL, _IOFBF, BUFSIZ);
    fputs("last", file);
    ok(fclose(file) == 0 && in_pipe("last"), "fclose flushes");
    ok(dprintf(ends[1], "%s %d", "to fd", 7) == 7 && in_pipe("to fd 7"), "dprintf");
    int fd = dup(ends[1]);
    file = fdopen(fd, "w");
    close(fd);
    errno = 0;
    fputs("x", file);
    ok(fflush(file) == EOF && errno == EBADF && ferror(file), "writing to a closed descriptor is an error");
    fclose(file);
}

static void input(void)
{
    char text[20];
    char *line = NULL;
    size_t size = 0;
    int a = 0, b = 0;
    FILE *file = fdopen(dup(ends[0]), "r");
    dprintf(ends[1], "first line\nsecond\n12 34 x\nlong long long long line\n\nno newline");
    close(ends[1]);
    ok(fgetc(file) == 'f' && ungetc('F', file) == 'F' && fgetc(file) == 'F', "ungetc");
    ok(fgets(text, sizeof(text), file) == text && strcmp(text, "irst line\n") == 0, "fgets reads a line");
    ok(getline(&line, &size, file) == 7 && strcmp(line, "second\n") == 0, "getline");
    ok(fscanf(file, "%d %d", &a, &b) == 2 && a == 12 && b == 34 && fgetc(file) == ' ' && fgetc(file) == 'x',
       "fscanf leaves what it doesn't take");
    fgetc(file);
    ok(fgets(text, 10, file) == text && strcmp(text, "long long") == 0, "fgets stops when its room is full");
    ok(fread(text, 1, 5, file) == 5 && memcmp(text, " long", 5) == 0, "fread");
    ok(getline(&line, &size, file) == 11 && getline(&line, &size, file) == 1, "an empty line");
    ok(!feof(file) && fgets(text, sizeof(text), file) && strcmp(text, "no newline") == 0 && feof(file),
       "a last line without a newline");
    ok(fgets(text, sizeof(text), file) == NULL && !ferror(file) && fgetc(file) == EOF, "then the end");
    ok(fseek(file, 0, SEEK_SET) == -1 && errno == ESPIPE && ftell(file) == -1, "a pipe has no places");
    free(line);
    fclose(file);
    close(ends[0]);
}

static void *write_lines(void *file)
{
    for (int i = 0; i < LINES; i++) {
        fprintf(file, "%s %s%c", "a line that is", "whole", '\n');
        flockfile(file);
        fputs("two ", file);
        fputs("parts", file);
        putc_unlocked('\n', file);
        funlockfile(file);
    }
    return NULL;
}

static void *read_lines(void *file)
{
    char text[100];
    size_t good = 0;
    while (fgets(text, sizeof(text), file))
        good += strcmp(text, "a line that is whole\n") == 0 || strcmp(text, "two parts\n") == 0;
    return (void *)good;
}

static void threads(int mode)
{
    pthread_t writers[WRITERS], reader;
    void *good = NULL;
    pipe(ends);
    FILE *out = fdopen(ends[1], "w"), *in = fdopen(ends[0], "r");
    setvbuf(out, NULL, mode, BUFSIZ);
    pthread_create(&reader, NULL, read_lines, in);
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&writers[i], NULL, write_lines, out);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(writers[i], NULL);
    ok(ftrylockfile(out) == 0 && ftrylockfile(out) == 0, "ftrylockfile");
    funlockfile(out);
    funlockfile(out);
    fclose(out);
    pthread_join(reader, &good);
    ok((size_t)good == 2 * WRITERS * LINES, "threads don't tear each other's lines");
    fclose(in);
}

/* This program's own file: it can be read on Weft and on Linux. */
static void files(const char *program)
{
    char path[300], bytes[64], again[64];
    snprintf(path, sizeof(path), "%s%s", strchr(program, '/') ? "" : "/bin/", program);
    FILE *file = fopen(path, "r");
    ok(file != NULL, "fopen");
    if (!file)
        return;
    fread(bytes, 1, sizeof(bytes), file);
    ok(memcmp(bytes, "\177ELF", 4) == 0, "it is a program");
    ok(ftell(file) == 64, "ftell");
    fseek(file, 1, SEEK_SET);
    ok(fgetc(file) == 'E' && ftell(file) == 2, "fseek from the beginning");
    fseek(file, 1, SEEK_CUR);
    ok(fgetc(file) == 'F', "fseek from here");
    fseek(file, -10, SEEK_END);
    ok(fread(again, 1, sizeof(again), file) == 10 && feof(file), "fseek from the end");
    rewind(file);
    ok(!feof(file) && fread(again, 1, 64, file) == 64 && memcmp(bytes, again, 64) == 0, "rewind");
    fclose(file);
    errno = 0;
    ok(fopen("/no/such/file", "r") == NULL && errno == ENOENT, "fopen of nothing: ENOENT");
    ok(fopen(path, "q") == NULL && errno == EINVAL, "fopen with a bad mode: EINVAL");
    char *text = NULL;
    ok(asprintf(&text, "%d-%s", 5, "five") == 6 && strcmp(text, "5-five") == 0, "asprintf");
    free(text);
}

static const char *program;

static void tests(void)
{
    output();
    input();
    threads(_IOFBF);
    threads(_IOLBF);
    threads(_IONBF);
    files(program);
}

int main(int argc, char **argv)
{
    program = argv[0];
    return libc_run(tests);
}
