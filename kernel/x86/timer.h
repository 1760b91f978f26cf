/*
 * Time of the CPU: the time-stamp counter measures, a one-shot timer interrupts. The counter's rate is
 * found once at boot against the 8254 timer's channel 2, in at most 2 ms.
 *
 * A "cycle" is one step of the time-stamp counter.
 */
#pragma once

#include "lib/types.h"

#define TIMER_IRQ 0

/* Calibrates, and readies the one-shot timer. Interrupts are off. */
void timer_init(void);

/* Conversions at the calibrated rate, rounded down; no overflow in centuries. */
uint64_t timer_cycles_to_ns(uint64_t cycles);
uint64_t timer_ns_to_cycles(uint64_t ns);

/* In hundredths of a second: sysconf(_SC_CLK_TCK), as times() and /proc count. */
uint64_t timer_ns_to_hundredths(uint64_t ns);

/* Nanoseconds since boot, and what the counter will show at such a time. */
uint64_t timer_now_ns(void);
uint64_t timer_cycles_at(uint64_t ns);

/*
 * Asks for an interrupt on this CPU when cpu_cycles() has reached `deadline`, or somewhat earlier when
 * that is further away than the hardware can count (8254: 54 ms); the handler asks again then. A new
 * request replaces the old one. Interrupts are off.
 */
void timer_arm(uint64_t deadline);
