/* head [-n LINES] [file...]: the first lines, 10 if not said otherwise; of standard input without files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int print(FILE *file, long lines)
{
    int byte;
    while (lines > 0 && (byte = getc(file)) != EOF) {
        putchar(byte);
        lines -= byte == '\n';
    }
    return ferror(file);
}

int main(int argc, char **argv)
{
    long lines = 10;
    char *end = "";
    int option, failed = 0;
    if (argc > 1 && argv[1][0] == '-' && argv[1][1] >= '0' &&
        argv[1][1] <= '9') { /* as it once was: head -5 */
        lines = strtol(argv[1] + 1, &end, 10);
        optind = 2;
    }
    while ((option = getopt(argc, argv, "n:")) == 'n')
        lines = strtol(optarg, &end, 10);
    if (option == '?' || *end || lines < 0) {
        fputs("usage: head [-n LINES] [file...]\n", stderr);
        return 2;
    }
    if (optind == argc)
        failed = print(stdin, lines);
    for (int i = optind; i < argc; i++) {
        if (argc - optind > 1)
            printf("%s==> %s <==\n", i > optind ? "\n" : "", argv[i]);
        FILE *file = fopen(argv[i], "r");
        int is_bad = !file || print(file, lines);
        if (is_bad)
            fprintf(stderr, "head: %s: %s\n", argv[i], strerror(errno));
        failed |= is_bad;
        if (file)
            fclose(file);
    }
    return failed;
}
