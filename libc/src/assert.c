/* What a failed assert says (<assert.h>), without stdio: the failure may lie there. */
#include "syscall.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

void __assert_fail(const char *condition, const char *file, unsigned line, const char *function)
{
    char digits[12];
    char *number = digits + sizeof(digits) - 1;
    *number = 0;
    do
        *--number = (char)('0' + line % 10);
    while (line /= 10);
    const char *parts[] = {file, ":", number, ": ", function, ": Assertion `", condition, "' failed.\n"};
    struct iovec vector[8];
    for (int i = 0; i < 8; i++)
        vector[i] = (struct iovec){(void *)parts[i], strlen(parts[i])};
    sys_writev(2, vector, 8);
    abort();
}
