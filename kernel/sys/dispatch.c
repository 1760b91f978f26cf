/*
 * From a system call's number to its function. Both tables are made from the one list, abi/syscalls.def.
 */
#include "abi/errno.h"
#include "debug/trace.h"
#include "sys/syscalls.h"
#include "thread/thread.h"

/* call_name(frame): fetches the arguments from the registers that man 2 syscall gives for i386. */
#define CALL(name, ...)                                     \
    static long call_##name(const struct trap_frame *frame) \
    {                                                       \
        return sys_##name(__VA_ARGS__);                     \
    }
#define SYSCALL0(number, name)                         CALL(name)
#define SYSCALL1(number, name, k1, t1, a1)             CALL(name, (t1)frame->ebx)
#define SYSCALL2(number, name, k1, t1, a1, k2, t2, a2) CALL(name, (t1)frame->ebx, (t2)frame->ecx)
#define SYSCALL3(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3) \
    CALL(name, (t1)frame->ebx, (t2)frame->ecx, (t3)frame->edx)
#define SYSCALL4(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4) \
    CALL(name, (t1)frame->ebx, (t2)frame->ecx, (t3)frame->edx, (t4)frame->esi)
#define SYSCALL5(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5) \
    CALL(name, (t1)frame->ebx, (t2)frame->ecx, (t3)frame->edx, (t4)frame->esi, (t5)frame->edi)
#define SYSCALL6(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5, k6, t6, a6) \
    CALL(name, (t1)frame->ebx, (t2)frame->ecx, (t3)frame->edx, (t4)frame->esi, (t5)frame->edi, (t6)frame->ebp)
#include "abi/syscalls.def"
#undef SYSCALL0
#undef SYSCALL1
#undef SYSCALL2
#undef SYSCALL3
#undef SYSCALL4
#undef SYSCALL5
#undef SYSCALL6

#define ENTRY(number, name, ...) [number] = call_##name,
#define SYSCALL0                 ENTRY
#define SYSCALL1                 ENTRY
#define SYSCALL2                 ENTRY
#define SYSCALL3                 ENTRY
#define SYSCALL4                 ENTRY
#define SYSCALL5                 ENTRY
#define SYSCALL6                 ENTRY
static long (*const calls[])(const struct trap_frame *) = {
#include "abi/syscalls.def"
};
#undef ENTRY

void syscall_dispatch(struct trap_frame *frame)
{
    uint32_t number = frame->error_code =
        frame->eax; /* kept there, for a handler after which it is called anew */
    if (likely(number < ARRAY_SIZE(calls) && calls[number])) {
        frame->eax = (uint32_t)calls[number](frame);
    } else {
        trace(TRACE_NOSYS, thread_current()->tid, number, 0, 0, 0);
        frame->eax = (uint32_t)-ENOSYS;
    }
}
