/* runs on Linux */
/* Dining philosophers, as a monitor with condition variables. */
#include "book.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#define N 5
static enum { THINKING, HUNGRY, EATING } state[N];
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t self[N];
int meals[N];
void test(int i)
{
    if (state[(i + N - 1) % N] != EATING && state[i] == HUNGRY && state[(i + 1) % N] != EATING) {
        state[i] = EATING;
        pthread_cond_signal(&self[i]);
    }
}
void pickup(int i)
{
    pthread_mutex_lock(&m);
    state[i] = HUNGRY;
    test(i);
    while (state[i] != EATING)
        pthread_cond_wait(&self[i], &m);
    pthread_mutex_unlock(&m);
}
void putdown(int i)
{
    pthread_mutex_lock(&m);
    state[i] = THINKING;
    test((i + N - 1) % N);
    test((i + 1) % N);
    pthread_mutex_unlock(&m);
}
void *philosopher(void *arg)
{
    int i = (int)(long)arg;
    for (int n = 0; n < 50; n++) {
        pickup(i);
        meals[i]++;
        if (state[(i + 1) % N] == EATING)
            abort();
        sched_yield();
        putdown(i);
    }
    return NULL;
}
int main(void)
{
    pthread_t t[N];
    for (int i = 0; i < N; i++)
        pthread_cond_init(&self[i], NULL);
    for (long i = 0; i < N; i++)
        if (pthread_create(&t[i], NULL, philosopher, (void *)i)) {
            perror("pthread_create");
            exit(1);
        }
    int total = 0;
    for (int i = 0; i < N; i++) {
        pthread_join(t[i], NULL);
        total += meals[i];
    }
    printf("%d meals\n", total);
    return total != 250;
}

#undef main

int main(void)
{
    return book_run(program, "250 meals\n");
}
