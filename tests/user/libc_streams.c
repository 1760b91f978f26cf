/* Streams on memory and on functions of the program's own. runs on Linux */
#include "libc_test.h"

#include <errno.h>

static void growing(void)
{
    char *text = NULL;
    size_t size = 99;
    FILE *file = open_memstream(&text, &size);
    ok(file && fflush(file) == 0 && size == 0 && text && !*text, "open_memstream begins empty");
    fprintf(file, "%s %d", "hello", 5);
    fflush(file);
    ok(size == 7 && strcmp(text, "hello 5") == 0, "what is printed is there after fflush");
    for (int i = 0; i < 2000; i++)
        fputs("0123456789", file);
    ok(ftell(file) == 20007, "ftell");
    ok(fseek(file, 0, SEEK_SET) == 0 && fputs("J", file) >= 0 && fflush(file) == 0 && size == 1 &&
           text[0] == 'J' && text[1] == 'e',
       "the size is up to where one is");
    fseek(file, 0, SEEK_END);
    ok(ftell(file) == 20007 && fseek(file, 20010, SEEK_SET) == 0 && fputc('!', file) == '!',
       "beyond the end");
    ok(fclose(file) == 0 && size == 20011 && text[20006] == '9' && text[20007] == 0 && text[20010] == '!' &&
           !text[20011],
       "fclose leaves it to the program");
    free(text);
}

static void fixed(void)
{
    char buffer[10] = "abcdef", line[20];
    FILE *file = fmemopen(buffer, 6, "r");
    int c = 0;
    ok(file && fscanf(file, "%2s", line) == 1 && strcmp(line, "ab") == 0 && getc(file) == 'c',
       "fmemopen for reading");
    ok(fseek(file, -1, SEEK_END) == 0 && (c = getc(file)) == 'f' && getc(file) == EOF && feof(file),
       "SEEK_END");
    ok(fseek(file, 7, SEEK_SET) == -1 && fileno(file) == -1, "not beyond its size; no descriptor");
    fclose(file);
    file = fmemopen(buffer, sizeof(buffer), "w");
    ok(buffer[0] == 0 && fprintf(file, "%d", 1234) == 4 && fflush(file) == 0 && strcmp(buffer, "1234") == 0,
       "fmemopen for writing ends it with a NUL");
    ok(fputs("0123456789", file) >= 0 && fflush(file) == EOF && errno == ENOSPC,
       "what does not fit is an error");
    fclose(file);
    strcpy(buffer, "ab");
    file = fmemopen(buffer, sizeof(buffer), "a+");
    ok(fputs("cd", file) >= 0 && fclose(file) == 0 && strcmp(buffer, "abcd") == 0, "appending");
    strcpy(buffer, "old text");
    file = fmemopen(buffer, sizeof(buffer), "r+");
    fputs("new", file);
    fclose(file);
    ok(strcmp(buffer, "new text") == 0, "r+ writes over it");
    file = fmemopen(NULL, 100, "w+");
    fputs("own memory\n", file);
    rewind(file);
    ok(fgets(line, sizeof(line), file) && strcmp(line, "own memory\n") == 0, "memory of its own");
    fclose(file);
    ok(!fmemopen(buffer, 4, "z") && errno == EINVAL, "a mode that is none");
}

struct counter {
    char text[100];
    long at, length;
    int closed;
};

static ssize_t counter_read(void *cookie, char *to, size_t count)
{
    struct counter *counter = cookie;
    if (count > (size_t)(counter->length - counter->at))
        count = (size_t)(counter->length - counter->at);
    memcpy(to, counter->text + counter->at, count);
    counter->at += (long)count;
    return (ssize_t)count;
}

static ssize_t counter_write(void *cookie, const char *from, size_t count)
{
    struct counter *counter = cookie;
    memcpy(counter->text + counter->at, from, count);
    counter->at += (long)count;
    counter->length = counter->at;
    return (ssize_t)count;
}

static int counter_seek(void *cookie, off64_t *offset, int whence)
{
    struct counter *counter = cookie;
    counter->at = (long)*offset + (whence == SEEK_SET   ? 0
                                   : whence == SEEK_CUR ? counter->at
                                                        : counter->length);
    *offset = counter->at;
    return 0;
}

static int counter_close(void *cookie)
{
    ((struct counter *)cookie)->closed++;
    return 0;
}

static void cookies(void)
{
    struct counter counter = {.length = 0};
    char word[20];
    FILE *file = fopencookie(
        &counter, "w+", (cookie_io_functions_t){counter_read, counter_write, counter_seek, counter_close});
    ok(file && fprintf(file, "one two") == 7 && fflush(file) == 0 && strcmp(counter.text, "one two") == 0,
       "fopencookie: write");
    ok(fseek(file, 4, SEEK_SET) == 0 && ftell(file) == 4 && fscanf(file, "%19s", word) == 1 &&
           strcmp(word, "two") == 0,
       "fopencookie: seek and read");
    ok(fclose(file) == 0 && counter.closed == 1, "fopencookie: close");
    file = fopencookie(NULL, "w", (cookie_io_functions_t){.read = NULL});
    ok(fputs("nowhere", file) >= 0 && fclose(file) == 0, "without functions it takes everything");
}

static void tests(void)
{
    growing();
    fixed();
    cookies();
}

int main(void)
{
    return libc_run(tests);
}
