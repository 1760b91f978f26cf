/*
 * A stub for every system call, made from the one list: `long sys_name(type argument, ...)` enters
 * the kernel and returns what it returns, so -errno when it fails. Nothing here touches errno;
 * sys_result() does, for the POSIX functions.
 */
#pragma once
#include <abi/sigaction.h>
#include <abi/siginfo.h>
#include <abi/syscall.h>
#include <abi/time.h>
#include <abi/uio.h>
#include <abi/user_desc.h>
#include <stddef.h>

#define SYSCALL_STUB static inline __attribute__((always_inline)) long

SYSCALL_STUB syscall0(long number)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number) : "memory");
    return result;
}

SYSCALL_STUB syscall1(long number, long a)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a) : "memory");
    return result;
}

SYSCALL_STUB syscall2(long number, long a, long b)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b) : "memory");
    return result;
}

SYSCALL_STUB syscall3(long number, long a, long b, long c)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}

SYSCALL_STUB syscall4(long number, long a, long b, long c, long d)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
    return result;
}

SYSCALL_STUB syscall5(long number, long a, long b, long c, long d, long e)
{
    long result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                     : "memory");
    return result;
}

/* The sixth argument travels in ebp, which no constraint can name: it goes over the stack. */
SYSCALL_STUB syscall6(long number, long a, long b, long c, long d, long e, long f)
{
    long last[2] = {number, f};
    long result;
    __asm__ volatile("pushl %%ebp\n\t"
                     "movl 4(%%eax), %%ebp\n\t"
                     "movl (%%eax), %%eax\n\t"
                     "int $0x80\n\t"
                     "popl %%ebp"
                     : "=a"(result)
                     : "a"(last), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                     : "memory");
    return result;
}

/* clang-format off */
#define SYSCALL0(number, name) \
    SYSCALL_STUB sys_##name(void) { return syscall0(number); }
#define SYSCALL1(number, name, ka, ta, a) \
    SYSCALL_STUB sys_##name(ta a) { return syscall1(number, (long)a); }
#define SYSCALL2(number, name, ka, ta, a, kb, tb, b) \
    SYSCALL_STUB sys_##name(ta a, tb b) { return syscall2(number, (long)a, (long)b); }
#define SYSCALL3(number, name, ka, ta, a, kb, tb, b, kc, tc, c) \
    SYSCALL_STUB sys_##name(ta a, tb b, tc c) { return syscall3(number, (long)a, (long)b, (long)c); }
#define SYSCALL4(number, name, ka, ta, a, kb, tb, b, kc, tc, c, kd, td, d) \
    SYSCALL_STUB sys_##name(ta a, tb b, tc c, td d) \
    { return syscall4(number, (long)a, (long)b, (long)c, (long)d); }
#define SYSCALL5(number, name, ka, ta, a, kb, tb, b, kc, tc, c, kd, td, d, ke, te, e) \
    SYSCALL_STUB sys_##name(ta a, tb b, tc c, td d, te e) \
    { return syscall5(number, (long)a, (long)b, (long)c, (long)d, (long)e); }
#define SYSCALL6(number, name, ka, ta, a, kb, tb, b, kc, tc, c, kd, td, d, ke, te, e, kf, tf, f) \
    SYSCALL_STUB sys_##name(ta a, tb b, tc c, td d, te e, tf f) \
    { return syscall6(number, (long)a, (long)b, (long)c, (long)d, (long)e, (long)f); }
/* clang-format on */
#include <abi/syscalls.def>

#include "pending.h"

/*
 * The same as syscallN(), for a call that POSIX calls a cancellation point: a pending cancellation of
 * the thread is acted on before the call or while it blocks. Unused arguments are 0.
 */
long __cancel_call(long number, long a, long b, long c, long d, long e, long f);
#define sys_cancel(number, a, b, c, d) __cancel_call(number, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)

/* The result of a POSIX function: what the kernel returned, or -1 with errno set. */
long sys_result(long result);
