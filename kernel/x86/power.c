/*
 * The ways a machine ends. No locks.
 */
#include "x86/power.h"
#include "debug/log.h"
#include "x86/cpu.h"

#define DEBUG_EXIT_PORT     0xf4   /* where our QEMU command line puts isa-debug-exit */
#define ACPI_CONTROL_PORT   0x604  /* PM1a control of QEMU's PC */
#define ACPI_SLEEP_OFF      0x2000 /* SLP_EN, sleep type 0 */
#define BOCHS_SHUTDOWN_PORT 0x8900
#define UNUSED_PORT         0x80
#define KEYBOARD_COMMAND    0x64
#define KEYBOARD_FULL       0x02
#define PULSE_RESET         0xfe

void power_halt(void)
{
    for (;;)
        asm volatile("cli; hlt");
}

void power_off(void)
{
    interrupts_disable();
    port_write16(ACPI_CONTROL_PORT, ACPI_SLEEP_OFF);
    for (const char *letter = "Shutdown"; *letter; letter++)
        port_write8(BOCHS_SHUTDOWN_PORT, *letter);

    /* QEMU takes a moment to end. Reading a port without a device takes about a microsecond. */
    for (unsigned turn = 0; turn < 1000000; turn++)
        port_read8(UNUSED_PORT);
    log_print("The machine can be switched off now.\n");
    power_halt();
}

void power_restart(void)
{
    interrupts_disable();
    for (unsigned turn = 0; turn < 100000 && port_read8(KEYBOARD_COMMAND) & KEYBOARD_FULL; turn++)
        cpu_relax();
    port_write8(KEYBOARD_COMMAND, PULSE_RESET);
    for (unsigned turn = 0; turn < 100000; turn++)
        cpu_relax();

    /* Still here: with no IDT a trap becomes a triple fault, which resets the CPU. */
    static const uint8_t empty[6];
    asm volatile("lidt %0; int3" : : "m"(empty));
    power_halt();
}

void power_debug_exit(uint8_t code)
{
    port_write8(DEBUG_EXIT_PORT, code);
}
