/*
 * Interrupts of devices, IRQ 0 to 15 as vectors TRAP_IRQ_BASE and up, by whichever controllers the machine
 * has: APICs, or two 8259s.
 */
#pragma once

#include "lib/types.h"

/* Sets the 8259s up with every IRQ masked. */
void irq_init(void);

/* Lets `irq` through. After apic_init() was tried. */
void irq_enable(unsigned irq);

/* Tells the controller that `irq` (or, from 16 on, an interrupt of the local APIC's own) is being served;
 * called before the device is, so that edges that come meanwhile are kept. Returns false if it was spurious
 * (7 and 15 of an 8259 only): nothing to serve then. */
bool irq_acknowledge(unsigned irq);
