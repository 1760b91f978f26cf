/*
 * The screen as pixels: the boot loader's, if it has set one up, else that of the Bochs display interface
 * (QEMU, Bochs, v86), which is switched on and off.
 */
#pragma once

#include "x86/boot_info.h"

/* The screen that there is or can be; NULL: none. It is shown from framebuffer_show() on. */
const struct boot_screen *framebuffer_find(void);

/* Any context, one CPU at a time. What the pixels are at first, nobody knows. */
void framebuffer_show(void);

/* Back to text, as it was and has gone on. Does nothing when text is shown, or can't be. */
void framebuffer_show_text(void);
