/* Random numbers from the system, in BSD's way (<stdlib.h>). */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

void arc4random_buf(void *to, size_t count)
{
    char *at = to;
    while (count > 0) {
        size_t part = count < 256 ? count : 256; /* what getentropy gives at once */
        getentropy(at, part);
        at += part;
        count -= part;
    }
}

uint32_t arc4random(void)
{
    uint32_t value;
    arc4random_buf(&value, sizeof(value));
    return value;
}

/* Values at the upper end that would make small results likelier are thrown away. */
uint32_t arc4random_uniform(uint32_t limit)
{
    uint32_t value, rest = limit ? -limit % limit : 0; /* 2^32 modulo the limit */
    do
        value = arc4random();
    while (value < rest);
    return limit ? value % limit : 0;
}
