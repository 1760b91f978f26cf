/*
 * One memory object shows the pixels, for good. Who has the device open holds a reference to it, and so does
 * each mapping; beyond those there is one, ours. Lock: screen_lock guards which mode the screen is in.
 */
#include "fs/screen.h"

#include "abi/errno.h"
#include "abi/fb.h"
#include "dev/framebuffer.h"
#include "mm/object.h"
#include "mm/user.h"

static struct spinlock screen_lock = SPINLOCK_INITIALIZER(RANK_OBJECT);
static const struct boot_screen *screen; /* set when it is first opened */

static void back_to_text(void);
static struct vm_object pixels = {.references = 1, .number = ~0u, .kind = FRAME_DEVICE, .idle = back_to_text};

/* Nobody has it any more, unless somebody has just come. */
static void back_to_text(void)
{
    spin_lock(&screen_lock);
    if (__atomic_load_n(&pixels.references, __ATOMIC_ACQUIRE) == 1)
        framebuffer_show_text();
    spin_unlock(&screen_lock);
}

static void screen_release(struct file *file)
{
    vm_object_put(&pixels);
}

static int screen_ioctl(struct file *file, unsigned request, uintptr_t argument)
{
    struct fb_fix_screeninfo fixed = {.id = "weft",
                                      .smem_start = screen->address,
                                      .smem_len = pixels.pages << PAGE_SHIFT,
                                      .visual = FB_VISUAL_TRUECOLOR,
                                      .line_length = screen->pitch};
    struct fb_var_screeninfo variable = {
        .xres = screen->width,
        .yres = screen->height,
        .xres_virtual = screen->width,
        .yres_virtual = screen->height,
        .bits_per_pixel = screen->depth,
        .red = {.offset = screen->red.position, .length = screen->red.size},
        .green = {.offset = screen->green.position, .length = screen->green.size},
        .blue = {.offset = screen->blue.position, .length = screen->blue.size}};
    if (request == FBIOGET_VSCREENINFO)
        return copy_to_user((void *)argument, &variable, sizeof(variable));
    if (request == FBIOGET_FSCREENINFO)
        return copy_to_user((void *)argument, &fixed, sizeof(fixed));
    return -ENOTTY;
}

static const struct file_ops screen_ops = {
    .ioctl = screen_ioctl, .object = &pixels, .release = screen_release};

int screen_open(struct inode *inode, int flags, struct file **file)
{
    spin_lock(&screen_lock);
    const struct boot_screen *found = screen ?: framebuffer_find();
    if (found && found->address >> PAGE_SHIFT >= frame_total()) {
        screen = found;
        pixels.device = screen->address;
        pixels.pages = ALIGN_UP(screen->pitch * screen->height, PAGE_SIZE) >> PAGE_SHIFT;
        vm_object_get(&pixels);
        framebuffer_show();
    }
    spin_unlock(&screen_lock);
    if (!screen)
        return -ENODEV;
    *file = file_create(&screen_ops, NULL, flags);
    if (!*file)
        vm_object_put(&pixels);
    return *file ? 0 : -ENOMEM;
}
