/* Functions that fork calls (<pthread.h>): before, last registered first; after, in order. */
#include "thread.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct handlers {
    void (*functions[FORK_CHILD + 1])(void); /* by enum fork_phase */
    struct handlers *next, *previous;
};

static int list_lock;
static struct handlers *first, *last;

int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
    struct handlers *handlers = malloc(sizeof(*handlers));
    if (!handlers)
        return ENOMEM;
    *handlers = (struct handlers){.functions = {prepare, parent, child}};
    lock_take(&list_lock);
    handlers->previous = last;
    if (last)
        last->next = handlers;
    else
        first = handlers;
    last = handlers;
    lock_drop(&list_lock);
    return 0;
}

/* The lock is held across fork, so that the list is whole in the child. */
void __handlers_fork(enum fork_phase phase)
{
    struct handlers *handlers;
    if (phase == FORK_PREPARE)
        lock_take(&list_lock);
    for (handlers = phase == FORK_PREPARE ? last : first; handlers;
         handlers = phase == FORK_PREPARE ? handlers->previous : handlers->next)
        if (handlers->functions[phase])
            handlers->functions[phase]();
    if (phase != FORK_PREPARE)
        lock_drop(&list_lock);
}
