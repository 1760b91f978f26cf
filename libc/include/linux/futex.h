/* Operations of futex, as syscall(SYS_futex) takes them. */
#pragma once
#include <abi/futex.h>
