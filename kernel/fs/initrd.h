/*
 * The first files: what the boot loader brought.
 */
#pragma once

struct boot_info;

/* Makes the tree from the boot modules, ustar archives, later ones adding to and replacing what earlier ones
 * brought. Says in the log what is wrong with an archive, and keeps what is good. Once, at boot. */
void initrd_unpack(const struct boot_info *info);
