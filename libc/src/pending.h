/*
 * Calls by number, for functions of the library that stand for system calls which the kernel's list does not
 * have (sockets, System V): they end with ENOSYS on Weft, and with what Linux says there.
 */
#pragma once

#define CALL1(number, a)             syscall1(number, (long)(a))
#define CALL2(number, a, b)          syscall2(number, (long)(a), (long)(b))
#define CALL3(number, a, b, c)       syscall3(number, (long)(a), (long)(b), (long)(c))
#define CALL4(number, a, b, c, d)    syscall4(number, (long)(a), (long)(b), (long)(c), (long)(d))
#define CALL5(number, a, b, c, d, e) syscall5(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))
#define CALL6(number, a, b, c, d, e, f) \
    syscall6(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
