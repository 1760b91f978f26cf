/* runs on Linux */
/* Producers and consumers with semaphores and a mutex. */
#include "book.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#define N     5
#define ITEMS 200
int buffer[N], in = 0, out = 0, sum = 0;
sem_t empty, full;
pthread_mutex_t mutex;
void *producer(void *arg)
{
    int id = *(int *)arg, i;
    for (i = 1; i <= ITEMS; i++) {
        sem_wait(&empty);
        pthread_mutex_lock(&mutex);
        buffer[in] = i * (id + 1);
        in = (in + 1) % N;
        pthread_mutex_unlock(&mutex);
        sem_post(&full);
    }
    return NULL;
}
void *consumer(void *arg)
{
    int i;
    for (i = 0; i < ITEMS; i++) {
        sem_wait(&full);
        pthread_mutex_lock(&mutex);
        sum += buffer[out];
        out = (out + 1) % N;
        pthread_mutex_unlock(&mutex);
        sem_post(&empty);
    }
    pthread_exit(NULL);
}
int main(void)
{
    pthread_t p[3], c[3];
    int id[3], i;
    sem_init(&empty, 0, N);
    sem_init(&full, 0, 0);
    pthread_mutex_init(&mutex, NULL);
    for (i = 0; i < 3; i++) {
        id[i] = i;
        pthread_create(&p[i], NULL, producer, &id[i]);
        pthread_create(&c[i], NULL, consumer, NULL);
    }
    for (i = 0; i < 3; i++) {
        pthread_join(p[i], NULL);
        pthread_join(c[i], NULL);
    }
    printf("sum = %d\n", sum);
    return sum != 6 * ITEMS * (ITEMS + 1) / 2;
}

#undef main

int main(void)
{
    return book_run(program, "sum = 120600\n");
}
