/* random and its kin (<stdlib.h>): a linear congruence of 64 bits, its upper bits used. The state lies in the
 * program's array, if it brings one. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static char first[8] = {1};
static char *state = first;

static uint64_t advance(char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof(value));
    value = value * 6364136223846793005u + 1442695040888963407u;
    memcpy(at, &value, sizeof(value));
    return value;
}

void srandom(unsigned seed)
{
    uint64_t value = seed;
    memcpy(state, &value, sizeof(value));
    random(); /* or near seeds would begin alike */
}

long random(void)
{
    return (long)(advance(state) >> 33);
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

int setstate_r(char *other, struct random_data *data)
{
    data->__state = other;
    return 0;
}

int srandom_r(unsigned seed, struct random_data *data)
{
    uint64_t value = seed;
    memcpy(data->__state, &value, sizeof(value));
    advance(data->__state);
    return 0;
}

int initstate_r(unsigned seed, char *other, size_t size, struct random_data *data)
{
    if (size < sizeof(uint64_t)) {
        errno = EINVAL;
        return -1;
    }
    setstate_r(other, data);
    return srandom_r(seed, data);
}

int random_r(struct random_data *data, int32_t *result)
{
    *result = (int32_t)(advance(data->__state) >> 33);
    return 0;
}
