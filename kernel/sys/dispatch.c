/*
 * From a system call's number to its function. Both tables are made from the one list, abi/syscalls.def.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "debug/trace.h"
#include "fs/devices.h"
#include "fs/pipe.h"
#include "mm/space.h"
#include "process/signal.h"
#include "sys/files.h"
#include "sys/signal.h"
#include "sys/syscalls.h"

#pragma GCC diagnostic ignored "-Wunused-variable" /* an alias need not use all of its arguments */

/* The arguments, from the registers that man 2 syscall gives for i386. */
#define FETCH1(k1, t1, a1)                         t1 a1 = (t1)frame->ebx;
#define FETCH2(k1, t1, a1, k2, t2, a2)             FETCH1(k1, t1, a1) t2 a2 = (t2)frame->ecx;
#define FETCH3(k1, t1, a1, k2, t2, a2, k3, t3, a3) FETCH2(k1, t1, a1, k2, t2, a2) t3 a3 = (t3)frame->edx;
#define FETCH4(k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4) \
    FETCH3(k1, t1, a1, k2, t2, a2, k3, t3, a3) t4 a4 = (t4)frame->esi;
#define FETCH5(k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5) \
    FETCH4(k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4) t5 a5 = (t5)frame->edi;
#define FETCH6(k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5, k6, t6, a6) \
    FETCH5(k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5) t6 a6 = (t6)frame->ebp;

/* What is not there is named in the trace, if its number has a name. */
static long absent(const struct trap_frame *frame, const char name[16])
{
    trace(NOSYS, frame->error_code, TRACE_TEXT16(name));
    return -ENOSYS;
}

/* call_name(frame) fetches the arguments, and makes the call with them. */
#define CALL(name, arguments, call)                         \
    static long call_##name(const struct trap_frame *frame) \
    {                                                       \
        arguments return (call);                            \
    }
#define ABSENT(number, name)            CALL(name, , absent(frame, (const char[16]){#name}))
#define ALIAS0(number, name, call)      CALL(name, , call)
#define ALIAS1(number, name, call, ...) CALL(name, FETCH1(__VA_ARGS__), call)
#define ALIAS2(number, name, call, ...) CALL(name, FETCH2(__VA_ARGS__), call)
#define ALIAS3(number, name, call, ...) CALL(name, FETCH3(__VA_ARGS__), call)
#define ALIAS4(number, name, call, ...) CALL(name, FETCH4(__VA_ARGS__), call)
#define ALIAS5(number, name, call, ...) CALL(name, FETCH5(__VA_ARGS__), call)
#define ALIAS6(number, name, call, ...) CALL(name, FETCH6(__VA_ARGS__), call)

#define SYSCALL0(number, name)             ALIAS0(number, name, sys_##name())
#define SYSCALL1(number, name, k1, t1, a1) ALIAS1(number, name, sys_##name(a1), k1, t1, a1)
#define SYSCALL2(number, name, k1, t1, a1, k2, t2, a2) \
    ALIAS2(number, name, sys_##name(a1, a2), k1, t1, a1, k2, t2, a2)
#define SYSCALL3(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3) \
    ALIAS3(number, name, sys_##name(a1, a2, a3), k1, t1, a1, k2, t2, a2, k3, t3, a3)
#define SYSCALL4(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4) \
    ALIAS4(number, name, sys_##name(a1, a2, a3, a4), k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4)
#define SYSCALL5(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5)                   \
    ALIAS5(number, name, sys_##name(a1, a2, a3, a4, a5), k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, \
           t5, a5)
#define SYSCALL6(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5, k6, t6, a6)       \
    ALIAS6(number, name, sys_##name(a1, a2, a3, a4, a5, a6), k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, \
           k5, t5, a5, k6, t6, a6)
#include "abi/syscalls.def"

#define ENTRY(number, name, ...) [number] = call_##name,
#define ABSENT                   ENTRY
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

static long no_such_call(const struct trap_frame *frame)
{
    return absent(frame, (const char[16]){"?"});
}

/* Apart, so that calls that are not traced pay for one branch only. */
static __attribute__((noinline)) long call_traced(long (*call)(const struct trap_frame *),
                                                  const struct trap_frame *frame, uint32_t number)
{
    trace_quickly_enabled(CALL, words[0] = number, words[1] = frame->ebx, words[2] = frame->ecx,
                          words[3] = frame->edx, words[4] = frame->esi, words[5] = frame->edi,
                          words[6] = frame->ebp);
    long result = call(frame);
    trace_quickly_enabled(RETURN, words[0] = number, words[1] = (uint32_t)result);
    return result;
}

void syscall_dispatch(struct trap_frame *frame)
{
    uint32_t number = frame->error_code =
        frame->eax; /* kept there, for a handler after which it is called anew */
    long (*call)(const struct trap_frame *) = number < ARRAY_SIZE(calls) ? calls[number] : NULL;
    call = call ?: no_such_call;
    frame->eax = (uint32_t)(trace_selected(CALL) ? call_traced(call, frame, number) : call(frame));
}
