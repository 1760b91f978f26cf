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

bool screen_open(struct canvas *canvas)
{
    device = open("/dev/fb0", O_RDWR | O_CLOEXEC);
    if (device < 0)
        return false;
    if (ioctl(device, FBIOGET_VSCREENINFO, &variable) < 0 || ioctl(device, FBIOGET_FSCREENINFO, &fixed) < 0 ||
        variable.bits_per_pixel < 15 || !canvas_create(canvas, (int)variable.xres, (int)variable.yres))
        goto fail;
    memory = mmap(NULL, fixed.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, device, 0);
    if (memory == MAP_FAILED)
        goto fail;
    return true;
fail:
    close(device);
    return false;
}

static uint32_t field(uint32_t colour, int from, const struct fb_bitfield *field)
{
    return (colour >> from & 0xff) >> (8 - field->length) << field->offset;
}

static void show_line(const struct canvas *canvas, int x, int y, int width)
{
    const uint32_t *line = canvas->pixels + y * canvas->width + x;
    unsigned size = (variable.bits_per_pixel + 7) / 8;
    char *to = memory + y * fixed.line_length + x * size;
    if (size == 4 && variable.red.offset == 16 && variable.green.offset == 8 && variable.blue.offset == 0) {
        memcpy(to, line, width * sizeof *line);
        return;
    }
    for (int i = 0; i < width; i++, to += size) {
        uint32_t pixel = field(line[i], 16, &variable.red) | field(line[i], 8, &variable.green) |
                         field(line[i], 0, &variable.blue);
        memcpy(to, &pixel, size);
    }
}

void screen_show(const struct canvas *canvas, int x, int y, int width, int height)
{
    for (int i = 0; i < height; i++)
        show_line(canvas, x, y + i, width);
}

void screen_close(void)
{
    munmap(memory, fixed.smem_len);
    close(device);
}
