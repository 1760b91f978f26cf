/* The screen as memory, /dev/fb0. */
#pragma once
#include <abi/fb.h>
