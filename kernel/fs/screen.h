/*
 * /dev/fb0: the screen as memory, as on Linux (Documentation/fb/api.rst): what it is like by ioctl, its
 * pixels by mmap. It is shown while somebody has it open or mapped.
 */
#pragma once

#include "fs/file.h"

/* An open_function (fs/ramfs.h); -ENODEV where there is no such screen. */
int screen_open(struct inode *inode, int flags, struct file **file);
