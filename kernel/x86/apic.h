/*
 * The advanced interrupt controllers: each CPU's local APIC, with its timer and the interrupts that CPUs send
 * each other, and the I/O APIC that brings the devices' (Intel SDM volume 3, chapter 11; 82093AA data sheet).
 */
#pragma once

#include "lib/types.h"
#include "x86/topology.h"

/* Vectors of the local APICs' own interrupts; those of devices lie below (TRAP_IRQ_BASE). */
#define TRAP_APIC_TIMER    48
#define TRAP_RESCHEDULE    49 /* look at cpu->reschedule and at the running thread's work */
#define TRAP_FLUSH         50 /* forget translations (cpu_answer_flush) */
#define TRAP_APIC_LAST     50
#define TRAP_APIC_SPURIOUS 255

/* Maps both kinds and masks every device. Returns false where there is none: then the 8259s and the 8254
 * serve. */
bool apic_init(const struct topology *topology, map_function map);

/* Whether apic_init() has succeeded. */
bool apic_present(void);

/* Switches this CPU's local APIC on. Interrupts are off. */
void apic_init_cpu(void);

/* Lets a device's IRQ through, to the CPU that booted, as vector TRAP_IRQ_BASE + irq. */
void apic_enable_irq(unsigned irq);

/* Tells this CPU's APIC that the interrupt in service is done with. */
void apic_acknowledge(void);

/* Interrupts every other CPU, whatever it does, as vector TRAP_NMI: for panic(). */
void apic_stop_others(void);

/* What one CPU can send another: an interrupt, by its vector; and what wakes a CPU that sleeps since
 * power-on, to run real-mode code in the page of this number (SDM 9.4.4). */
#define APIC_INTERRUPT(vector) (0x4000u | (vector))
#define APIC_INIT              0x4500u
#define APIC_STARTUP(page)     (0x4600u | (page))

/* Sends one of these to the CPU with this APIC. Interrupts are off. */
void apic_send(uint8_t apic_id, uint32_t command);

/* The local timer: measures its rate once, against the time-stamp counter; then one shot after that many
 * cycles. */
void apic_timer_init(void);
void apic_timer_arm(uint32_t cycles);
