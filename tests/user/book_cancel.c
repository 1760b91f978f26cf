/* runs on Linux */
/* A thread is cancelled and cleans up. */
#include "book.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#define handle_error_en(en, msg) \
    do {                         \
        errno = en;              \
        perror(msg);             \
        exit(EXIT_FAILURE);      \
    } while (0)
static int done = 0, cleanup_pop_arg = 0, cnt = 0;
static void cleanup_handler(void *arg)
{
    printf("Called clean-up handler\n");
    cnt = 0;
}
static void *thread_start(void *arg)
{
    time_t curr;
    pthread_cleanup_push(cleanup_handler, NULL);
    while (!done) {
        pthread_testcancel();
        curr = time(NULL);
        if (curr < 0)
            return NULL;
        cnt++;
        usleep(1000);
    }
    pthread_cleanup_pop(cleanup_pop_arg);
    return NULL;
}
int main(void)
{
    pthread_t thr;
    int s;
    void *res;
    s = pthread_create(&thr, NULL, thread_start, NULL);
    if (s != 0)
        handle_error_en(s, "pthread_create");
    usleep(20000);
    s = pthread_cancel(thr);
    if (s != 0)
        handle_error_en(s, "pthread_cancel");
    s = pthread_join(thr, &res);
    if (s != 0)
        handle_error_en(s, "pthread_join");
    if (res == PTHREAD_CANCELED)
        printf("Thread was canceled; cnt = %d\n", cnt);
    else
        printf("Thread terminated normally\n");
    exit(EXIT_SUCCESS);
}

#undef main

int main(void)
{
    return book_run(program, "Called clean-up handler\nThread was canceled; cnt = 0\n");
}
