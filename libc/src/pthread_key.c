/*
 * Data of a thread's own (<pthread.h>). A value counts only while its key is of the generation it was
 * set for: so a key that was deleted and made anew is NULL in every thread, without a walk over them.
 * `keys_lock` guards the table; values belong to their thread alone.
 */
#include "thread.h"
#include <errno.h>
#include <pthread.h>

static struct {
    unsigned generation; /* 0: not in use */
    void (*destructor)(void *);
} keys[PTHREAD_KEYS_MAX];
static int keys_lock;
static unsigned last_generation;

static int key_is_bad(pthread_key_t key)
{
    return key >= PTHREAD_KEYS_MAX || keys[key].generation == 0;
}

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    int error = EAGAIN;
    lock_take(&keys_lock);
    for (pthread_key_t i = 0; i < PTHREAD_KEYS_MAX && error; i++) {
        if (keys[i].generation != 0)
            continue;
        if (++last_generation == 0)
            last_generation = 1;
        keys[i].generation = last_generation;
        keys[i].destructor = destructor;
        *key = i;
        error = 0;
    }
    lock_drop(&keys_lock);
    return error;
}

int pthread_key_delete(pthread_key_t key)
{
    lock_take(&keys_lock);
    int bad = key_is_bad(key);
    if (!bad)
        keys[key].generation = 0;
    lock_drop(&keys_lock);
    return bad ? EINVAL : 0;
}

void *pthread_getspecific(pthread_key_t key)
{
    struct tcb *self = tcb_current();
    if (key_is_bad(key) || key >= self->keys_end || self->keys[key].generation != keys[key].generation)
        return NULL;
    return self->keys[key].value;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
    struct tcb *self = tcb_current();
    if (key_is_bad(key))
        return EINVAL;
    for (; self->keys_end <= key; self->keys_end++)
        self->keys[self->keys_end].value = NULL;
    self->keys[key].generation = keys[key].generation;
    self->keys[key].value = (void *)value;
    return 0;
}

/* Destructors may set values again: a few rounds, then it's enough. */
void __keys_destroy(void)
{
    struct tcb *self = tcb_current();
    int again = 1;
    for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
        again = 0;
        for (pthread_key_t key = 0; key < self->keys_end; key++) {
            int current = self->keys[key].generation == keys[key].generation;
            void *value = current ? self->keys[key].value : NULL;
            self->keys[key].value = NULL;
            if (!value || !keys[key].destructor)
                continue;
            again = 1;
            keys[key].destructor(value);
        }
    }
}
