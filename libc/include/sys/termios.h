/* The terminal's settings. */
#pragma once
#include <termios.h>
