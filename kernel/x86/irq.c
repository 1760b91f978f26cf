/*
 * Which controllers serve the devices.
 */
#include "x86/irq.h"

#include "x86/apic.h"
#include "x86/pic.h"

void irq_enable(unsigned irq)
{
    if (apic_present())
        apic_enable_irq(irq);
    else
        pic_enable(irq);
}

bool irq_acknowledge(unsigned irq)
{
    if (!apic_present())
        return pic_acknowledge(irq);
    apic_acknowledge();
    return true;
}
