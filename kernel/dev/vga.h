/*
 * VGA text, 80x25 at 0xB8000, with the few control sequences that programs of the tour use: \n \r \b \t, and
 * ESC [ ... for colour (m), erasing (J, K) and the cursor (H, A, B, C, D, and ?25l/h).
 */
#pragma once

#include "lib/types.h"

void vga_init(void);

/* Writes text at the cursor, scrolling as needed. Any context. */
void vga_write(const char *text, size_t size);

/* Before and after another mode of the same card: keeps what is on the screen, and what is written meanwhile;
 * then sets text mode and shows it again. */
void vga_hide(void);
void vga_show(void);
