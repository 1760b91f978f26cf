/* The picture as pixels. docs/loom.md says what its parts mean. */
#pragma once

#include "canvas.h"
#include "view.h"

void picture_draw(struct canvas *canvas, const struct view *view);
