/* Drawing; see canvas.h. Round things are smooth: a pixel that they cover in part is mixed. */
#include "canvas.h"

#include <stdlib.h>
#include <string.h>

#include "font.h"

bool canvas_create(struct canvas *canvas, int width, int height)
{
    *canvas = (struct canvas){width, height, malloc((size_t)width * height * sizeof(uint32_t)), 0, height};
    return canvas->pixels != NULL;
}

uint32_t colour_mix(uint32_t under, uint32_t over, int part)
{
    uint32_t red_blue = ((over & 0xff00ff) * part + (under & 0xff00ff) * (256 - part)) >> 8 & 0xff00ff;
    uint32_t green = ((over & 0x00ff00) * part + (under & 0x00ff00) * (256 - part)) >> 8 & 0x00ff00;
    return red_blue | green;
}

static void put(struct canvas *canvas, int x, int y, uint32_t colour, int part)
{
    if (x < 0 || y < canvas->top || x >= canvas->width || y >= canvas->bottom || part <= 0)
        return;
    uint32_t *pixel = &canvas->pixels[y * canvas->width + x];
    *pixel = part >= 256 ? colour : colour_mix(*pixel, colour, part);
}

void draw_box(struct canvas *canvas, int x, int y, int width, int height, uint32_t colour)
{
    int left = x < 0 ? 0 : x, top = y < canvas->top ? canvas->top : y;
    int right = x + width < canvas->width ? x + width : canvas->width;
    int bottom = y + height < canvas->bottom ? y + height : canvas->bottom;
    if (left >= right || top >= bottom)
        return;
    uint32_t *first = canvas->pixels + top * canvas->width + left;
    for (int column = 0; column < right - left; column++)
        first[column] = colour;
    for (int line = 1; line < bottom - top; line++)
        memcpy(first + line * canvas->width, first, (right - left) * sizeof *first);
}

void draw_frame(struct canvas *canvas, int x, int y, int width, int height, int thick, uint32_t colour)
{
    draw_box(canvas, x, y, width, thick, colour);
    draw_box(canvas, x, y + height - thick, width, thick, colour);
    draw_box(canvas, x, y, thick, height, colour);
    draw_box(canvas, x + width - thick, y, thick, height, colour);
}

void draw_round_box(struct canvas *canvas, int x, int y, int width, int height, uint32_t colour)
{
    static const int taken[] = {4, 2, 1, 1}; /* pixels, of each of the first lines */
    int corner = height >= 12 ? 4 : 0;
    for (int line = 0; line < height; line++) {
        int from_edge = line < height - 1 - line ? line : height - 1 - line;
        int inset = from_edge < corner ? taken[from_edge] : 0;
        draw_box(canvas, x + inset, y + line, width - 2 * inset, 1, colour);
    }
}

void draw_stripes(struct canvas *canvas, int x, int y, int width, int height, uint32_t colour)
{
    for (int line = 0; line < height; line++)
        for (int column = 0; column < width; column++)
            if ((line + column) % 6 < 2)
                put(canvas, x + column, y + line, colour, 256);
}

void draw_dots(struct canvas *canvas, int x, int y, int height, uint32_t colour)
{
    for (int line = 0; line < height; line++)
        if ((y + line) % 4 < 2)
            put(canvas, x, y + line, colour, 256);
}

/* The square root, in 16ths of a pixel, of a number of 256ths. */
static int root(int value)
{
    int result = 0;
    for (int bit = 1 << 13; bit; bit >>= 1)
        if ((result + bit) * (result + bit) <= value)
            result += bit;
    return result;
}

/* How much of a pixel at this distance, in 16ths, lies within the radius: of 256. */
static int coverage(int distance, int radius)
{
    int inside = radius * 16 + 8 - distance;
    return inside <= 0 ? 0 : inside >= 16 ? 256 : inside * 16;
}

void draw_disc(struct canvas *canvas, int x, int y, int radius, uint32_t colour)
{
    for (int dy = -radius - 1; dy <= radius + 1; dy++)
        for (int dx = -radius - 1; dx <= radius + 1; dx++)
            put(canvas, x + dx, y + dy, colour, coverage(root((dx * dx + dy * dy) * 256), radius));
}

void draw_ring(struct canvas *canvas, int x, int y, int radius, int thick, uint32_t colour, uint32_t inside)
{
    draw_disc(canvas, x, y, radius, colour);
    draw_disc(canvas, x, y, radius - thick, inside);
}

void draw_line(struct canvas *canvas, int x0, int y0, int x1, int y1, int thick, uint32_t colour)
{
    int dx = abs(x1 - x0), dy = abs(y1 - y0);
    int steps = dx > dy ? dx : dy;
    for (int i = 0; i <= steps; i++) {
        int x = steps ? (x0 * 16 * (steps - i) + x1 * 16 * i) / steps : x0 * 16;
        int y = steps ? (y0 * 16 * (steps - i) + y1 * 16 * i) / steps : y0 * 16;
        for (int j = 0; j <= thick; j++) { /* across the longer way; its first and last pixel in part */
            int offset = dx > dy ? y : x;
            int place = (offset >> 4) + j - thick / 2, rest = offset & 15;
            int part = j == 0 ? 256 - rest * 16 : j == thick ? rest * 16 : 256;
            if (dx > dy)
                put(canvas, x >> 4, place, colour, part);
            else
                put(canvas, place, y >> 4, colour, part);
        }
    }
}

/* A quarter of a wave, in 16ths of a pixel, and how steep it is there: the width of the line in 16ths. */
#define QUARTER 7
static const int swing[QUARTER + 1] = {0, 17, 34, 49, 61, 70, 76, 78};
static const int breadth[QUARTER + 1] = {98, 97, 93, 88, 82, 76, 71, 69};

void draw_thread(struct canvas *canvas, int x, int y, int phase, uint32_t colour)
{
    int place = phase % (4 * QUARTER), half = place % (2 * QUARTER);
    int step = half <= QUARTER ? half : 2 * QUARTER - half;
    int centre = x * 16 + 8 + (place < 2 * QUARTER ? swing[step] : -swing[step]);
    int left = centre - breadth[step] / 2, right = centre + breadth[step] / 2;
    for (int column = left >> 4; column <= right >> 4; column++) {
        int from = left > column * 16 ? left : column * 16,
            to = right < column * 16 + 16 ? right : column * 16 + 16;
        put(canvas, column, y, colour, (to - from) * 16);
    }
}

static void draw_letter(struct canvas *canvas, int x, int y, enum weight weight, uint32_t colour, char letter)
{
    int scale = weight == LARGE ? 2 : 1;
    for (int line = 0; line < FONT_HEIGHT; line++) {
        unsigned bits = font_line(letter, line);
        if (weight != THIN)
            bits |= bits >> 1;
        for (int column = 0; bits; column++, bits = bits << 1 & 0xff)
            if (bits & 0x80)
                draw_box(canvas, x + column * scale, y + line * scale, scale, scale, colour);
    }
}

int letter_width(enum weight weight)
{
    static const int widths[] = {[THIN] = 7, [BOLD] = 8, [LARGE] = 16};
    return widths[weight];
}

void draw_text(struct canvas *canvas, int x, int y, enum weight weight, uint32_t colour, const char *text)
{
    for (; *text; text++, x += letter_width(weight))
        draw_letter(canvas, x, y, weight, colour, *text);
}

int text_width(enum weight weight, const char *text)
{
    return (int)strlen(text) * letter_width(weight);
}
