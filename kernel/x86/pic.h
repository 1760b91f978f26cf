/*
 * The two 8259 interrupt controllers: IRQ 0 to 15 as vectors TRAP_IRQ_BASE and up.
 */
#pragma once

#include "lib/types.h"

/* Sets both up with every IRQ masked. */
void pic_init(void);

/* Lets `irq` (0 to 15) through. */
void pic_enable(unsigned irq);

/* Tells the controller that `irq` is being served. Returns false if it was spurious (7 and 15 only):
 * nothing to serve then. */
bool pic_acknowledge(unsigned irq);
