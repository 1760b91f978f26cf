/* runs on Linux */
/* Transfers between accounts, locked in order. */
#include "book.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#define ACCOUNTS 10
typedef struct {
    pthread_mutex_t lock;
    int64_t balance;
} account;
account acc[ACCOUNTS];
static void transfer(int from, int to, int amount)
{
    int first = from < to ? from : to, second = from < to ? to : from;
    pthread_mutex_lock(&acc[first].lock);
    pthread_mutex_lock(&acc[second].lock);
    acc[from].balance -= amount;
    acc[to].balance += amount;
    pthread_mutex_unlock(&acc[second].lock);
    pthread_mutex_unlock(&acc[first].lock);
}
void *teller(void *seed)
{
    unsigned s = *(unsigned *)seed;
    for (int i = 0; i < 2000; i++) {
        int f = rand_r(&s) % ACCOUNTS, t = rand_r(&s) % ACCOUNTS;
        if (f != t)
            transfer(f, t, rand_r(&s) % 100);
    }
    return NULL;
}
int main(void)
{
    pthread_t t[8];
    unsigned seeds[8];
    for (int i = 0; i < ACCOUNTS; i++) {
        pthread_mutex_init(&acc[i].lock, NULL);
        acc[i].balance = 1000;
    }
    for (int i = 0; i < 8; i++) {
        seeds[i] = i;
        pthread_create(&t[i], NULL, teller, &seeds[i]);
    }
    for (int i = 0; i < 8; i++)
        pthread_join(t[i], NULL);
    int64_t sum = 0;
    for (int i = 0; i < ACCOUNTS; i++)
        sum += acc[i].balance;
    printf("total %lld\n", (long long)sum);
    return sum != 10000;
}

#undef main

int main(void)
{
    return book_run(program, "total 10000\n");
}
