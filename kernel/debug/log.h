/*
 * Kernel messages. They go to every sink that main.c has added before the first of them.
 */
#pragma once

#include "lib/types.h"

/* Prints one formatted message; the pattern ends with \n. Any context, any locks. */
void log_print(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

/* Adds a sink, which must be callable in any context. On the CPU that boots, before there are others. */
void log_add_sink(void (*write)(const char *text, size_t size));
