/* As one finds them: old style, prototypes and headers forgotten, types mixed, names of the library's. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

int flag;
int daemon = 5;
const int PAGE_SIZE = 256;

static long gettid(void)
{
    return 1;
}

struct node {
    int value;
} * clone(struct node *node)
{
    return node;
}

wait(seconds) int seconds;
{
    return seconds + 1;
}

int worker(arg) void *arg;
{
    char unused[10];
    while (!flag)
        ;
    puts("seen");
}

void main(argc, argv) int argc;
char **argv;
{
    pthread_t thread;
    int n = 3;
    char *bytes = &n;
    pthread_create(&thread, NULL, worker, NULL);
    usleep(10000);
    flag = 1;
    pthread_join(thread, NULL);
    printf("%f\n", sqrt(2.0));
    printf("daemon %d\n", daemon);
    printf("wait %d\n", wait(6));
    printf("own %ld %d %d\n", gettid(), PAGE_SIZE, clone((struct node *)&n)->value);
    if (bytes[0] < sizeof(n))
        exit(n);
}
