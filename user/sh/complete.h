/* What Tab can make of a word that is being typed. */
#pragma once

#include "text.h"

/* Adds to `matches` all that the word before the cursor can become, in order; returns where that word begins.
 */
size_t complete(const char *line, size_t cursor, struct words *matches);
