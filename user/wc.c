/* wc [-clw] [file...]: counts lines, words and bytes; of standard input without files, or for the file `-`.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct counts {
    unsigned long lines, words, bytes;
};

static int shows_lines, shows_words, shows_bytes;

static void print(const struct counts *counts, const char *name)
{
    const char *before = "";
    if (shows_lines) {
        printf("%lu", counts->lines);
        before = " ";
    }
    if (shows_words) {
        printf("%s%lu", before, counts->words);
        before = " ";
    }
    if (shows_bytes)
        printf("%s%lu", before, counts->bytes);
    printf(name ? " %s\n" : "\n", name);
}

/* Counts a file; false after a message if it can't be read. */
static int count(const char *name, struct counts *counts)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    int byte, in_word = 0;
    while (file && (byte = getc(file)) != EOF) {
        counts->bytes++;
        counts->lines += byte == '\n';
        if (isspace(byte))
            in_word = 0;
        else if (!in_word)
            counts->words += in_word = 1;
    }
    int failed = !file || ferror(file);
    if (failed)
        fprintf(stderr, "wc: %s: %s\n", name, strerror(errno));
    if (file && file != stdin)
        fclose(file);
    return !failed;
}

int main(int argc, char **argv)
{
    int option, failed = 0;
    while ((option = getopt(argc, argv, "clw")) != -1) {
        if (option == '?') {
            fputs("usage: wc [-clw] [file...]\n", stderr);
            return 2;
        }
        shows_bytes |= option == 'c';
        shows_lines |= option == 'l';
        shows_words |= option == 'w';
    }
    if (!shows_bytes && !shows_lines && !shows_words)
        shows_bytes = shows_lines = shows_words = 1;
    struct counts total = {0}, counts = {0};
    if (optind == argc) {
        failed = !count("-", &counts);
        print(&counts, NULL);
    }
    for (int i = optind; i < argc; i++) {
        counts = (struct counts){0};
        if (count(argv[i], &counts))
            print(&counts, argv[i]);
        else
            failed = 1;
        total.lines += counts.lines;
        total.words += counts.words;
        total.bytes += counts.bytes;
    }
    if (argc - optind > 1)
        print(&total, "total");
    return failed;
}
