/* Numbers of the system calls, for syscall() in <unistd.h>. */
#pragma once
#include <abi/syscall.h>

/* Programs ask for these with #ifdef. */
#define SYS_gettid SYS_gettid
#define SYS_futex  SYS_futex
#define SYS_clone  SYS_clone

/* Linux's other name of each. */
#define __NR(number, name, ...) __NR_##name = number,
#define SYSCALL0                __NR
#define SYSCALL1                __NR
#define SYSCALL2                __NR
#define SYSCALL3                __NR
#define SYSCALL4                __NR
#define SYSCALL5                __NR
#define SYSCALL6                __NR
#define ABSENT                  __NR
enum {
#include <abi/syscalls.def>
};
#undef __NR

#define __NR_gettid __NR_gettid
#define __NR_futex  __NR_futex
#define __NR_clone  __NR_clone
