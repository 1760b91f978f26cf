/* The parts of a device's number (man 3 makedev). */
#pragma once

#define major(device) ((unsigned)((device) >> 8 & 0xfff))
#define minor(device) ((unsigned)(((device)&0xff) | ((device) >> 12 & 0xfff00)))
#define makedev(high, low) \
    ((unsigned long long)(((high)&0xfffu) << 8 | ((low)&0xffu) | ((low)&0xfff00u) << 12))
