/*
 * A producer and a consumer in two processes, which share one piece of memory because they asked for it. Two
 * semaphores in it count what can be taken and what room there is. Python: multiprocessing.shared_memory.
 * Read queue_thread.c first.
 */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define ITEMS 1000
#define ROOM  4

static struct shared {
    int queue[ROOM];
    sem_t room, items;
} * shared;

static void put(int item)
{
    static int last; /* the producer's own */
    sem_wait(&shared->room);
    shared->queue[last++ % ROOM] = item;
    sem_post(&shared->items);
}

static int take(void)
{
    static int first; /* the consumer's own */
    sem_wait(&shared->items);
    int item = shared->queue[first++ % ROOM];
    sem_post(&shared->room);
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
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(&shared->room, 1, ROOM);
    sem_init(&shared->items, 1, 0);
    pid_t process = fork();
    if (process == 0) {
        producer(NULL);
        exit(0);
    }

    consumer();
    waitpid(process, NULL, 0);
    return 0;
}
