/*
 * The first serial port (16550 at 0x3F8, IRQ 4), 115200 baud, 8N1. Output waits for the chip's FIFO; input is
 * interrupt-driven.
 */
#pragma once

#include "lib/types.h"

#define SERIAL_IRQ 4

/* Sets the chip up, if it is there. */
void serial_init(void);

/* Writes bytes as they are. Any context; waits, at most a bounded time for each byte. */
void serial_write(const char *text, size_t size);

/* The same for text with \n at the ends of lines: a terminal wants \r\n. */
void serial_write_lines(const char *text, size_t size);

/* Who takes each byte that arrives (called in interrupt context). Enables the chip's interrupt. */
void serial_set_receiver(void (*receive)(uint8_t byte));

/* Leaves what arrives in the chip, which holds the sender back, or takes it again. The receiver may call
 * this. Interrupts are off. */
void serial_receive_pause(bool pause);

/* Serves the chip's interrupt. */
void serial_interrupt(void);
