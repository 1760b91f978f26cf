/* Older code asks here for limits, MIN and MAX. */
#pragma once
#include <endian.h>
#include <limits.h>
#include <signal.h>
#include <sys/types.h>

#define MAXPATHLEN     4096
#define MAXHOSTNAMELEN 64
#define NBBY           8
#define HZ             100
#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#define howmany(count, unit) (((count) + (unit)-1) / (unit))
#define roundup(count, unit) (howmany(count, unit) * (unit))
