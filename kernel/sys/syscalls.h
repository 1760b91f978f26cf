/*
 * System calls. Each function `sys_name` checks its arguments and calls down to the part of the kernel that
 * does the work. Pointers are user addresses that nobody has checked yet. All run in the calling thread with
 * interrupts on, and may sleep. What they return goes to the user: a result, or a negative errno. The
 * man-pages of section 2 say what each does; comments here say only what Weft leaves out.
 */
#pragma once

#include "abi/sigaction.h"
#include "abi/siginfo.h"
#include "abi/syscall.h"
#include "abi/time.h"
#include "lib/types.h"
#include "x86/trap.h"

struct iovec;
struct user_desc;

/* Prototypes from the one list; an alias has no function. */
#define ALIAS0(...)
#define ALIAS1(...)
#define ALIAS2(...)
#define ALIAS3(...)
#define ALIAS4(...)
#define ALIAS5(...)
#define ALIAS6(...)
#define SYSCALL0(number, name)                                     long sys_##name(void);
#define SYSCALL1(number, name, k1, t1, a1)                         long sys_##name(t1 a1);
#define SYSCALL2(number, name, k1, t1, a1, k2, t2, a2)             long sys_##name(t1 a1, t2 a2);
#define SYSCALL3(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3) long sys_##name(t1 a1, t2 a2, t3 a3);
#define SYSCALL4(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4) \
    long sys_##name(t1 a1, t2 a2, t3 a3, t4 a4);
#define SYSCALL5(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5) \
    long sys_##name(t1 a1, t2 a2, t3 a3, t4 a4, t5 a5);
#define SYSCALL6(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5, k6, t6, a6) \
    long sys_##name(t1 a1, t2 a2, t3 a3, t4 a4, t5 a5, t6 a6);
#include "abi/syscalls.def"

/* Carries out the call that the frame's EAX names, with the arguments of EBX, ECX, EDX, ESI, EDI, EBP; the
 * result goes to EAX. */
void syscall_dispatch(struct trap_frame *frame);
