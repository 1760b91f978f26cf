/*
 * memcpy, memmove and memset (lib/string.h) by the CPU's string instructions: by words, then by bytes.
 */
#include "lib/string.h"

void *memcpy(void *to, const void *from, size_t size)
{
    void *place = to;
    size_t words = size / 4, bytes = size % 4;
    asm volatile("rep movsl" : "+D"(place), "+S"(from), "+c"(words) : : "memory");
    asm volatile("rep movsb" : "+D"(place), "+S"(from), "+c"(bytes) : : "memory");
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    if ((uintptr_t)to - (uintptr_t)from >= size)
        return memcpy(to, from, size);
    /* `to` lies inside from..from + size: backwards. */
    char *last_to = (char *)to + size - 1;
    const char *last_from = (const char *)from + size - 1;
    asm volatile("std; rep movsb; cld" : "+D"(last_to), "+S"(last_from), "+c"(size) : : "memory");
    return to;
}

void *memset(void *memory, int byte, size_t size)
{
    void *place = memory;
    uint32_t word = (uint8_t)byte * 0x01010101u;
    size_t words = size / 4, bytes = size % 4;
    asm volatile("rep stosl" : "+D"(place), "+c"(words) : "a"(word) : "memory");
    asm volatile("rep stosb" : "+D"(place), "+c"(bytes) : "a"(word) : "memory");
    return memory;
}
