/* A screen as memory: what ioctl tells of /dev/fb0 (Linux's Documentation/fb/api.rst). */
#pragma once

#define FBIOGET_VSCREENINFO 0x4600
#define FBIOGET_FSCREENINFO 0x4602

#define FB_TYPE_PACKED_PIXELS 0
#define FB_VISUAL_TRUECOLOR   2

/* Where in a pixel a colour is: bits, counted from the lowest. */
struct fb_bitfield {
    unsigned offset;
    unsigned length;
    unsigned msb_right;
};

struct fb_var_screeninfo {
    unsigned xres, yres; /* pixels that are seen */
    unsigned xres_virtual, yres_virtual;
    unsigned xoffset, yoffset;
    unsigned bits_per_pixel;
    unsigned grayscale;
    struct fb_bitfield red, green, blue, transp;
    unsigned nonstd;
    unsigned activate;
    unsigned height, width; /* in millimetres */
    unsigned accel_flags;
    unsigned pixclock;
    unsigned left_margin, right_margin, upper_margin, lower_margin;
    unsigned hsync_len, vsync_len;
    unsigned sync;
    unsigned vmode;
    unsigned rotate;
    unsigned colorspace;
    unsigned reserved[4];
};

struct fb_fix_screeninfo {
    char id[16];
    unsigned long smem_start; /* physical address */
    unsigned smem_len;        /* bytes */
    unsigned type;
    unsigned type_aux;
    unsigned visual;
    unsigned short xpanstep, ypanstep, ywrapstep;
    unsigned line_length; /* bytes from one line to the next */
    unsigned long mmio_start;
    unsigned mmio_len;
    unsigned accel;
    unsigned short capabilities;
    unsigned short reserved[2];
};
