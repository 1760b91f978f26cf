/* Linux's names of integer types. */
#pragma once
#include <linux/types.h>
