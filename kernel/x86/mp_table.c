/*
 * The MP table, for machines without ACPI.
 */
#include "lib/string.h"
#include "x86/topology.h"

struct mp_pointer {
    char signature[4];
    uint32_t table;
    uint8_t length, revision, checksum, features[5];
} __attribute__((packed));

struct mp_header {
    char signature[4];
    uint16_t length;
    uint8_t revision, checksum;
    char oem[8], product[12];
    uint32_t oem_table;
    uint16_t oem_size, entry_count;
    uint32_t local_apic, reserved;
} __attribute__((packed));

enum mp_kind { MP_PROCESSOR = 0, MP_BUS = 1, MP_IO_APIC = 2, MP_INTERRUPT = 3, MP_LOCAL_INTERRUPT = 4 };

struct mp_entry {
    uint8_t kind;
    union {
        struct {
            uint8_t apic_id, version, flags; /* bit 0: can be used */
            uint32_t signature, features, reserved[2];
        } __attribute__((packed)) processor;
        struct {
            uint8_t id;
            char name[6];
        } __attribute__((packed)) bus;
        struct {
            uint8_t id, version, flags;
            uint32_t address;
        } __attribute__((packed)) io_apic;
        struct {
            uint8_t kind; /* 0: an ordinary interrupt */
            uint16_t flags;
            uint8_t bus, irq, io_apic, input;
        } __attribute__((packed)) interrupt;
    };
} __attribute__((packed));

static void read_entry(struct topology *topology, const struct mp_entry *entry, uint8_t *isa_bus)
{
    switch (entry->kind) {
    case MP_PROCESSOR:
        if (entry->processor.flags & 1)
            topology_add_cpu(topology, entry->processor.apic_id);
        break;
    case MP_BUS:
        if (!memcmp(entry->bus.name, "ISA", 3))
            *isa_bus = entry->bus.id;
        break;
    case MP_IO_APIC:
        if (entry->io_apic.flags & 1 && !topology->io_apic)
            topology->io_apic = entry->io_apic.address;
        break;
    case MP_INTERRUPT:
        if (entry->interrupt.kind == 0 && entry->interrupt.bus == *isa_bus && entry->interrupt.irq < ISA_IRQS)
            topology->isa[entry->interrupt.irq].input = entry->interrupt.input;
        break;
    }
}

bool mp_table_find(struct topology *topology, map_function map)
{
    const struct mp_pointer *pointer = topology_search("_MP_", sizeof(*pointer));
    if (!pointer || !pointer->table)
        return false;
    const struct mp_header *header = map(pointer->table, sizeof(*header));
    if (!header || memcmp(header->signature, "PCMP", 4) || header->length < sizeof(*header))
        return false;
    header = map(pointer->table, header->length);
    if (!header || !topology_checksum(header, header->length))
        return false;
    topology->local_apic = header->local_apic;
    uint8_t isa_bus = 0xff;
    const char *next = (const char *)(header + 1), *end = (const char *)header + header->length;
    for (unsigned i = 0; i < header->entry_count && next < end; i++) {
        const struct mp_entry *entry = (const void *)next;
        size_t size = entry->kind == MP_PROCESSOR ? 20 : 8;
        if (size > (size_t)(end - next))
            break;
        read_entry(topology, entry, &isa_bus);
        next += size;
    }
    return topology->local_apic && topology->io_apic;
}
