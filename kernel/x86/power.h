/*
 * The end of the machine.
 */
#pragma once

#include "lib/types.h"

/* Stops this CPU for ever, interrupts off. */
void power_halt(void) __attribute__((noreturn));

/* Switches the machine off: QEMU (ACPI port 0x604), Bochs (port 0x8900). Halts with a word to the user
 * where neither works. */
void power_off(void) __attribute__((noreturn));

/* Starts the machine anew (keyboard controller, then a triple fault). */
void power_restart(void) __attribute__((noreturn));

/* Ends QEMU through its isa-debug-exit device, if there is one; its exit status is then (code << 1) | 1. */
void power_debug_exit(uint8_t code);
