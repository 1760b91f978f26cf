/*
 * Looks up the build's table of functions. Constant data, no locks.
 */
#include "debug/symbols.h"
#include "x86/image.h"

const char *symbol_find(uintptr_t address, uintptr_t *offset)
{
    unsigned low = 0, high = symbol_count; /* the last symbol at or below `address` is in [low - 1, high) */

    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (symbol_table[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || address >= (uintptr_t)kernel_text_end) {
        *offset = 0;
        return "?";
    }
    *offset = address - symbol_table[low - 1].address;
    return symbol_table[low - 1].name;
}
