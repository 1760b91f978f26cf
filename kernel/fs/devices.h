/*
 * What is in /dev: console, tty, null, zero, kthread.
 */
#pragma once

/* Puts them into the tree of files. Once, at boot, after ramfs_init() and tty_init(). */
void devices_init(void);
