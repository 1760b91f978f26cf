/* Letters, drawn for loom. */
#pragma once

/* A line of a letter, 0 the highest: eight pixels, the leftmost in the highest bit. */
unsigned font_line(char letter, int line);
