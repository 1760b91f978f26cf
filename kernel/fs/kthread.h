/*
 * /dev/kthread: two kernel threads to look at. While it is open they run, both in the kernel's address space,
 * each adding to one shared counter as fast as it can and never giving up the CPU of its own accord. A read()
 * at offset 0 returns what the machine looks like now (see docs/proc.md); closing it ends them.
 */
#pragma once

#include "fs/file.h"

/* An open_function. */
int kthread_open(struct inode *inode, int flags, struct file **file);
