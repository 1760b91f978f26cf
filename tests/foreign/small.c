/* A small program for a C library: input, output, memory, floating point, a child and a pipe. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char line[100];
    int ends[2], status;

    for (int i = 0; i < argc - 1; i++)
        printf("argument %d: [%s]\n", i, argv[i + 1]);
    while (fgets(line, sizeof(line), stdin))
        printf("line: %s", line);
    char *block = malloc(300000);
    memset(block, 'x', 300000);
    printf("%c %.6f %lld\n", block[299999], 1.0 / 3, 123456789012345LL / 7);
    free(block);
    fflush(stdout);
    pipe(ends);
    if (fork() == 0) {
        write(ends[1], "from the child\n", 15);
        _exit(5);
    }
    close(ends[1]);
    line[read(ends[0], line, sizeof(line) - 1)] = 0;
    wait(&status);
    printf("%sstatus %d\n", line, WEXITSTATUS(status));
    return atoi(argv[1]);
}
