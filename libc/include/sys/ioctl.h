/* Control of devices (POSIX). */
#pragma once
#include <abi/termios.h>

#define FIONCLEX   0x5450
#define FIOCLEX    0x5451
#define FIOASYNC   0x5452
#define TIOCINQ    FIONREAD
#define TIOCOUTQ   0x5411
#define TIOCSTI    0x5412
#define TIOCGPTN   0x80045430
#define TIOCSPTLCK 0x40045431

int ioctl(int fd, unsigned long request, ...);
