/* See screen.h. The program draws in memory; only lines that differ go to the screen, so that nothing
 * flickers. */
#include "screen.h"

#include <fcntl.h>
#include <linux/fb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static int device = -1;
static struct fb_var_screeninfo variable;
static struct fb_fix_screeninfo fixed;
static char *memory;
static uint32_t *shown; /* what is on the screen */
static bool nothing_shown;

bool screen_open(struct canvas *canvas)
{
    device = open("/dev/fb0", O_RDWR | O_CLOEXEC);
    if (device < 0)
        return false;
    if (ioctl(device, FBIOGET_VSCREENINFO, &variable) < 0 || ioctl(device, FBIOGET_FSCREENINFO, &fixed) < 0 ||
        variable.bits_per_pixel < 15 || !canvas_create(canvas, (int)variable.xres, (int)variable.yres))
        goto fail;
    shown = malloc((size_t)canvas->width * canvas->height * sizeof *shown);
    memory = mmap(NULL, fixed.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, device, 0);
    if (!shown || memory == MAP_FAILED)
        goto fail;
    nothing_shown = true;
    return true;
fail:
    close(device);
    return false;
}

static uint32_t field(uint32_t colour, int from, const struct fb_bitfield *field)
{
    return (colour >> from & 0xff) >> (8 - field->length) << field->offset;
}

static void show_line(const struct canvas *canvas, int y)
{
    const uint32_t *line = canvas->pixels + y * canvas->width;
    char *to = memory + y * fixed.line_length;
    unsigned size = (variable.bits_per_pixel + 7) / 8;
    if (size == 4 && variable.red.offset == 16 && variable.green.offset == 8 && variable.blue.offset == 0) {
        memcpy(to, line, canvas->width * sizeof *line);
        return;
    }
    for (int x = 0; x < canvas->width; x++, to += size) {
        uint32_t pixel = field(line[x], 16, &variable.red) | field(line[x], 8, &variable.green) |
                         field(line[x], 0, &variable.blue);
        memcpy(to, &pixel, size);
    }
}

/* memcmp() goes byte by byte. */
static bool same_line(const uint32_t *left, const uint32_t *right, int width)
{
    for (int x = 0; x < width; x++)
        if (left[x] != right[x])
            return false;
    return true;
}

void screen_show(const struct canvas *canvas)
{
    for (int y = 0; y < canvas->height; y++) {
        size_t at = (size_t)y * canvas->width, size = canvas->width * sizeof *shown;
        if (!nothing_shown && same_line(shown + at, canvas->pixels + at, canvas->width))
            continue;
        memcpy(shown + at, canvas->pixels + at, size);
        show_line(canvas, y);
    }
    nothing_shown = false;
}

void screen_close(void)
{
    munmap(memory, fixed.smem_len);
    close(device);
}
