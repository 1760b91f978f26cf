/* runs on Linux */
/* A tree of processes that count themselves. */
#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
int tree(int depth)
{
    if (depth == 0)
        return 1;
    int n = 1, status;
    for (int i = 0; i < 2; i++) {
        pid_t pid = fork();
        if (pid < 0) {
            perror("fork");
            exit(1);
        }
        if (pid == 0)
            exit(tree(depth - 1));
    }
    while (wait(&status) > 0)
        if (WIFEXITED(status))
            n += WEXITSTATUS(status);
    return n;
}
int main(void)
{
    int n = tree(4);
    printf("%d processes\n", n);
    return n != 31;
}

#undef main

int main(void)
{
    return book_run(program, "31 processes\n");
}
