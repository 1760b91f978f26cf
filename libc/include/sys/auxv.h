/* What the kernel told the program at its start. */
#pragma once
#include <abi/auxv.h>

unsigned long getauxval(unsigned long type);
