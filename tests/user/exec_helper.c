/* helper */
/* What tests/exec.t runs: a program that does one thing, named by its first argument. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_arguments(int count, char **words)
{
    for (int i = 0; i < count; i++) {
        for (const char *c = words[i]; *c; c++)
            printf("%02x", (unsigned char)*c);
        printf("\n");
    }
}

static void write_bytes(void)
{
    unsigned char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (unsigned char)i;
    for (int i = 0; i < 16; i++)
        write(1, bytes, sizeof(bytes));
}

/* Copies standard input in pieces of an odd size. */
static int copy_input(void)
{
    char piece[777];
    long size;
    while ((size = read(0, piece, sizeof(piece))) > 0)
        write(1, piece, (size_t)size);
    return size < 0;
}

static void crash(void)
{
    int *volatile bad = (int *)16;
    *bad = 1;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    int number = argc > 2 ? atoi(argv[2]) : 0;

    if (!strcmp(what, "args"))
        print_arguments(argc - 2, argv + 2);
    else if (!strcmp(what, "exit"))
        return number;
    else if (!strcmp(what, "signal"))
        kill(getpid(), number);
    else if (!strcmp(what, "crash"))
        crash();
    else if (!strcmp(what, "bytes"))
        write_bytes();
    else if (!strcmp(what, "big"))
        for (int i = 0; i < 16384; i++)
            puts("0123456789abcde");
    else if (!strcmp(what, "cat"))
        return copy_input();
    else if (!strcmp(what, "both")) {
        write(1, "out\n", 4);
        write(2, "err\n", 4);
    } else if (!strcmp(what, "hang")) {
        write(1, "hanging\n", 8);
        for (;;)
            __asm__ volatile("pause");
    } else
        return 99;
    return 0;
}
