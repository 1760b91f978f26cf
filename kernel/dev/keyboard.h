/*
 * PS/2 keyboard (controller at 0x60/0x64, IRQ 1), US layout, scan-code set 1.
 */
#pragma once

#include "lib/types.h"

#define KEYBOARD_IRQ 1

/* Readies the keyboard and gives each character typed to `receive`, in interrupt context. Arrow, home, end,
 * page and delete keys come as the sequences of a VT100 (ESC [ A ...). */
void keyboard_init(void (*receive)(uint8_t byte));

/* Serves the keyboard's interrupt. */
void keyboard_interrupt(void);
