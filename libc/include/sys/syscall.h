/* Numbers of the system calls, for syscall() in <unistd.h>. */
#pragma once
#include <abi/syscall.h>

/* Programs ask for these with #ifdef. */
#define SYS_gettid SYS_gettid
#define SYS_futex  SYS_futex
#define SYS_clone  SYS_clone

#define __NR_gettid SYS_gettid
#define __NR_futex  SYS_futex
#define __NR_clone  SYS_clone
