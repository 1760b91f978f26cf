/*
 * What is in /dev: console, tty, null, zero, full, random, urandom, kthread, shm.
 */
#pragma once

#include "lib/types.h"

/* Puts them into the tree of files. Once, at boot, after initrd_unpack() and tty_init(). */
void devices_init(void);

/* Fills user memory with bytes that look random; not for secrets. Returns `size` or -EFAULT. */
ssize_t random_to_user(void *user_to, size_t size);
