/* See terminal.h. */
#include "terminal.h"

#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static bool changed;

bool terminal_begin(void)
{
    struct termios raw;
    if (tcgetattr(STDIN_FILENO, &before) < 0)
        return false;
    raw = before;
    raw.c_lflag &= ~(ICANON | ECHO | ISIG);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    changed = true;
    return true;
}

void terminal_end(void)
{
    if (changed)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    changed = false;
}

/* The next byte within `ms`; -1: none came, -2: none will come. */
static int next_byte(int ms)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char byte;
    if (poll(&input, 1, ms) <= 0)
        return -1;
    return read(STDIN_FILENO, &byte, 1) == 1 ? byte : -2;
}

int terminal_key(int ms)
{
    if (!changed) {
        poll(NULL, 0, ms);
        return KEY_NONE;
    }
    int byte = next_byte(ms);
    if (byte == -2)
        return KEY_END;
    if (byte != 033)
        return byte < 0 ? KEY_NONE : byte;
    if (next_byte(50) != '[') /* an arrow is ESC [ and a letter */
        return KEY_NONE;
    byte = next_byte(50);
    return byte == 'A' || byte == 'D' ? KEY_PREVIOUS : byte == 'B' || byte == 'C' ? KEY_NEXT : KEY_NONE;
}

void terminal_size(int *rows, int *columns)
{
    struct winsize size;
    *rows = 25;
    *columns = 80;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col) {
        *rows = size.ws_row;
        *columns = size.ws_col;
    }
}
