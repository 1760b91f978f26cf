/* runs on Linux */
/* Four processes count under a process-shared mutex; another waits on a condition variable. */
#include "book.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
struct shared {
    pthread_mutex_t m;
    pthread_cond_t c;
    int n;
};
int main(void)
{
    struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t ma;
    pthread_mutexattr_init(&ma);
    pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&s->m, &ma);
    pthread_condattr_t ca;
    pthread_condattr_init(&ca);
    pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&s->c, &ca);
    for (int i = 0; i < 4; i++)
        if (!fork()) {
            for (int k = 0; k < 1000; k++) {
                pthread_mutex_lock(&s->m);
                s->n++;
                pthread_cond_signal(&s->c);
                pthread_mutex_unlock(&s->m);
            }
            _exit(0);
        }
    pthread_mutex_lock(&s->m);
    while (s->n < 4000)
        pthread_cond_wait(&s->c, &s->m);
    pthread_mutex_unlock(&s->m);
    while (wait(NULL) > 0)
        ;
    struct rusage ru;
    getrusage(RUSAGE_CHILDREN, &ru);
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    printf("%d\n", s->n);
    return s->n != 4000;
}

#undef main

int main(void)
{
    return book_run(program, "4000\n");
}
