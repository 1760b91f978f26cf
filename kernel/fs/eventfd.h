/*
 * Event counters (man 2 eventfd): a write adds a number, a read takes the sum, or one of it.
 */
#pragma once

#include "fs/file.h"

/* A new one; flags: EFD_SEMAPHORE, EFD_NONBLOCK. NULL when memory has run out. */
struct file *eventfd_create(unsigned value, int flags);
