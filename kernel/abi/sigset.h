/* A set of signals (man 2 rt_sigprocmask): signal n is bit n - 1. */
#pragma once

typedef struct {
    unsigned long __bits[2];
} sigset_t;
