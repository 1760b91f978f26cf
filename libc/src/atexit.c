/* Functions that exit() runs, last registered first. The lock guards both lists. */
#include "thread.h"
#include <stdlib.h>
#include <unistd.h>

struct function_list {
    unsigned count;
    void (*functions[ATEXIT_MAX])(void);
};

static int list_lock;
static struct function_list at_exit, at_quick_exit_list;

static int list_add(struct function_list *list, void (*function)(void))
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
static void list_run(struct function_list *list)
{
    lock_take(&list_lock);
    while (list->count > 0) {
        void (*function)(void) = list->functions[--list->count];
        lock_drop(&list_lock);
        function();
        lock_take(&list_lock);
    }
    lock_drop(&list_lock);
}

int atexit(void (*function)(void))
{
    return list_add(&at_exit, function);
}

int at_quick_exit(void (*function)(void))
{
    return list_add(&at_quick_exit_list, function);
}

void __atexit_run(void)
{
    list_run(&at_exit);
}

void quick_exit(int status)
{
    list_run(&at_quick_exit_list);
    _exit(status);
}
