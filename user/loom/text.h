/* The picture as characters: the same parts in the same places, for any terminal from 80 by 24 on. */
#pragma once

#include <stdio.h>

#include "view.h"

/* `coloured`: with the escape sequences of a terminal, from its upper left corner; else plain lines. */
void text_draw(FILE *out, const struct view *view, int rows, int columns, bool coloured);
