/* Older code asks here for limits, MIN and MAX. */
#pragma once
#include <endian.h>
#include <limits.h>
#include <signal.h>
#include <sys/types.h>

#define MAXPATHLEN      4096
#define MAXHOSTNAMELEN  64
#define NBBY            8
#define HZ              100
#define NOFILE          256
#define MAXSYMLINKS     20
#define DEV_BSIZE       512
#define EXEC_PAGESIZE   4096
#define setbit(bits, i) ((bits)[(i) / NBBY] |= 1 << (i) % NBBY)
#define clrbit(bits, i) ((bits)[(i) / NBBY] &= ~(1 << (i) % NBBY))
#define isset(bits, i)  ((bits)[(i) / NBBY] & 1 << (i) % NBBY)
#define isclr(bits, i)  (((bits)[(i) / NBBY] & 1 << (i) % NBBY) == 0)
#define powerof2(x)     ((((x)-1) & (x)) == 0)
#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#define howmany(count, unit) (((count) + (unit)-1) / (unit))
#define roundup(count, unit) (howmany(count, unit) * (unit))
