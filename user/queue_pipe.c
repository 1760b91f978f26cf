/*
 * A producer and a consumer in two processes, which share no memory. The queue is a pipe in the kernel: it
 * copies each item from one to the other, and lets who must wait sleep. Python: multiprocessing.Pipe().
 * Read queue_memory.c first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ITEMS 1000

static int queue[2]; /* the pipe: the end to read, and the end to write */

static void put(int item)
{
    if (write(queue[1], &item, sizeof item) != sizeof item)
        perror("write");
}

static int take(void)
{
    int item = 0;
    if (read(queue[0], &item, sizeof item) != sizeof item)
        perror("read");
    return item;
}

static void *producer(void *unused)
{
    for (int item = 1; item <= ITEMS; item++)
        put(item);
    return NULL;
}

static void consumer(void)
{
    int sum = 0;
    for (int i = 0; i < ITEMS; i++)
        sum += take();
    printf("consumer: the sum of %d items is %d\n", ITEMS, sum);
}

int main(void)
{
    if (pipe(queue) < 0)
        return 1;
    pid_t process = fork();
    if (process == 0) {
        producer(NULL);
        exit(0);
    }

    consumer();
    waitpid(process, NULL, 0);
    return 0;
}
