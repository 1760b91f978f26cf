/*
 * QEMU's and Bochs' debug console. No state, no locks.
 */
#include "dev/debugcon.h"
#include "x86/cpu.h"

#define PORT 0xe9

void debugcon_write(const char *text, size_t size)
{
    asm volatile("rep outsb" : "+S"(text), "+c"(size) : "d"(PORT) : "memory");
}
