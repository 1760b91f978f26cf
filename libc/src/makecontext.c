/* A context that begins with a function, on a stack of its own (POSIX.1-2001 makecontext). */
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <ucontext.h>

void __context_end(void);
void __context_continue(const ucontext_t *link) __attribute__((noreturn));

/* The function has returned: on with the context that is linked to, or the thread ends. */
void __context_continue(const ucontext_t *link)
{
    if (link)
        setcontext(link);
    pthread_exit(NULL);
}

void makecontext(ucontext_t *context, void (*function)(void), int count, ...)
{
    uintptr_t top = (uintptr_t)context->uc_stack.ss_sp + context->uc_stack.ss_size;
    uintptr_t *stack = (uintptr_t *)((top - (uintptr_t)count * sizeof(int)) & ~15UL) - 1;
    va_list arguments;
    stack[0] = (uintptr_t)__context_end; /* where it returns to */
    va_start(arguments, count);
    for (int i = 1; i <= count; i++)
        stack[i] = va_arg(arguments, uintptr_t);
    va_end(arguments);
    context->uc_mcontext.gregs[REG_UESP] = (greg_t)stack;
    context->uc_mcontext.gregs[REG_EIP] = (greg_t)function;
    context->uc_mcontext.gregs[REG_EBX] = (greg_t)context->uc_link;
    context->uc_mcontext.gregs[REG_EBP] = 0;
}
