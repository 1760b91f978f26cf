/* Copying, filling and searching bytes (<string.h>). */
#include <stdint.h>
#include <string.h>

/* Stops the compiler from turning a loop into a call of the very function it is in. */
#define KEEP_LOOP() __asm__ volatile("")

/* Words first, then the odd bytes: each repetition counts as one instruction. */
void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
    void *destination = to;
    size_t words = count / 4;
    __asm__ volatile("rep movsl\n\t"
                     "movl %3, %%ecx\n\t"
                     "rep movsb"
                     : "+D"(destination), "+S"(from), "+c"(words)
                     : "r"(count & 3)
                     : "memory");
    return to;
}

void *mempcpy(void *restrict to, const void *restrict from, size_t count)
{
    return (char *)memcpy(to, from, count) + count;
}

void *memmove(void *to, const void *from, size_t count)
{
    if ((uintptr_t)to - (uintptr_t)from >= count)
        return memcpy(to, from, count);
    char *destination = (char *)to + count;
    const char *source = (const char *)from + count;
    while (count & 3) {
        *--destination = *--source;
        count--;
        KEEP_LOOP();
    }
    size_t words = count / 4;
    destination -= 4;
    source -= 4;
    __asm__ volatile("std\n\t"
                     "rep movsl\n\t"
                     "cld"
                     : "+D"(destination), "+S"(source), "+c"(words)
                     :
                     : "memory");
    return to;
}

void *memset(void *to, int byte, size_t count)
{
    void *destination = to;
    size_t words = count / 4;
    __asm__ volatile("rep stosl\n\t"
                     "movl %2, %%ecx\n\t"
                     "rep stosb"
                     : "+D"(destination), "+c"(words)
                     : "r"(count & 3), "a"((unsigned char)byte * 0x01010101u)
                     : "memory");
    return to;
}

void *memccpy(void *restrict to, const void *restrict from, int byte, size_t count)
{
    const void *found = memchr(from, byte, count);
    if (!found) {
        memcpy(to, from, count);
        return NULL;
    }
    return mempcpy(to, from, (size_t)((const char *)found - (const char *)from) + 1);
}

int memcmp(const void *a, const void *b, size_t count)
{
    const unsigned char *left = a, *right = b;
    for (; count > 0; left++, right++, count--)
        if (*left != *right)
            return *left - *right;
    return 0;
}

void *memchr(const void *where, int byte, size_t count)
{
    const unsigned char *at = where;
    for (; count > 0; at++, count--)
        if (*at == (unsigned char)byte)
            return (void *)at;
    return NULL;
}

void *memrchr(const void *where, int byte, size_t count)
{
    const unsigned char *at = where;
    while (count > 0)
        if (at[--count] == (unsigned char)byte)
            return (void *)(at + count);
    return NULL;
}

void *memmem(const void *where, size_t length, const void *what, size_t what_length)
{
    const char *at = where;
    for (; length >= what_length; at++, length--)
        if (memcmp(at, what, what_length) == 0)
            return (void *)at;
    return NULL;
}

void bcopy(const void *from, void *to, size_t count)
{
    memmove(to, from, count);
}

void bzero(void *to, size_t count)
{
    memset(to, 0, count);
}

int bcmp(const void *a, const void *b, size_t count)
{
    return memcmp(a, b, count);
}

int ffs(int value)
{
    return __builtin_ffs(value);
}
