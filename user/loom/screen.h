/* The screen as pixels: /dev/fb0, whatever its size and the form of its pixels. */
#pragma once

#include <stdbool.h>

#include "canvas.h"

/* Opens it and makes a canvas of its size; false if there is no such screen. It shows from then on. */
bool screen_open(struct canvas *canvas);

/* Shows the canvas: what has changed since the last time. */
void screen_show(const struct canvas *canvas);

/* Gives the screen back. */
void screen_close(void);
