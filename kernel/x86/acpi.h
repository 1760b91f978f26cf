/*
 * What the firmware says of the machine's CPUs and interrupt controllers, by ACPI's tables (ACPI
 * specification 6.5, 5.2.5 to 5.2.12).
 */
#pragma once

#include "lib/types.h"
#include "x86/cpu.h"

#define ISA_IRQS 16

/* Where an IRQ of the old PC arrives at the I/O APIC. */
struct isa_irq {
    uint32_t input;
    bool active_low, level;
};

struct topology {
    unsigned cpu_count;          /* that can be used; at most CPU_MAX */
    uint8_t apic_ids[CPU_MAX];   /* their local APICs */
    paddr_t local_apic, io_apic; /* 0: there is none, and the machine has one CPU and 8259s */
    struct isa_irq isa[ISA_IRQS];
};

/* Maps physical memory of tables and devices for good; NULL when there is no room. Given by main.c. */
typedef void *(*map_function)(paddr_t address, size_t size);

/* Fills `topology`, which is empty. Returns false if the machine has no good tables, or no APICs. */
bool acpi_find(struct topology *topology, map_function map);
