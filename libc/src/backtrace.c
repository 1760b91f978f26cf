/* Who called whom (<execinfo.h>): every frame begins with the caller's frame pointer and the return address.
 */
#include "thread.h"
#include <execinfo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY 13 /* "[0x12345678]" */

struct frame {
    struct frame *caller;
    void *return_address;
};

/* A frame lies above the one it called, on the same stack: the first that does not ends it. */
int backtrace(void **addresses, int size)
{
    struct frame *frame = __builtin_frame_address(0);
    int count = 0;
    while (count < size && frame->return_address) {
        addresses[count++] = frame->return_address;
        struct frame *caller = frame->caller;
        if (caller <= frame || (uintptr_t)caller - (uintptr_t)frame > 1u << 20 || (uintptr_t)caller % 4 != 0)
            break;
        frame = caller;
    }
    return count;
}

/* One block: the pointers, then the texts. A program of Weft has no symbols left: addresses it is. */
char **backtrace_symbols(void *const *addresses, int size)
{
    char **list = malloc((size_t)size * (sizeof(char *) + ENTRY) + 1);
    char *text = (char *)(list + size);
    for (int i = 0; list && i < size; i++, text += ENTRY) {
        list[i] = text;
        snprintf(text, ENTRY, "[%p]", addresses[i]);
    }
    return list;
}

void backtrace_symbols_fd(void *const *addresses, int size, int fd)
{
    for (int i = 0; i < size; i++)
        dprintf(fd, "[%p]\n", addresses[i]);
}
