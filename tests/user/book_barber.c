/* runs on Linux */
/* The sleeping barber. */
#include "book.h"

#define _REENTRANT
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <unistd.h>
#define MAX_CUSTOMERS 25
sem_t waitingRoom, barberChair, barberPillow, seatBelt;
int allDone = 0, cuts = 0;
void randwait(int us)
{
    usleep((random() % us) + 1);
}
void *customer(void *number)
{
    randwait(2000);
    sem_wait(&waitingRoom);
    sem_wait(&barberChair);
    sem_post(&waitingRoom);
    sem_post(&barberPillow);
    sem_wait(&seatBelt);
    sem_post(&barberChair);
    (void)number;
    return NULL;
}
void *barber(void *junk)
{
    while (!allDone) {
        sem_wait(&barberPillow);
        if (!allDone) {
            randwait(300);
            cuts++;
            sem_post(&seatBelt);
        }
    }
    return junk;
}
int main(void)
{
    pthread_t btid, tid[MAX_CUSTOMERS];
    long RandSeed = 1;
    int Number[MAX_CUSTOMERS];
    srand48(RandSeed);
    srandom(3);
    sem_init(&waitingRoom, 0, 3);
    sem_init(&barberChair, 0, 1);
    sem_init(&barberPillow, 0, 0);
    sem_init(&seatBelt, 0, 0);
    pthread_create(&btid, NULL, barber, NULL);
    for (int i = 0; i < MAX_CUSTOMERS; i++) {
        Number[i] = i;
        pthread_create(&tid[i], NULL, customer, (void *)&Number[i]);
    }
    for (int i = 0; i < MAX_CUSTOMERS; i++)
        pthread_join(tid[i], NULL);
    allDone = 1;
    sem_post(&barberPillow);
    pthread_join(btid, NULL);
    printf("%d cuts\n", cuts);
    return cuts != MAX_CUSTOMERS;
}

#undef main

int main(void)
{
    return book_run(program, "25 cuts\n");
}
