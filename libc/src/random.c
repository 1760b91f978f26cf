/* Pseudo-random numbers (<stdlib.h>): a linear congruence of 64 bits, its upper bits used. */
#include <stdint.h>
#include <stdlib.h>

static uint64_t step(uint64_t *state)
{
    return *state = *state * 6364136223846793005u + 1442695040888963407u;
}

static uint64_t state = 1;

int rand(void)
{
    return (int)(step(&state) >> 33);
}

void srand(unsigned seed)
{
    state = seed;
    step(&state); /* or near seeds would begin alike */
}

long random(void)
{
    return rand();
}

void srandom(unsigned seed)
{
    srand(seed);
}

/* 32 bits of state are all there is: two steps, so that the result has 31 bits that vary well. */
int rand_r(unsigned *seed)
{
    *seed = *seed * 1103515245 + 12345;
    unsigned high = *seed >> 16;
    *seed = *seed * 1103515245 + 12345;
    return (int)((high << 16 ^ *seed >> 8) & RAND_MAX);
}

static uint64_t state48 = 0x1234abcd330eu;

/* POSIX gives this generator's numbers: its sequences are the same everywhere. */
static uint64_t step48(void)
{
    return state48 = (state48 * 0x5deece66du + 0xb) & 0xffffffffffffu;
}

void srand48(long seed)
{
    state48 = (uint64_t)(uint32_t)seed << 16 | 0x330e;
}

long lrand48(void)
{
    return (long)(step48() >> 17);
}

double drand48(void)
{
    return (double)step48() / (double)((uint64_t)1 << 48);
}
