/*
 * Names of the kernel's functions, for backtraces. The table is made by the build, sorted by address.
 */
#pragma once

#include "lib/types.h"

struct symbol {
    uintptr_t address;
    const char *name;
};

extern const struct symbol symbol_table[];
extern const unsigned symbol_count;

/* The name of the function that `address` lies in and the distance from its start; "?" if none. */
const char *symbol_find(uintptr_t address, uintptr_t *offset);
