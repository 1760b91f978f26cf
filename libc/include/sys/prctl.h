/* Properties of a process or thread (man 2 prctl). */
#pragma once
#include <abi/prctl.h>

#define PR_SET_PDEATHSIG 1
#define PR_GET_PDEATHSIG 2

int prctl(int option, ...);
