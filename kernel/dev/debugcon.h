/*
 * QEMU's and Bochs' debug console: a port that takes bytes.
 */
#pragma once

#include "lib/types.h"

void debugcon_write(const char *text, size_t size);
