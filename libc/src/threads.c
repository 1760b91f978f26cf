/* C11's threads, made from POSIX's (<threads.h>). */
#include "syscall.h"
#include <errno.h>
#include <stdint.h>
#include <threads.h>

static int status(int error)
{
    return error == 0           ? thrd_success
           : error == EBUSY     ? thrd_busy
           : error == ENOMEM    ? thrd_nomem
           : error == ETIMEDOUT ? thrd_timedout
                                : thrd_error;
}

/* On i386 an int is returned as a pointer is: in eax. */
int thrd_create(thrd_t *thread, thrd_start_t start, void *argument)
{
    void *(*function)(void *) = (void *(*)(void *))(void (*)(void))start;
    int error = pthread_create(thread, NULL, function, argument);
    return error == EAGAIN ? thrd_nomem : status(error);
}

int thrd_join(thrd_t thread, int *result)
{
    void *value;
    int error = pthread_join(thread, &value);
    if (!error && result)
        *result = (int)(intptr_t)value;
    return status(error);
}

int thrd_detach(thrd_t thread)
{
    return status(pthread_detach(thread));
}

void thrd_exit(int result)
{
    pthread_exit((void *)(intptr_t)result);
}

thrd_t thrd_current(void)
{
    return pthread_self();
}

int thrd_equal(thrd_t a, thrd_t b)
{
    return a == b;
}

/* 0, -1 when a signal came, less for an error. */
int thrd_sleep(const struct timespec *request, struct timespec *remaining)
{
    int error = clock_nanosleep(CLOCK_REALTIME, 0, request, remaining);
    return error == 0 ? 0 : error == EINTR ? -1 : -2;
}

void thrd_yield(void)
{
    sched_yield();
}

int mtx_init(mtx_t *mutex, int type)
{
    *mutex = (mtx_t){.__type = type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL};
    return type & ~(mtx_recursive | mtx_timed) ? thrd_error : thrd_success;
}

void mtx_destroy(mtx_t *mutex)
{
    pthread_mutex_destroy(mutex);
}

int mtx_lock(mtx_t *mutex)
{
    return status(pthread_mutex_lock(mutex));
}

int mtx_trylock(mtx_t *mutex)
{
    return status(pthread_mutex_trylock(mutex));
}

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until)
{
    return status(pthread_mutex_timedlock(mutex, until));
}

int mtx_unlock(mtx_t *mutex)
{
    return status(pthread_mutex_unlock(mutex));
}

int cnd_init(cnd_t *condition)
{
    return status(pthread_cond_init(condition, NULL));
}

void cnd_destroy(cnd_t *condition)
{
    pthread_cond_destroy(condition);
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
    return status(pthread_cond_wait(condition, mutex));
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until)
{
    return status(pthread_cond_timedwait(condition, mutex, until));
}

int cnd_signal(cnd_t *condition)
{
    return status(pthread_cond_signal(condition));
}

int cnd_broadcast(cnd_t *condition)
{
    return status(pthread_cond_broadcast(condition));
}

int tss_create(tss_t *key, tss_dtor_t destructor)
{
    return status(pthread_key_create(key, destructor));
}

void tss_delete(tss_t key)
{
    pthread_key_delete(key);
}

void *tss_get(tss_t key)
{
    return pthread_getspecific(key);
}

int tss_set(tss_t key, void *value)
{
    return status(pthread_setspecific(key, value));
}

void call_once(once_flag *flag, void (*function)(void))
{
    pthread_once(flag, function);
}
