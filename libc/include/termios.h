/* The terminal's settings (POSIX). */
#pragma once
#include <abi/termios.h>
#include <sys/types.h>

typedef unsigned tcflag_t;
typedef unsigned char cc_t;

#define TCSANOW   0
#define TCSADRAIN 1
#define TCSAFLUSH 2

int tcgetattr(int fd, struct termios *settings);
int tcsetattr(int fd, int when, const struct termios *settings);
void cfmakeraw(struct termios *settings);
