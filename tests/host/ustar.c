/* Archives in the ustar format, whole, cut off and broken (kernel/lib/ustar.c). */
#include "../../kernel/lib/ustar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned tests, failures;

static void ok(int condition, const char *what)
{
    tests++;
    failures += !condition;
    printf("%sok %u - %s\n", condition ? "" : "not ", tests, what);
}

static unsigned char archive[16 * USTAR_BLOCK];
static size_t archive_size;

static void set_checksum(unsigned char *header)
{
    unsigned sum = 0;
    memset(header + 148, ' ', 8);
    for (unsigned i = 0; i < USTAR_BLOCK; i++)
        sum += header[i];
    snprintf((char *)header + 148, 8, "%06o", sum);
}

static unsigned char *add(const char *prefix, const char *name, char type, const char *contents)
{
    unsigned char *header = archive + archive_size;
    size_t size = strlen(contents);
    memset(header, 0, USTAR_BLOCK);
    memcpy(header, name, strlen(name));
    memcpy(header + 100, "0000755", 8);
    snprintf((char *)header + 124, 12, "%011o", (unsigned)size);
    header[156] = type;
    memcpy(header + 157, "target", 6);
    memcpy(header + 257, "ustar\00000", 8);
    memcpy(header + 345, prefix, strlen(prefix));
    set_checksum(header);
    memcpy(header + USTAR_BLOCK, contents, size);
    archive_size += USTAR_BLOCK + (size + USTAR_BLOCK - 1) / USTAR_BLOCK * USTAR_BLOCK;
    return header;
}

static void make(void)
{
    memset(archive, 0, sizeof archive);
    archive_size = 0;
    add("", "bin/", USTAR_DIRECTORY, "");
    add("", "bin/hello", USTAR_FILE, "hello, world\n");
    add("usr/share", "text", USTAR_FILE, "");
    add("", "bin/link", USTAR_SYMLINK, "");
    archive_size += 2 * USTAR_BLOCK;
}

/* Reads the first `size` bytes of the archive, from a piece of memory that ends where they end. */
static int read_all(size_t size, unsigned *count, const char **problem)
{
    unsigned char *copy = malloc(size + 1);
    struct ustar_entry entry;
    size_t position = 0;
    int result;
    memcpy(copy, archive, size);
    *count = 0;
    *problem = "";
    while ((result = ustar_next(copy, size, &position, &entry, problem)) == 1)
        ++*count;
    free(copy);
    return result;
}

static void test_whole(void)
{
    struct ustar_entry entry;
    size_t position = 0;
    const char *problem;
    make();
    ok(ustar_next(archive, archive_size, &position, &entry, &problem) == 1 && !strcmp(entry.name, "bin/") &&
           entry.type == USTAR_DIRECTORY && entry.mode == 0755,
       "a directory");
    ok(ustar_next(archive, archive_size, &position, &entry, &problem) == 1 &&
           !strcmp(entry.name, "bin/hello") && entry.size == 13 &&
           !memcmp(archive + entry.offset, "hello, world\n", 13),
       "a file and its contents");
    ok(ustar_next(archive, archive_size, &position, &entry, &problem) == 1 &&
           !strcmp(entry.name, "usr/share/text"),
       "a name in two parts");
    ok(ustar_next(archive, archive_size, &position, &entry, &problem) == 1 && entry.type == USTAR_SYMLINK &&
           !strcmp(entry.target, "target"),
       "a symbolic link");
    ok(ustar_next(archive, archive_size, &position, &entry, &problem) == 0, "the end");
}

static void test_long_names(void)
{
    char name[101] = "", prefix[156] = "";
    struct ustar_entry entry;
    size_t position = 0;
    const char *problem;
    memset(archive, 0, sizeof archive);
    archive_size = 0;
    memset(name, 'n', 100);
    memset(prefix, 'p', 155);
    add(prefix, name, USTAR_FILE, "");
    ok(ustar_next(archive, sizeof archive, &position, &entry, &problem) == 1 && strlen(entry.name) == 256,
       "the longest name, with no NUL in its fields");
}

static void test_cut_off(void)
{
    unsigned count, wrong = 0;
    const char *problem;
    make();
    size_t end_mark = archive_size - 2 * USTAR_BLOCK;
    for (size_t size = 0; size < end_mark + USTAR_BLOCK; size++) {
        int result = read_all(size, &count, &problem);
        unsigned whole = (size >= 512) + (size >= 1024 + 13) + (size >= 2048) + (size >= 2560);
        if (result != -1 || !problem[0] || count != whole)
            wrong++;
    }
    ok(wrong == 0, "cut off after every byte: what is whole is read, then a problem is told");
    ok(read_all(end_mark + USTAR_BLOCK, &count, &problem) == 0 && count == 4,
       "one block of zeros is an end too");
}

static void test_broken(void)
{
    unsigned count, wrong = 0;
    const char *problem;
    for (unsigned i = 0; i < USTAR_BLOCK; i++) {
        make();
        archive[512 + i] ^= 0x40;
        if (i != 155 && (read_all(archive_size, &count, &problem) != -1 || count != 1))
            wrong++;
    }
    ok(wrong == 0, "any byte of a header changed (but the one behind the checksum): told, and what came "
                   "before it is read");

    static const struct {
        unsigned offset;
        const char *field, *problem, *what;
    } cases[] = {
        {257, "oldtar", "not in the ustar format", "another format"},
        {124, "77777777777", "too large", "a size of 8 GiB"},
        {124, "00000010000", "cut off within a file's contents", "a size past the end"},
        {124, "0000000001x", "no number", "a size that is no number"},
        {124, "           ", "no number", "a size of spaces"},
        {124, "\x80\0\0\0\0\0\0\0\0\0\1", "no number", "a size in base 256"},
        {100, "rwxr-xr", "no number", "a mode that is no number"},
        {0, "\0\0\0\0\0\0\0\0\0\0", "without a name", "no name"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        make();
        unsigned char *header = archive + 512;
        memcpy(header + cases[i].offset, cases[i].field, i == 5 ? 12 : i == 7 ? 10 : strlen(cases[i].field));
        set_checksum(header);
        ok(read_all(archive_size, &count, &problem) == -1 && strstr(problem, cases[i].problem) && count == 1,
           cases[i].what);
    }
}

int main(void)
{
    test_whole();
    test_long_names();
    test_cut_off();
    test_broken();
    printf("1..%u\n", tests);
    return failures != 0;
}
