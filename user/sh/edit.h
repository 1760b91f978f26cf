/* Editing a line at the terminal, and the lines that were typed before. */
#pragma once

#include "text.h"

/* Reads a line that somebody edits behind the prompt, and appends it to `to` with its newline. False at the
 * end of the input (^D in an empty line), and after ^C if `may_stop`; else ^C begins the line anew. */
int edit_line(int terminal, const char *prompt, int may_stop, struct text *to);
