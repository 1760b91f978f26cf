/* Numbers of the system calls, SYS_name, from the one list. */
#pragma once

#define SYSCALL_NUMBER(number, name, ...) SYS_##name = number,
#define SYSCALL0                          SYSCALL_NUMBER
#define SYSCALL1                          SYSCALL_NUMBER
#define SYSCALL2                          SYSCALL_NUMBER
#define SYSCALL3                          SYSCALL_NUMBER
#define SYSCALL4                          SYSCALL_NUMBER
#define SYSCALL5                          SYSCALL_NUMBER
#define SYSCALL6                          SYSCALL_NUMBER
#define ABSENT                            SYSCALL_NUMBER
enum syscall_number {
#include "syscalls.def"
};
#undef SYSCALL_NUMBER
