/* Limits, under an old name. */
#pragma once
#include <float.h>
#include <limits.h>
