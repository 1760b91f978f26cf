/*
 * The battery-backed clock (MC146818 at ports 0x70 and 0x71): what time it was at boot.
 */
#pragma once

#include "lib/types.h"

/* Seconds since 1970-01-01 00:00 UTC, as the clock says now; 0 if it says nonsense. */
uint32_t rtc_read(void);
