/* The picture as pixels. docs/loom.md says what its parts mean. */
#pragma once

#include "canvas.h"
#include "view.h"

/* Shows a part of the canvas. */
typedef void (*show_function)(const struct canvas *canvas, int x, int y, int width, int height);

/* Draws what has changed since the last time, and has it shown, part by part. */
void picture_draw(struct canvas *canvas, const struct view *view, show_function shown);
