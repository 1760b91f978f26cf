/* The terminal's settings (POSIX). */
#pragma once
#include <abi/termios.h>
#include <sys/types.h>

typedef unsigned tcflag_t;
typedef unsigned char cc_t;
typedef unsigned speed_t;

/* Speeds, which mean nothing here and are kept. */
#define CBAUD   010017
#define B0      0
#define B50     1
#define B75     2
#define B110    3
#define B134    4
#define B150    5
#define B200    6
#define B300    7
#define B600    8
#define B1200   9
#define B1800   10
#define B2400   11
#define B4800   12
#define B9600   13
#define B19200  14
#define B57600  010001
#define B115200 010002

/* Settings that a console has no use for: they are kept. */
#define IUCLC   0001000
#define IMAXBEL 0020000
#define IUTF8   0040000
#define OLCUC   0000002
#define OCRNL   0000010
#define ONOCR   0000020
#define ONLRET  0000040
#define OFILL   0000100
#define OFDEL   0000200
#define NLDLY   0000400
#define NL0     0000000
#define NL1     0000400
#define CRDLY   0003000
#define CR0     0000000
#define CR1     0001000
#define CR2     0002000
#define CR3     0003000
#define TABDLY  0014000
#define TAB0    0000000
#define TAB1    0004000
#define TAB2    0010000
#define TAB3    0014000
#define XTABS   TAB3
#define BSDLY   0020000
#define BS0     0000000
#define BS1     0020000
#define VTDLY   0040000
#define VT0     0000000
#define VT1     0040000
#define FFDLY   0100000
#define FF0     0000000
#define FF1     0100000
#define CS5     0000000
#define CS6     0000020
#define CS7     0000040
#define CSTOPB  0000100
#define PARODD  0001000
#define HUPCL   0002000
#define CLOCAL  0004000
#define CRTSCTS 020000000000
#define ECHOPRT 0002000
#define FLUSHO  0010000
#define PENDIN  0040000
#define VSWTC   7
#define B230400 010003
#define B460800 010004
#define B921600 010007
#define TCOOFF  0
#define TCOON   1
#define TCIOFF  2
#define TCION   3

#define TCSANOW   0
#define TCSADRAIN 1
#define TCSAFLUSH 2

int tcgetattr(int fd, struct termios *settings);
int tcsetattr(int fd, int when, const struct termios *settings);
int tcdrain(int fd);
int tcflow(int fd, int action);
int tcflush(int fd, int which);
int tcsendbreak(int fd, int duration);
pid_t tcgetsid(int fd);
speed_t cfgetispeed(const struct termios *settings);
speed_t cfgetospeed(const struct termios *settings);
int cfsetispeed(struct termios *settings, speed_t speed);
int cfsetospeed(struct termios *settings, speed_t speed);
int cfsetspeed(struct termios *settings, speed_t speed);
void cfmakeraw(struct termios *settings);
