/*
 * A picture in memory, and what is drawn into it. Places are pixels from the upper left corner; what lies
 * outside is left out. Colours are 0xRRGGBB.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct canvas {
    int width, height;
    uint32_t *pixels; /* width * height of them, line by line */
    int top, bottom;  /* only lines from top to before bottom are drawn to */
};

/* Returns false when there is no memory. */
bool canvas_create(struct canvas *canvas, int width, int height);

/* `part` of 256 of colour `over`, the rest of `under`. */
uint32_t colour_mix(uint32_t under, uint32_t over, int part);

void draw_box(struct canvas *canvas, int x, int y, int width, int height, uint32_t colour);
/* Its border only, `thick` pixels, inside. */
void draw_frame(struct canvas *canvas, int x, int y, int width, int height, int thick, uint32_t colour);
/* With corners taken off, filled. */
void draw_round_box(struct canvas *canvas, int x, int y, int width, int height, uint32_t colour);
/* Stripes from lower left to upper right. */
void draw_stripes(struct canvas *canvas, int x, int y, int width, int height, uint32_t colour);
/* A vertical line that is dotted. */
void draw_dots(struct canvas *canvas, int x, int y, int height, uint32_t colour);
void draw_disc(struct canvas *canvas, int x, int y, int radius, uint32_t colour);
void draw_ring(struct canvas *canvas, int x, int y, int radius, int thick, uint32_t colour, uint32_t inside);
void draw_line(struct canvas *canvas, int x0, int y0, int x1, int y1, int thick, uint32_t colour);
/* One pixel's height of a thread's line, which winds around x: `phase` says where on its way it is. */
void draw_thread(struct canvas *canvas, int x, int y, int phase, uint32_t colour);

#define FONT_HEIGHT 12 /* of a letter, with what hangs below */
#define FONT_CAPS   9  /* of capitals and digits */

enum weight { THIN, BOLD, LARGE }; /* LARGE: BOLD and twice as large */

void draw_text(struct canvas *canvas, int x, int y, enum weight weight, uint32_t colour, const char *text);
int text_width(enum weight weight, const char *text);
/* From one letter to the next. */
int letter_width(enum weight weight);
