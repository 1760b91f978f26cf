/*
 * CPUs and interrupt controllers as the firmware tells them. Used once, at boot.
 */
#include "x86/topology.h"

#include "debug/log.h"
#include "lib/string.h"
#include "x86/paging.h"

#define DATA_AREA_POINTER 0x40eu /* the segment of the BIOS's data area is here */
#define DATA_AREA_LOWEST  0x80000u
#define DATA_AREA_END     0xa0000u
#define BIOS_START        0xe0000u
#define BIOS_END          0x100000u

bool topology_checksum(const void *table, size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += ((const uint8_t *)table)[i];
    return sum == 0;
}

static const void *search(paddr_t start, paddr_t end, const char *signature, size_t size)
{
    for (paddr_t address = start; address + size <= end; address += 16) {
        const char *table = physical_to_virtual(address);
        if (!memcmp(table, signature, strlen(signature)) && topology_checksum(table, size))
            return table;
    }
    return NULL;
}

const void *topology_search(const char *signature, size_t size)
{
    const uint16_t *segment = physical_to_virtual(DATA_AREA_POINTER);
    paddr_t data = (paddr_t)*segment << 4;
    const void *found = NULL;
    if (data >= DATA_AREA_LOWEST && data < DATA_AREA_END)
        found = search(data, data + 1024, signature, size);
    return found ?: search(BIOS_START, BIOS_END, signature, size);
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
    static bool (*const sources[])(struct topology * topology, map_function map) = {acpi_find, mp_table_find};
    for (unsigned i = 0; i < ARRAY_SIZE(sources); i++) {
        topology_reset(topology);
        if (sources[i](topology, map) && topology->cpu_count > 0)
            return;
    }
    topology_reset(topology);
    topology->cpu_count = 1;
}
