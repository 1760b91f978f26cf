/*
 * CPUs and interrupt controllers as the firmware tells them. Used once, at boot.
 */
#include "x86/topology.h"

#include "debug/log.h"

bool topology_checksum(const void *table, size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += ((const uint8_t *)table)[i];
    return sum == 0;
}

void topology_add_cpu(struct topology *topology, uint8_t apic_id)
{
    if (topology->cpu_count < CPU_MAX)
        topology->apic_ids[topology->cpu_count++] = apic_id;
    else
        log_print("CPU with APIC %u is not used: Weft has room for %d\n", apic_id, CPU_MAX);
}

/* Until a table says otherwise each IRQ arrives at the input of its own number: edge, active high. */
static void topology_reset(struct topology *topology)
{
    *topology = (struct topology){0};
    for (unsigned irq = 0; irq < ISA_IRQS; irq++)
        topology->isa[irq].input = irq;
}

void topology_find(struct topology *topology, map_function map)
{
    topology_reset(topology);
    if (acpi_find(topology, map) && topology->cpu_count > 0)
        return;
    topology_reset(topology);
    if (mp_table_find(topology, map) && topology->cpu_count > 0)
        return;
    topology_reset(topology);
    topology->cpu_count = 1;
}
