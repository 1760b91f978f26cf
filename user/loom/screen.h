/* The screen as pixels: /dev/fb0, whatever its size and the form of its pixels. */
#pragma once

#include <stdbool.h>

#include "canvas.h"

/* Opens it and makes a canvas of its size; false if there is no such screen. It shows from then on. */
bool screen_open(struct canvas *canvas);

/* Shows a part of the canvas. */
void screen_show(const struct canvas *canvas, int x, int y, int width, int height);

/* Gives the screen back. */
void screen_close(void);
