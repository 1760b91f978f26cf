/* Pseudo-random numbers (<stdlib.h>). */
#include <stdlib.h>

/* As on other systems, rand and random draw from one sequence. */
int rand(void)
{
    return (int)random();
}

void srand(unsigned seed)
{
    srandom(seed);
}

/* 32 bits of state are all there is: two steps, so that the result has 31 bits that vary well. */
int rand_r(unsigned *seed)
{
    *seed = *seed * 1103515245 + 12345;
    unsigned high = *seed >> 16;
    *seed = *seed * 1103515245 + 12345;
    return (int)((high << 16 ^ *seed >> 8) & RAND_MAX);
}
