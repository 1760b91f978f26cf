/*
 * What the firmware says of the machine's CPUs and interrupt controllers: by ACPI's tables (ACPI
 * specification 6.5, 5.2.5 to 5.2.12), or by the older MP table (MultiProcessor Specification 1.4, chapter
 * 4).
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

/* Fills `topology`: one CPU and no APICs when no table is found. Bad tables are said in the log and not used.
 */
void topology_find(struct topology *topology, map_function map);

/* The two sources, for topology.c; each returns whether it was found and is good. */
bool acpi_find(struct topology *topology, map_function map);
bool mp_table_find(struct topology *topology, map_function map);

/* Enters a CPU, if there is room. */
void topology_add_cpu(struct topology *topology, uint8_t apic_id);

/* Whether the bytes add up to 0, as all these tables do. */
bool topology_checksum(const void *table, size_t size);

/* What begins with `signature` and has that checksum where the BIOS keeps it: on a boundary of 16 bytes in
 * the first KiB of its data area, or in its own memory. NULL if there is none. */
const void *topology_search(const char *signature, size_t size);
