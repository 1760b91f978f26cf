/*
 * From the start-up stack to main(): environment, auxiliary vector, the first thread's control block
 * and __thread variables, constructors. One thread runs here, so there are no locks.
 */
#include "syscall.h"
#include "thread.h"
#include <abi/auxv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK_ON_STACK (64u << 10) /* a larger control block, for many __thread variables, has a mapping */

struct program_header {
    unsigned type, offset, address, physical, file_size, memory_size, flags, align;
};
#define PT_TLS 7

int main(int argc, char **argv, char **envp);
void __libc_start(long *stack) __attribute__((noreturn));
extern void (*__init_array_start[])(int, char **, char **) __attribute__((weak, visibility("hidden")));
extern void (*__init_array_end[])(int, char **, char **) __attribute__((weak, visibility("hidden")));

char **environ;
char *program_invocation_name = "", *program_invocation_short_name = "";
int __threaded;
size_t __tls_size, __tls_align = 16;
static const char *tls_image;
static size_t tls_image_size;
static unsigned long *auxiliary;

unsigned long getauxval(unsigned long type)
{
    for (unsigned long *entry = auxiliary; entry[0] != AT_NULL; entry += 2)
        if (entry[0] == type)
            return entry[1];
    return 0;
}

int *__errno_location(void)
{
    return &tcb_current()->error;
}

long sys_result(long result)
{
    if ((unsigned long)result <= -4096UL)
        return result;
    tcb_current()->error = (int)-result;
    return -1;
}

static void tls_find(void)
{
    const struct program_header *header = (void *)getauxval(AT_PHDR);
    for (unsigned long count = getauxval(AT_PHNUM); header && count > 0; header++, count--) {
        if (header->type != PT_TLS)
            continue;
        if (header->align > __tls_align)
            __tls_align = header->align;
        tls_image = (const char *)header->address;
        tls_image_size = header->file_size;
        __tls_size = (header->memory_size + header->align - 1) & -header->align;
    }
}

struct tcb *__tls_make(char *end)
{
    struct tcb *tcb = (void *)((uintptr_t)(end - sizeof(struct tcb)) & -__tls_align);
    if (__tls_size) {
        char *variables = (char *)tcb - __tls_size;
        memcpy(variables, tls_image, tls_image_size);
        memset(variables + tls_image_size, 0, __tls_size - tls_image_size);
    }
    tcb->self = tcb;
    return tcb;
}

/* Points %gs at the first thread's control block, in the `size` bytes at `block`. */
static void tls_start(char *block, size_t size)
{
    struct tcb *tcb = __tls_make(block + size);
    struct user_desc segment = {.entry_number = -1,
                                .base_addr = (uintptr_t)tcb,
                                .limit = 0xfffff,
                                .seg_32bit = 1,
                                .limit_in_pages = 1,
                                .useable = 1};
    if (sys_set_thread_area(&segment) != 0)
        sys_exit_group(127);
    __asm__ volatile("movw %w0, %%gs" : : "r"(segment.entry_number * 8 + 3));
}

static char *block_map(size_t size)
{
    long map = sys_mmap2(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if ((unsigned long)map > -4096UL)
        sys_exit_group(127);
    return (char *)map;
}

void __libc_start(long *stack)
{
    int argc = (int)stack[0];
    char **argv = (char **)(stack + 1);
    environ = argv + argc + 1;
    char **end = environ;
    while (*end)
        end++;
    auxiliary = (unsigned long *)(end + 1);
    if (argc > 0) {
        char *slash = strrchr(argv[0], '/');
        program_invocation_name = argv[0];
        program_invocation_short_name = slash ? slash + 1 : argv[0];
    }
    tls_find();
    /* On the stack, as every thread's: after a fork the child writes there first, so no other page is copied.
     */
    size_t size = __tls_size + sizeof(struct tcb) + __tls_align;
    char block[size <= BLOCK_ON_STACK ? size : 1];
    memset(block, 0, sizeof(block));
    tls_start(size <= BLOCK_ON_STACK ? block : block_map(size), size);
    for (size_t i = 0; i < (size_t)(__init_array_end - __init_array_start); i++)
        __init_array_start[i](argc, argv, environ);
    exit(main(argc, argv, environ));
}
