/* Processor time used, in clock ticks (POSIX). */
#pragma once
#include <abi/times.h>
#include <sys/types.h>

clock_t times(struct tms *times);
