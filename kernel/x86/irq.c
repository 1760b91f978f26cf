/*
 * The two 8259A interrupt controllers, as long as, or where, there is no I/O APIC. Only the CPU that booted
 * talks to them, with interrupts off.
 */
#include "x86/irq.h"

#include "x86/apic.h"
#include "x86/cpu.h"
#include "x86/trap.h"

#define MASTER 0x20 /* command port; data port is the next */
#define SLAVE  0xa0

#define ICW1_INIT       0x11 /* edge triggered, cascaded, ICW4 follows */
#define ICW4_8086       0x01
#define CASCADE_IRQ     2
#define READ_IN_SERVICE 0x0b
#define END             0x20 /* of the interrupt in service with the highest priority */

static uint16_t masked = 0xffff & ~(1 << CASCADE_IRQ);

static void write_masks(void)
{
    port_write8(MASTER + 1, masked & 0xff);
    port_write8(SLAVE + 1, masked >> 8);
}

void irq_init(void)
{
    port_write8(MASTER, ICW1_INIT);
    port_write8(SLAVE, ICW1_INIT);
    port_write8(MASTER + 1, TRAP_IRQ_BASE);
    port_write8(SLAVE + 1, TRAP_IRQ_BASE + 8);
    port_write8(MASTER + 1, 1 << CASCADE_IRQ); /* where the slave is */
    port_write8(SLAVE + 1, CASCADE_IRQ);       /* who the slave is */
    port_write8(MASTER + 1, ICW4_8086);
    port_write8(SLAVE + 1, ICW4_8086);
    write_masks();
}

/* A request that goes away before the CPU asks for its vector arrives as the controller's last input. */
static bool is_spurious(uint16_t controller)
{
    port_write8(controller, READ_IN_SERVICE);
    return !(port_read8(controller) & 0x80);
}

void irq_enable(unsigned irq)
{
    if (apic_present()) {
        apic_enable_irq(irq);
        return;
    }
    masked &= ~(1 << irq);
    write_masks();
}

bool irq_acknowledge(unsigned irq)
{
    if (apic_present()) {
        apic_acknowledge();
        return true;
    }
    if (irq == 7 && is_spurious(MASTER))
        return false;
    bool spurious = irq == 15 && is_spurious(SLAVE);
    if (irq >= 8 && !spurious)
        port_write8(SLAVE, END);
    port_write8(MASTER, END); /* the master saw the slave's request, spurious or not */
    return !spurious;
}
