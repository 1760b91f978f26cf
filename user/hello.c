/* hello: the program to copy when you write your first. user/NAME.c is all it takes to have /bin/NAME. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    printf("Hello from process %d.\n", getpid());
    return 0;
}
