/*
 * A producer and a consumer in two threads. The queue is memory that both have anyway; a mutex guards it, and
 * who must wait sleeps at a condition variable. Python: queue.Queue(4) between two threading.Thread.
 * Read queue_memory.c and queue_pipe.c next: the same in two processes.
 */
#include <pthread.h>
#include <stdio.h>

#define ITEMS 1000
#define ROOM  4

static int queue[ROOM], first, count; /* guarded by the mutex */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;

static void put(int item)
{
    pthread_mutex_lock(&mutex);
    while (count == ROOM)
        pthread_cond_wait(&not_full, &mutex);
    queue[(first + count++) % ROOM] = item;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&mutex);
}

static int take(void)
{
    pthread_mutex_lock(&mutex);
    while (count == 0)
        pthread_cond_wait(&not_empty, &mutex);
    int item = queue[first++ % ROOM];
    count--;
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&mutex);
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
    pthread_t thread;
    pthread_create(&thread, NULL, producer, NULL);

    consumer();
    pthread_join(thread, NULL);
    return 0;
}
