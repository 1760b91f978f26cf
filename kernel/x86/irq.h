/*
 * Interrupts of devices, by whichever controllers the machine has: APICs, or 8259s.
 */
#pragma once

#include "lib/types.h"

/* After the 8259s are set up (pic.h) and apic_init() was tried. */
void irq_enable(unsigned irq);

/* As pic_acknowledge(). Called before the device is served; edges that come meanwhile are kept. */
bool irq_acknowledge(unsigned irq);
