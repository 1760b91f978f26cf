/* Functions that exit() runs, last registered first. The lock guards both lists. */
#include "thread.h"
#include <stdlib.h>
#include <unistd.h>

/* One of the two. */
struct function {
    void (*plain)(void);
    void (*with_status)(int status, void *argument);
    void *argument;
};

struct function_list {
    unsigned count;
    struct function functions[ATEXIT_MAX];
};

static int list_lock;
static struct function_list at_exit, at_quick_exit_list;

static int list_add(struct function_list *list, struct function function)
{
    int result = 0;
    lock_take(&list_lock);
    if (list->count < ATEXIT_MAX)
        list->functions[list->count++] = function;
    else
        result = -1;
    lock_drop(&list_lock);
    return result;
}

/* The lock is not held while a function runs: it may register more of them. */
static void list_run(struct function_list *list, int status)
{
    lock_take(&list_lock);
    while (list->count > 0) {
        struct function function = list->functions[--list->count];
        lock_drop(&list_lock);
        if (function.plain)
            function.plain();
        else
            function.with_status(status, function.argument);
        lock_take(&list_lock);
    }
    lock_drop(&list_lock);
}

int atexit(void (*function)(void))
{
    return list_add(&at_exit, (struct function){.plain = function});
}

int on_exit(void (*function)(int status, void *argument), void *argument)
{
    return list_add(&at_exit, (struct function){.with_status = function, .argument = argument});
}

int at_quick_exit(void (*function)(void))
{
    return list_add(&at_quick_exit_list, (struct function){.plain = function});
}

void __atexit_run(int status)
{
    list_run(&at_exit, status);
}

void quick_exit(int status)
{
    list_run(&at_quick_exit_list, status);
    _exit(status);
}
