/* Older code asks for memcpy here. */
#pragma once
#include <string.h>
