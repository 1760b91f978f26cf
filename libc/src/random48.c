/* 48-bit pseudo-random numbers (<stdlib.h>). POSIX gives the formula: the sequences are the same everywhere.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static unsigned short own[3] = {0x330e, 0xabcd, 0x1234};
static uint64_t factor = 0x5deece66du;
static unsigned summand = 0xb;

static uint64_t step(unsigned short state[3])
{
    uint64_t value = state[0] | (uint64_t)state[1] << 16 | (uint64_t)state[2] << 32;
    value = (value * factor + summand) & 0xffffffffffffu;
    for (int i = 0; i < 3; i++)
        state[i] = (unsigned short)(value >> 16 * i);
    return value;
}

double erand48(unsigned short state[3])
{
    return (double)step(state) / (double)((uint64_t)1 << 48);
}

long nrand48(unsigned short state[3])
{
    return (long)(step(state) >> 17);
}

long jrand48(unsigned short state[3])
{
    return (long)(int32_t)(step(state) >> 16);
}

double drand48(void)
{
    return erand48(own);
}

long lrand48(void)
{
    return nrand48(own);
}

long mrand48(void)
{
    return jrand48(own);
}

void srand48(long seed)
{
    factor = 0x5deece66du;
    summand = 0xb;
    own[0] = 0x330e;
    own[1] = (unsigned short)seed;
    own[2] = (unsigned short)((unsigned long)seed >> 16);
}

void lcong48(unsigned short parameters[7])
{
    memcpy(own, parameters, sizeof(own));
    factor = parameters[3] | (uint64_t)parameters[4] << 16 | (uint64_t)parameters[5] << 32;
    summand = parameters[6];
}

unsigned short *seed48(unsigned short seed[3])
{
    static unsigned short before[3];
    factor = 0x5deece66du;
    summand = 0xb;
    memcpy(before, own, sizeof(own));
    memcpy(own, seed, sizeof(own));
    return before;
}

int srand48_r(long seed, struct drand48_data *data)
{
    data->__x[0] = 0x330e;
    data->__x[1] = (unsigned short)seed;
    data->__x[2] = (unsigned short)((unsigned long)seed >> 16);
    return 0;
}

int drand48_r(struct drand48_data *data, double *result)
{
    *result = erand48(data->__x);
    return 0;
}

int lrand48_r(struct drand48_data *data, long *result)
{
    *result = nrand48(data->__x);
    return 0;
}

int mrand48_r(struct drand48_data *data, long *result)
{
    *result = jrand48(data->__x);
    return 0;
}

int erand48_r(unsigned short state[3], struct drand48_data *data, double *result)
{
    *result = erand48(state);
    return 0;
}
