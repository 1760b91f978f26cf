/*
 * Text from numbers and numbers from text.
 */
#pragma once

#include "lib/types.h"

/*
 * Writes formatted text into `buffer`, always NUL-terminated when size > 0, and returns the length it
 * would have had (as C's snprintf). Understands %c %s %d %u %x %%, the lengths l ll z, the flags 0 and -, and
 * a width, and %.Ns: at most N characters, which need no NUL behind them. Pure, any context.
 */
int format(char *buffer, size_t size, const char *pattern, ...) __attribute__((format(printf, 3, 4)));
int format_list(char *buffer, size_t size, const char *pattern, va_list arguments);

/*
 * Reads an unsigned number (decimal, or hexadecimal after 0x) at *text and moves *text past it.
 * Returns false, moving nothing, where there is no number or it does not fit.
 */
bool number_parse(const char **text, uint32_t *value);

/* Quotient of a 64-bit by a 32-bit number; the remainder goes to *remainder unless that is NULL. */
uint64_t divide_64(uint64_t dividend, uint32_t divisor, uint32_t *remainder);
