/*
 * System calls that the library uses and that the kernel's list may not have yet (Linux i386 numbers,
 * man 2 syscalls); until then they end with ENOSYS. A line goes away when kernel/abi/syscalls.def
 * has its call.
 */
#pragma once

#define CALL1(number, a)             syscall1(number, (long)(a))
#define CALL2(number, a, b)          syscall2(number, (long)(a), (long)(b))
#define CALL3(number, a, b, c)       syscall3(number, (long)(a), (long)(b), (long)(c))
#define CALL4(number, a, b, c, d)    syscall4(number, (long)(a), (long)(b), (long)(c), (long)(d))
#define CALL5(number, a, b, c, d, e) syscall5(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))
#define CALL6(number, a, b, c, d, e, f) \
    syscall6(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

#define sys_nice(change)                    CALL1(34, change)
#define sys_mknodat(fd, path, mode, device) CALL4(297, fd, path, mode, device)
