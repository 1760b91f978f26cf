/*
 * Kernel messages. They go to every sink that a driver has registered, and to a small ring from which a
 * sink that comes later gets what it missed.
 */
#pragma once

#include "lib/types.h"

/* Prints one formatted message; the pattern ends with \n. Any context, any locks. */
void log_print(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

/* Adds a sink, which must be callable in any context; what was logged so far is written to it at once. */
void log_add_sink(void (*write)(const char *text, size_t size));
