/* random and its kin (<stdlib.h>): a linear congruence of 64 bits, its upper bits used. The state lies in the
 * program's array, if it brings one. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static char first[8] = {1};
static char *state = first;

void srandom(unsigned seed)
{
    uint64_t value = seed;
    memcpy(state, &value, sizeof(value));
    random(); /* or near seeds would begin alike */
}

long random(void)
{
    uint64_t value;
    memcpy(&value, state, sizeof(value));
    value = value * 6364136223846793005u + 1442695040888963407u;
    memcpy(state, &value, sizeof(value));
    return (long)(value >> 33);
}

char *setstate(char *other)
{
    char *before = state;
    state = other;
    return before;
}

char *initstate(unsigned seed, char *other, size_t size)
{
    if (size < sizeof(uint64_t)) {
        errno = EINVAL;
        return NULL;
    }
    char *before = setstate(other);
    srandom(seed);
    return before;
}
