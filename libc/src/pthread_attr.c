/* Attributes of a thread to be made (<pthread.h>). */
#include "thread.h"
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/user.h>

int pthread_attr_init(pthread_attr_t *attributes)
{
    *attributes = (pthread_attr_t){
        .__stack_size = STACK_DEFAULT, .__guard_size = PAGE_SIZE + 1, .__inherit = PTHREAD_INHERIT_SCHED};
    return 0;
}

int pthread_attr_destroy(pthread_attr_t *attributes)
{
    return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attributes, int *state)
{
    *state = attributes->__detach_state;
    return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state)
{
    if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED)
        return EINVAL;
    attributes->__detach_state = state;
    return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *restrict attributes, size_t *restrict size)
{
    *size = attributes->__stack_size;
    return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
    if (size < PTHREAD_STACK_MIN)
        return EINVAL;
    attributes->__stack_size = size;
    return 0;
}

int pthread_attr_getstack(const pthread_attr_t *restrict attributes, void **restrict stack,
                          size_t *restrict size)
{
    *stack = attributes->__stack;
    *size = attributes->__stack_size;
    return 0;
}

int pthread_attr_setstack(pthread_attr_t *attributes, void *stack, size_t size)
{
    if (size < PTHREAD_STACK_MIN || ((uintptr_t)stack | size) % 16 != 0)
        return EINVAL;
    attributes->__stack = stack;
    attributes->__stack_size = size;
    return 0;
}

int pthread_attr_getguardsize(const pthread_attr_t *restrict attributes, size_t *restrict size)
{
    *size = attributes->__guard_size - 1;
    return 0;
}

int pthread_attr_setguardsize(pthread_attr_t *attributes, size_t size)
{
    if (size == SIZE_MAX)
        return EINVAL;
    attributes->__guard_size = size + 1;
    return 0;
}

/* The older pair: the end of the stack that the thread starts from. */
int pthread_attr_getstackaddr(const pthread_attr_t *restrict attributes, void **restrict top)
{
    *top = attributes->__stack ? (char *)attributes->__stack + attributes->__stack_size : NULL;
    return 0;
}

int pthread_attr_setstackaddr(pthread_attr_t *attributes, void *top)
{
    attributes->__stack = (char *)top - attributes->__stack_size;
    return 0;
}
