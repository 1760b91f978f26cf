/* Older code asks for malloc here. */
#pragma once
#include <stdlib.h>
