/* What rt_sigaction takes and gives (man 2 rt_sigaction). */
#pragma once
#include "sigset.h"

struct kernel_sigaction {
    void *handler;
    unsigned long flags;
    void (*restorer)(void);
    sigset_t mask;
};
