/* The terminal while loom runs: keys come one by one, unseen. */
#pragma once

#include <stdbool.h>

enum key { KEY_NONE, KEY_INTERRUPT = 3, KEY_TAB = '\t', KEY_PREVIOUS = 256, KEY_NEXT, KEY_END };

/* Returns whether standard input is a terminal; if not, there are no keys. */
bool terminal_begin(void);
void terminal_end(void);

/* Waits up to `ms` milliseconds for a key: a character, or one of those above. KEY_END: there will be no
 * more. */
int terminal_key(int ms);

/* How large it is. */
void terminal_size(int *rows, int *columns);
