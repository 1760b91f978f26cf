/* runs on Linux */
/* A pool of threads that works off a list of tasks. */
#include "book.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef struct task {
    void (*fn)(void *);
    void *arg;
    struct task *next;
} task_t;
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t notify, idle;
    pthread_t *threads;
    task_t *head, *tail;
    int busy, count;
    bool shutdown;
} pool_t;
static void *worker(void *p)
{
    pool_t *pool = p;
    for (;;) {
        pthread_mutex_lock(&pool->lock);
        while (!pool->head && !pool->shutdown)
            pthread_cond_wait(&pool->notify, &pool->lock);
        if (!pool->head) {
            pthread_mutex_unlock(&pool->lock);
            return NULL;
        }
        task_t *t = pool->head;
        pool->head = t->next;
        pool->busy++;
        pthread_mutex_unlock(&pool->lock);
        t->fn(t->arg);
        free(t);
        pthread_mutex_lock(&pool->lock);
        if (--pool->busy == 0 && !pool->head)
            pthread_cond_signal(&pool->idle);
        pthread_mutex_unlock(&pool->lock);
    }
}
static pool_t *create(int n)
{
    pool_t *p = calloc(1, sizeof *p);
    p->count = n;
    p->threads = malloc((size_t)n * sizeof(pthread_t));
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->notify, NULL);
    pthread_cond_init(&p->idle, NULL);
    for (int i = 0; i < n; i++)
        assert(pthread_create(&p->threads[i], NULL, worker, p) == 0);
    return p;
}
static void add(pool_t *p, void (*fn)(void *), void *a)
{
    task_t *t = malloc(sizeof *t);
    t->fn = fn;
    t->arg = a;
    t->next = NULL;
    pthread_mutex_lock(&p->lock);
    if (p->head)
        p->tail->next = t;
    else
        p->head = t;
    p->tail = t;
    pthread_cond_signal(&p->notify);
    pthread_mutex_unlock(&p->lock);
}
static long total;
static pthread_mutex_t tl = PTHREAD_MUTEX_INITIALIZER;
static void job(void *a)
{
    pthread_mutex_lock(&tl);
    total += (long)a;
    pthread_mutex_unlock(&tl);
}
int main(void)
{
    pool_t *p = create(8);
    for (long i = 1; i <= 1000; i++)
        add(p, job, (void *)i);
    pthread_mutex_lock(&p->lock);
    while (p->head || p->busy)
        pthread_cond_wait(&p->idle, &p->lock);
    p->shutdown = true;
    pthread_cond_broadcast(&p->notify);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->count; i++)
        pthread_join(p->threads[i], NULL);
    free(p->threads);
    free(p);
    printf("total %ld\n", total);
    return total != 500500;
}

#undef main

int main(void)
{
    return book_run(program, "total 500500\n");
}
