/*
 * The battery-backed clock (MC146818 at ports 0x70 and 0x71): what time it was at boot.
 */
#pragma once

#include "lib/types.h"

/* Seconds since 1970-01-01 00:00 UTC at which the machine was started; 0 if the clock says nonsense. */
extern uint32_t rtc_boot_seconds;

/* Reads it. Once, at boot, after timer_init(). */
void rtc_init(void);

/* Seconds since 1970-01-01 00:00 UTC, now. */
uint32_t rtc_now(void);
